import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  AUTHORITY_FILE,
  INVALID_ANSWERS,
  startFakeIpSources,
  startTunnelProxy,
  type FakeIpSource,
  type SourceAnswer,
} from '#test/support/network/ip-sources.ts';
import {
  freshEnvironment,
  runProgram,
  startProgram,
  type Environment,
} from '#test/support/program/program.ts';

const ME = '203.0.113.7';
const ME6 = '2001:db8:1:2::7';
const KEY = 'canary-in-a-query';
const LOCALHOST = join(import.meta.dirname, '../support/network/localhost.cjs');

/** A machine whose config file names these sources, each asked with a key of the person's own. */
function machineAsking(urls: readonly string[], extra: Environment = {}): Record<string, string> {
  const env = freshEnvironment({
    NODE_EXTRA_CA_CERTS: AUTHORITY_FILE,
    NODE_OPTIONS: `--require ${LOCALHOST}`,
    ...extra,
  });
  const sources = urls.map((url) => `${url}?key=${KEY}`);
  writeFileSync(join(env['HOME'] ?? '', 'config.json'), JSON.stringify({ public_ip: { sources } }));
  return env;
}

const machine = (standIns: readonly FakeIpSource[], extra?: Environment) =>
  machineAsking(
    standIns.map(({ url }) => url),
    extra,
  );

async function myIp(env: Environment, ...args: readonly string[]) {
  const ended = await runProgram(['my-ip', '-c', './config.json', ...args], { env });
  expect(ended.stdout + ended.stderr).not.toContain('canary');
  return ended;
}

/** The table that begins with this column, without how wide it is. */
const tableIn = (text: string) =>
  text
    .split('\n')
    .slice(text.split('\n').findIndex((line) => line.startsWith('SOURCE ')))
    .map((line) => line.split(/ {2,}/));

describe('awswhitelist my-ip', () => {
  it('[current.my-ip] [current.two-sources-agree] shows the addresses, and who said what', async () => {
    const standIns = await startFakeIpSources({ 4: ME, 6: ME6 }, { 4: ME, 6: ME6 }, { 4: ME });
    const env = machine(standIns);
    const { code, stdout, stderr } = await myIp(env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(`Your public addresses are ${ME}/32 and ${ME6}/128.\n\nSOURCE `);
    expect(tableIn(stdout).slice(0, 4)).toEqual([
      ['SOURCE', 'IPV4', 'IPV6'],
      [standIns[0]!.host, ME, ME6],
      [standIns[1]!.host, ME, ME6],
      [standIns[2]!.host, ME, '(the connection was refused)'],
    ]);
    expect(stdout).toMatch(/privacy addresses.*2001:db8:1:2::\/64.*every machine of that network\.\n$/);
    // The key belongs to the source, which alone is told it.
    expect(new Set(standIns.flatMap(({ requests }) => requests.map(({ url }) => url)))).toEqual(
      new Set([`/?key=${KEY}`]),
    );
    const json = JSON.parse((await myIp(env, '--json')).stdout) as object;
    expect(Object.keys(json)).toEqual(['addresses', 'answers', 'warnings']);
    expect(json).toMatchObject({
      addresses: [`${ME}/32`, `${ME6}/128`],
      answers: expect.arrayContaining([
        { source: standIns[0]!.host, family: 4, address: ME, why: null },
      ]) as unknown,
      warnings: [],
    });
  });

  it('[current.two-sources-agree] leaves out what one source alone tells', async () => {
    const standIns = await startFakeIpSources({ 4: ME, 6: ME6 }, { 4: ME });
    const { code, stdout } = await myIp(machine(standIns));
    expect(code).toBe(0);
    expect(stdout).toContain(`Your public address is ${ME}/32.\n`);
    expect(stdout).toMatch(/^Warning: Only localhost:\d+ told an IPv6 address .* it is left out/m);
  });

  it('[current.no-ipv6] is content with one family', async () => {
    const env = machine(await startFakeIpSources({ 4: ME }, { 4: ME }));
    const { code, stdout, stderr } = await myIp(env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Your public address is ${ME}/32.\n`);
    expect(stdout).not.toMatch(/Warning|privacy/);
    expect(await myIp(env, '--families', '6')).toMatchObject({ code: 6, stdout: '' });
  });

  it('--families asks for no other', async () => {
    const standIns = await startFakeIpSources({ 4: ME, 6: ME6 }, { 4: ME, 6: ME6 });
    const { stdout } = await myIp(machine(standIns), '--families', '6');
    expect(stdout).toContain(`Your public address is ${ME6}/128.\n`);
    expect(tableIn(stdout)[0]).toEqual(['SOURCE', 'IPV6']);
    expect(standIns.map(({ asked }) => asked)).toEqual([[6], [6]]);
  });

  it('[current.disagreement] ends, and shows who said what', async () => {
    const standIns = await startFakeIpSources({ 4: ME }, { 4: ME }, { 4: '198.51.100.9' });
    const env = machine(standIns);
    const { code, stdout, stderr } = await myIp(env, '--families', '4');
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
    expect(stderr).toMatch(
      /^Error: The sources disagree about your public IPv4 address\.\n {2}- That is so behind/,
    );
    expect(tableIn(stderr).slice(1, 4)).toEqual([
      [standIns[0]!.host, ME],
      [standIns[1]!.host, ME],
      [standIns[2]!.host, '198.51.100.9'],
    ]);
    const { error } = JSON.parse((await myIp(env, '--json')).stdout) as { error: object };
    expect(error).toMatchObject({ code: 'ip_disagreement', outcome: 'not_done' });
  });
});

describe('a source that does not tell the truth', () => {
  it.each(['a private address', 'a page of HTML', 'a huge answer', 'a redirect', 'a failure'])(
    '%s: nothing of it is believed',
    async (what) => {
      const lies = await startFakeIpSources({ 4: INVALID_ANSWERS[what]! }, { 4: INVALID_ANSWERS[what]! });
      const { code, stdout, stderr } = await myIp(machine(lies), '--families', '4');
      expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
      expect(stderr).toMatch(/^Error: Your public IPv4 address is not known: no 2 sources told the same\.\n/);
      expect(stderr).not.toMatch(/CANARY|203\.0\.113/);
      expect(lies.map(({ requests }) => requests.length)).toEqual([1, 1]);
    },
  );

  it.each([
    ['192.168.1.7', 4],
    ['100.64.0.7', 4],
    ['169.254.0.7', 4],
    ['fd00::7', 6],
    ['fe80::7', 6],
  ] as const)(
    '[current.private-refused] %s counts for nothing, though all agree on it',
    async (said, family) => {
      const env = machine(await startFakeIpSources({ [family]: said }, { [family]: said }));
      const { code, stdout, stderr } = await myIp(env, '--families', String(family));
      expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
      expect(stderr).toContain(`its answer ${said} is a`);
    },
  );

  it('[current.secrets] one that says back what it was asked is not repeated', async () => {
    const echo: SourceAnswer = ({ url }, response) => void response.end(url);
    const { code } = await myIp(machine(await startFakeIpSources({ 4: echo }, { 4: ME })), '-v');
    expect(code).toBe(6);
  });
});

describe('no answer', () => {
  it('[current.time-limit] is waited for three seconds', async () => {
    const hang: SourceAnswer = () => {};
    const standIns = await startFakeIpSources({ 4: hang }, { 4: ME }, { 4: ME });
    const began = performance.now();
    const { code, stdout } = await myIp(machine(standIns), '--families', '4');
    expect(code).toBe(0);
    expect(performance.now() - began).toBeGreaterThan(2_900);
    expect(tableIn(stdout)[1]).toEqual([standIns[0]!.host, '(no answer in 3 s)']);
  });

  it('[current.offline] is told for what it is, and no address of the machine takes its place', async () => {
    const env = machineAsking(['https://one.invalid/', 'https://two.invalid/']);
    const { code, stdout, stderr } = await myIp(env, '-v');
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
    expect(stderr).toMatch(/^Error: Your public IPv4 or IPv6 address is not known: /m);
    expect(stderr).toContain('Check that this machine is online');
    const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
    for (const { address } of own) expect(stderr).not.toContain(address);
  });

  it('[current.trusted] nor is a certificate good that nobody here trusts', async () => {
    const standIns = await startFakeIpSources({ 4: ME }, { 4: ME });
    const { NODE_EXTRA_CA_CERTS: _, ...env } = machine(standIns, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    const { code, stderr } = await myIp(env, '--families', '4');
    expect(code).toBe(6);
    expect(stderr).toContain('(the TLS certificate is not trusted (');
    expect(standIns.map(({ requests }) => requests.length)).toEqual([0, 0]);
  });

  it('is not waited for by whoever interrupts it', async () => {
    const hang: SourceAnswer = () => {};
    const standIns = await startFakeIpSources({ 4: hang }, { 4: hang });
    const program = startProgram(['my-ip', '-c', './config.json'], { env: machine(standIns) });
    await vi.waitFor(() => expect(standIns.map(({ asked }) => asked)).toEqual([[4], [4]]), 10_000);
    program.child.kill('SIGINT');
    expect(await program.ended).toMatchObject({ code: 130, signal: null, stdout: '' });
    expect(program.stderr()).toBe('Error: The call was cancelled while your public address was asked for.\n');
  });
});

describe('on the way', () => {
  it('[current.proxy] a proxy is gone through, and warned of without its password', async () => {
    const { url, tunnels } = await startTunnelProxy();
    const { host } = new URL(url);
    const env = machine(await startFakeIpSources({ 4: ME }, { 4: ME }), {
      HTTPS_PROXY: url.replace('//', '//jo:canary-password@'),
    });
    const { code, stdout } = await myIp(env, '-v', '--families', '4');
    expect(code).toBe(0);
    expect(tunnels).toHaveLength(2);
    expect(stdout).toContain(`\nWarning: The sources were asked through the proxy ${host}: SSH `);
    const json = JSON.parse((await myIp(env, '--json')).stdout) as { warnings: string[] };
    expect(json.warnings).toHaveLength(1);
  });

  it('-v tells each question', async () => {
    const standIns = await startFakeIpSources({ 4: ME }, { 4: ME });
    const { stderr } = await myIp(machine(standIns), '-v', '--families', '4');
    for (const { host } of standIns)
      expect(stderr).toMatch(new RegExp(`DEBUG public address asked source=${host} family=4\n`));
  });

  it('--sandbox puts nothing in place of the sources', async () => {
    const standIns = await startFakeIpSources({ 4: ME }, { 4: ME });
    const { code, stdout, stderr } = await myIp(machine(standIns), '--sandbox', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ addresses: [`${ME}/32`] });
    expect(stderr).toBe('The sandbox imitates AWS alone: your address is asked of the real sources.\n');
  });

  it.each([
    ['my-ip --families 5', /^Error: Invalid --families: got "5", expected 4, 6 or both\./],
    ['my-ip here', /^Error: "here" has no place in awswhitelist my-ip\./],
    ['my-ip --port 22', /^Error: my-ip takes no --port\.\n {2}- Options: --families\./],
    ['my-ip -c nowhere.json', /nowhere\.json/],
  ])('%s is refused, and nobody is asked', async (line, words) => {
    const { code, stdout, stderr } = await runProgram(line.split(' '));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
  });
});
