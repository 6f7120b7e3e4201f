import { describe, expect, it } from 'vitest';
import { toCredentialsArgument } from '#test/support/sandbox/running-sandbox.ts';
import { ENVELOPE, MODERN, openWireServers, createRequest, type Wire } from '#test/support/wire/wire.ts';

// Forms as AWS gives them out.
const SECRET = 'q7Zr1/CanarySecret+0Kx9PbVf3TjUw5Hs8LmDa';
const TOKEN = `IQoJb3JpZ2luX2Vj${'CanaryToken7/aB+'.repeat(12)}==`;
const CHECK = { security_group_id: 'sg-123456', ip_address: '198.51.100.24', port: 22 };
const RULE = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443 };

const stage = openWireServers();

/** A piece of a secret is none the less of it. */
function expectSecrecy(text: string): void {
  const { admin, minimal, session } = stage.sandbox.keys;
  const held = [admin, minimal, session].flatMap((key) => [key.secretAccessKey, key.sessionToken ?? '']);
  for (const secret of [SECRET, TOKEN, ...held.filter((s) => s !== '')]) {
    for (let i = 0; i + 10 <= secret.length; i++) expect(text).not.toContain(secret.slice(i, i + 10));
  }
}

/** Each kind of request, well and badly made, and secrets in every wrong place. */
async function converse(wire: Wire, revision: string): Promise<string> {
  await stage.sandbox.reset();
  const meta = revision === MODERN ? { _meta: ENVELOPE } : {};
  const call = (name: string, args: object) => wire.ask('tools/call', { name, arguments: args, ...meta });
  const key = toCredentialsArgument(stage.sandbox.keys.session);
  await wire.handshake(revision);
  expect((await call('whitelist_add', RULE)).result).toMatchObject({
    structuredContent: { status: 'added' },
  });
  expect((await wire.ask('whitelist/check', { ...RULE, credentials: key })).result?.['allowed']).toBe(true);
  await wire.ask('whitelist/remove', { ...RULE, security_group_id: 'sg-0000dead' });
  const bad = { ...key, secret_access_key: SECRET, session_token: TOKEN };
  expect((await wire.ask('whitelist/list', { credentials: bad })).error?.code).toBe(-32000);
  for (const wrong of [{ port: SECRET }, { credentials: SECRET }, { [SECRET]: TOKEN }, { region: TOKEN }]) {
    await call('whitelist_check', { ...CHECK, ...wrong });
    await wire.ask('whitelist/check', { ...CHECK, ...wrong });
  }
  await wire.ask(SECRET, { secret_access_key: SECRET, ...meta });
  wire.writeMessages(createRequest({ id: SECRET }, 'tools/list'), { secret_access_key: SECRET }, SECRET);
  wire.writeMessages({ jsonrpc: '2.0', method: 'whitelist/add', params: { credentials: bad } });
  wire.writeMessages({ jsonrpc: '2.0', id: 'x', result: { secret_access_key: SECRET } });
  void wire.write(`{"secret_access_key":"${SECRET}"\n`);
  await wire.waitUntilRead();
  wire.child.stdin.end();
  const { stdout, stderr } = await wire.ended;
  expectSecrecy(stdout + stderr);
  return stderr;
}

const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe.each(['2025-11-25', MODERN])('%s', (revision) => {
  it.each([
    ['-v', ['-v'], {}],
    ['AWS_WHITELIST_LOG_LEVEL=DEBUG', [], { AWS_WHITELIST_LOG_LEVEL: 'DEBUG' }],
  ] as const)('%s tells a person what happened, a line each', async (_, args, env) => {
    const told = await converse(stage.start(args, env), revision);
    const lines = told.trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z (WARNING|INFO|DEBUG) \S/);
    const words = lines.map((line) => line.replace(/^\S+ /, '').replace(/ms=\d+/, 'ms=N'));
    const start = words.findIndex((line) => line.startsWith('DEBUG credentials found'));
    const first = words.slice(start, start + 5).map((line) => line.replace(/(?<=request_id=)\S{36}/, 'ID'));
    expect(first[0]).toBe('DEBUG credentials found source="environment variables" region=us-east-1');
    expect([...first.slice(1, 4)].sort()).toEqual([
      'DEBUG AWS ec2:AuthorizeSecurityGroupIngress region=us-east-1 ms=N request_id=ID result=ok',
      'DEBUG AWS ec2:DescribeSecurityGroups region=us-east-1 ms=N request_id=ID result=ok',
      'DEBUG AWS sts:GetCallerIdentity region=us-east-1 ms=N request_id=ID result=ok',
    ]);
    expect(first[4]).toBe('INFO whitelist_add answered outcome=ok ms=N');
    expect(told).toMatch(/ DEBUG AWS ec2:DescribeSecurityGroups .* result=InvalidGroup\.NotFound\n/);
    expect(told).toMatch(/ DEBUG credentials found source="the call" region=us-east-1\n/);
    expect(told).toMatch(/ INFO whitelist_list answered outcome=invalid_credentials ms=\d+\n/);
    expect(told).toMatch(/ WARNING a call without an id was dropped method=whitelist\/add\n/);
  });

  it('--log-format json tells the same, each line JSON', async () => {
    const told = await converse(stage.start(['-v', '--log-format', 'json']), revision);
    const lines = told
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const { time, level, message } of lines) {
      expect(new Date(String(time)).toISOString()).toBe(time);
      expect(level).toMatch(/^(warning|info|debug)$/);
      expect(message).toEqual(expect.any(String));
    }
    expect(lines).toContainEqual({
      time: expect.any(String) as unknown,
      level: 'debug',
      message: 'AWS ec2:AuthorizeSecurityGroupIngress',
      region: 'us-east-1',
      ms: expect.any(Number) as unknown,
      request_id: expect.stringMatching(REQUEST_ID) as unknown,
      result: 'ok',
    });
    expect(lines).toContainEqual({
      time: expect.any(String) as unknown,
      level: 'info',
      message: 'whitelist_add answered',
      outcome: 'ok',
      ms: expect.any(Number) as unknown,
    });
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'credentials found', source: 'environment variables' }),
    );
    // Each request to AWS has its line.
    const asked = lines.filter(({ message }) => /^AWS (ec2|sts):/.test(String(message)));
    expect(new Set(asked.map((line) => line['request_id'])).size).toBe(asked.length);
    expect(asked.length).toBeGreaterThan(5);
  });

  it('without either, only what was wrong with the messages is told', async () => {
    const told = await converse(stage.start(), revision);
    for (const line of told.trimEnd().split('\n')) expect(line).toMatch(/^\S+Z WARNING a .* was dropped/);
  });
});
