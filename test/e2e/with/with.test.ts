import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GROUP, nodeCommand, setUpWith, WITH } from './setup.ts';

const SHARE = /^\[awswhitelist:1 [\w.@-]{1,16}\.[a-z0-9]{6} until (\S+)\]$/;

describe('[with.product] a command that is run with access', () => {
  it('has standard input and output to itself, to the byte', async () => {
    const { start, rules } = await setUpWith();
    const { child, ended } = start(...WITH, ...nodeCommand('process.stdin.pipe(process.stdout)'));
    const bytes = randomBytes(1_500_000);
    child.stdin?.end(bytes);
    const { code, out, err } = await ended;
    expect(code).toBe(0);
    expect(out.equals(bytes)).toBe(true);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^awswhitelist: Open until \S+Z, renewed while the command runs: tcp 8443 /),
      'awswhitelist: Taken back: tcp 8443 from 198.51.100.7/32.',
      '',
    ]);
    expect(await rules()).toEqual([]);
  });

  it('has access while it runs; its exit code is the answer, and --quiet leaves standard error to it', async () => {
    const { start, rules } = await setUpWith();
    const script =
      'console.log("run"); console.error("its own"); process.stdin.once("end", () => process.exit(42)).resume()';
    const { child, waitForOutput: said, ended } = start(...WITH, '--quiet', ...nodeCommand(script));
    await said('run');
    expect(await rules()).toEqual([expect.stringMatching(SHARE)]);
    child.stdin?.end();
    expect(await ended).toMatchObject({ code: 42, signal: null, err: 'its own\n' });
    expect(await rules()).toEqual([]);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGKILL', 137],
  ] as const)('that dies of %s ends with %i', async (signal, expected) => {
    const { start, rules } = await setUpWith();
    const { ended } = start(
      ...WITH,
      ...nodeCommand(`process.kill(process.pid, "${signal}"); setInterval(() => {}, 1000)`),
    );
    expect(await ended).toMatchObject({ code: expected, signal: null });
    expect(await rules()).toEqual([]);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('gets %s, and may end as it likes', async (signal) => {
    const { start, rules } = await setUpWith();
    const script = `let n = 0; process.on("${signal}", () => { console.log("got " + ++n); if (n === 2) process.exit(9); }); console.log("run"); setInterval(() => {}, 1000)`;
    const { child, waitForOutput: said, ended } = start(...WITH, ...nodeCommand(script));
    await said('run');
    child.kill(signal);
    await said('got 1');
    expect(await rules()).toHaveLength(1);
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 9, signal: null });
    expect(await rules()).toEqual([]);
  });

  it('that cannot be started ends as in a shell, and nothing stays open', async () => {
    const { start, rules } = await setUpWith();
    const missing = await start(...WITH, '--', 'no-such-command-here').ended;
    expect(missing).toMatchObject({ code: 127, out: Buffer.alloc(0) });
    expect(missing.err).toContain('awswhitelist: "no-such-command-here": no such command was found.\n');
    expect(await start(...WITH, '--', import.meta.dirname).ended).toMatchObject({ code: 126 });
    expect(await rules()).toEqual([]);
  });

  it('leaves a grant that ends soon where its keeper is killed', async () => {
    const { start, rules } = await setUpWith();
    const {
      child,
      waitForOutput: said,
      ended,
    } = start(...WITH, ...nodeCommand('console.log("pid " + process.pid + "."); process.stdin.resume()'));
    await said('.');
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ signal: 'SIGKILL' });
    child.stdin?.end();
    const [description = ''] = await rules();
    const left = Date.parse(SHARE.exec(description)?.[1] ?? '') - Date.now();
    expect(left).toBeGreaterThan(8 * 60_000);
    expect(left).toBeLessThanOrEqual(11 * 60_000);
  });

  it('shares the rule with one that runs at the same time, and each gives up its own', async () => {
    const { start, rules } = await setUpWith();
    const script = 'console.log("run"); process.stdin.resume()';
    const runs = [start(...WITH, ...nodeCommand(script)), start(...WITH, ...nodeCommand(script))];
    await Promise.all(runs.map(({ waitForOutput: said }) => said('run')));
    expect((await rules())[0]?.match(/ until /g)).toHaveLength(2);
    runs[0]?.child.stdin?.end();
    expect((await runs[0]?.ended)?.err).toContain('Given up, and open for others who hold it: tcp 8443');
    expect(await rules()).toEqual([expect.stringMatching(SHARE)]);
    runs[1]?.child.stdin?.end();
    expect((await runs[1]?.ended)?.code).toBe(0);
    expect(await rules()).toEqual([]);
  });

  it('takes nothing of the person’s own', async () => {
    const { start, rules } = await setUpWith();
    const own = ['add', '198.51.100.7', GROUP, '--port', '8443', '--holder', 'jo', '--expires-in', '2h'];
    expect((await start(...own).ended).code).toBe(0);
    const before = await rules();
    expect((await start(...WITH, '--holder', 'jo', '--', process.execPath, '-e', '').ended).code).toBe(0);
    expect(await rules()).toEqual(before);
  });

  it('is not run where the address cannot be let in; the exit code is that of add', async () => {
    const { start, sandbox } = await setUpWith();
    const ran = nodeCommand('console.log("ran")');
    const ends = await Promise.all([
      start('with', '0.0.0.0/0', GROUP, '--port', '8443', ...ran).ended,
      start('with', '300.1.1.1', GROUP, '--port', '8443', ...ran).ended,
      start('with', '198.51.100.7', 'sg-0fffffff', '--port', '8443', ...ran).ended,
      start(...WITH, '--dry-run', ...ran).ended,
      start(...WITH).ended,
    ]);
    expect(ends.map(({ code }) => code)).toEqual([4, 2, 5, 2, 2]);
    expect(ends.map(({ out }) => out.length)).toEqual([0, 0, 0, 0, 0]);
    expect(
      sandbox.requests.filter(({ action, errorCode }) => /^Authorize/.test(action) && errorCode === null),
    ).toEqual([]);
  });
});
