import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshEnvironment, runProgram, temporaryFolder, type Environment } from '../support/program.ts';
import { startRawServer } from '../support/raw-server.ts';
import { credentialsOf, environmentOf, runningSandbox } from '../support/running-sandbox.ts';

// Forms as AWS gives them out: a secret of 40 characters, and a long token.
const SECRET = 'q7Zr1/CanarySecret+0Kx9PbVf3TjUw5Hs8LmDa';
const TOKEN = `IQoJb3JpZ2luX2Vj${'CanaryToken7/aB+'.repeat(12)}==`;
const LINE = /^\d{4}-\d\d-\d\dT[\d:.]+Z (ERROR|WARNING|INFO|DEBUG) \S/;

/** Pieces of a secret, since a part of one is none the less of it. */
const piecesOf = (secret: string) =>
  Array.from({ length: secret.length - 9 }, (_, i) => secret.slice(i, i + 10));

function expectSecrecy(printed: string, secrets: readonly string[]): void {
  const pieces = secrets.flatMap(piecesOf);
  const telling = printed.split('\n').filter((line) => pieces.some((piece) => line.includes(piece)));
  expect(telling, 'lines that hold a piece of a secret').toEqual([]);
}

const CHECK = { security_group_id: 'sg-123456', ip_address: '198.51.100.24', port: 22 };

/** Good calls and bad ones, among them every way in which a person puts a secret where it does not belong. */
async function converse(env: Environment, args: readonly string[]) {
  const sandbox = await runningSandbox();
  const { admin, session, minimal } = sandbox.keys;
  const server = startRawServer(args, {
    env: freshEnvironment({ ...environmentOf(sandbox, admin), ...env }),
  });
  await server.initialize('2025-11-25');
  const call = (more: object) =>
    server.request('tools/call', { name: 'whitelist_check', arguments: { ...CHECK, ...more } });
  const good = [
    await call({}),
    await call({ credentials: { ...credentialsOf(session), region: 'us-east-1' } }),
    await call({ credentials: credentialsOf(minimal) }),
  ];
  for (const { result } of good) expect(result).toMatchObject({ structuredContent: { allowed: true } });
  const id = admin.accessKeyId;
  const bad = [
    await call({ credentials: { access_key_id: id, secret_access_key: SECRET } }),
    await call({ credentials: { access_key_id: 'AKIAXXXXXXX', secret_access_key: SECRET } }),
    await call({ credentials: { ...credentialsOf(session), session_token: TOKEN } }),
    await call({ credentials: { access_key_id: SECRET, secret_access_key: id } }),
    await call({ credentials: { access_key_id: SECRET } }),
    await call({ credentials: { access_key_id: id, secret_access_key: SECRET, region: SECRET } }),
    await call({ credentials: SECRET }),
    await call({ credentials: [SECRET] }),
    await call({ ip_address: SECRET }),
    await call({ security_group_id: TOKEN }),
    await call({ port: `${SECRET} ${TOKEN}` }),
    await call({ protocol: SECRET }),
    await call({ region: SECRET }),
    await call({ profile: SECRET }),
    await call({ description: SECRET, [SECRET]: 1 }),
  ];
  for (const { result } of bad) expect(result).toMatchObject({ isError: true });
  server.send(`{"jsonrpc":"2.0","id":99,"params":{"secret_access_key":"${SECRET}"`);
  server.send(`{"id":98,"params":{"secret_access_key":"${SECRET}"}}`);
  server.send(SECRET);
  const wrong = await server.request('tools/call', { name: 'whitelist_all', arguments: { key: SECRET } });
  expect(wrong.error).toBeDefined();
  server.child.stdin.end();
  const exit = await server.ended;
  const held = [admin, session, minimal].flatMap((key) => [key.secretAccessKey, key.sessionToken ?? '']);
  return { exit, messages: server.messages(), secrets: [SECRET, TOKEN, ...held.filter((s) => s !== '')] };
}

describe('standard error', () => {
  it('is silent by default, whatever goes wrong with a call', async () => {
    const { exit, secrets } = await converse({}, []);
    // Only what is no message at all is worth a line, and it says nothing of its content.
    for (const line of exit.stderr.trimEnd().split('\n').filter(Boolean)) {
      expect(line).toMatch(/ WARNING message not understood error=\w+$/);
    }
    expectSecrecy(exit.stdout + exit.stderr, secrets);
  });

  it.each([
    ['-v', {}, ['-v']],
    ['--verbose', {}, ['--verbose']],
    ['AWS_WHITELIST_LOG_LEVEL=DEBUG', { AWS_WHITELIST_LOG_LEVEL: 'DEBUG' }, []],
  ] as const)('tells what happens with %s, and no secret', async (_, env, args) => {
    const { exit, messages, secrets } = await converse(env, args);
    for (const line of exit.stderr.trimEnd().split('\n')) expect(line).toMatch(LINE);
    expect(exit.stderr).toMatch(/ DEBUG credentials found source="environment variables" region=us-east-1/);
    expect(exit.stderr).toMatch(/ DEBUG AWS ec2:DescribeSecurityGroups region=us-east-1 ms=\d+ .*result=ok/);
    expect(exit.stderr).toMatch(/ INFO whitelist_check answered outcome=ok ms=\d+/);
    expect(exit.stderr).toMatch(/ INFO whitelist_check answered outcome=invalid_credentials ms=\d+/);
    expectSecrecy(exit.stdout + exit.stderr, secrets);
    for (const message of messages) expect(message).toMatchObject({ jsonrpc: '2.0' });
  });

  it('tells less with AWS_WHITELIST_LOG_LEVEL=INFO, and what is wrong with an unknown level', async () => {
    const { exit } = await converse({ AWS_WHITELIST_LOG_LEVEL: 'info' }, []);
    expect(exit.stderr).toMatch(/ INFO whitelist_check answered/);
    expect(exit.stderr).not.toMatch(/ DEBUG /);
    const odd = await runProgram([], { env: freshEnvironment({ AWS_WHITELIST_LOG_LEVEL: 'DEBGU' }) });
    expect(odd).toMatchObject({ code: 0, stdout: '' });
    expect(odd.stderr).toMatch(/ WARNING AWS_WHITELIST_LOG_LEVEL is not one of .*did you mean DEBUG\?/);
  });
});

describe('the command', () => {
  it.each([[[]], [['--json']], [['-v']]])('shows no secret with %j', async (more) => {
    const sandbox = await runningSandbox();
    const env = freshEnvironment({
      ...sandbox.environment(),
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_SESSION_TOKEN: TOKEN,
    });
    const failed = await runProgram(['list', 'sg-123456', ...more], { env });
    expect(failed.code).toBe(3);
    expectSecrecy(failed.stdout + failed.stderr, [SECRET, TOKEN]);
  });

  it('shows nothing of a config file that holds a secret in the wrong place', async () => {
    const folder = temporaryFolder();
    const texts = [
      `{"default_parameters": {"region": "${SECRET}"}}`,
      `{"credential_profiles": "${SECRET}"}`,
      `{"secret_access_key": "${SECRET}"`,
      `${SECRET}`,
    ];
    for (const text of texts) {
      writeFileSync(join(folder, 'config.json'), text);
      const ended = await runProgram(['list', '-c', 'config.json', '-v'], { cwd: folder });
      expect(ended.code, text).toBe(2);
      expectSecrecy(ended.stdout + ended.stderr, [SECRET]);
    }
  });
});
