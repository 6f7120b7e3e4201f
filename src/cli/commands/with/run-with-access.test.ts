import { describe, expect, it, onTestFinished } from 'vitest';
import { createFakeClock } from '#test/support/harness/fake-clock.ts';
import { startToolHarness, type ToolHarnessOptions } from '#test/support/harness/tool-harness.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { parseCommandLine } from '#cli/parse.ts';
import type { CommandExit } from './child-process.ts';
import { runWithAccess } from './run-with-access.ts';
import type { WithCall } from './with-command-line.ts';

const GROUP = 'sg-0123abcd';
const ADDRESS = '203.0.113.7';

interface Options extends ToolHarnessOptions {
  readonly call?: Partial<WithCall>;
  readonly maxHours?: number;
}

/** One run on a sandbox; the command is the test itself. */
async function stage({ call = {}, maxHours, key = ({ keys }) => keys.admin, ...options }: Options = {}) {
  const harness = await startToolHarness({ key, ...options });
  onTestFinished(() => harness.close());
  const clock = createFakeClock(15_000);
  const before = new AbortController();
  const [told, warned, shown]: string[][] = [[], [], []];
  const killed: string[] = [];
  let onSignal = (_signal: NodeJS.Signals) => before.abort();
  let [isRunning, end] = [() => {}, (_ended: CommandExit) => {}];
  let starts = 0;
  const started = new Promise<void>((resolve) => (isRunning = resolve));
  const ended = new Promise<CommandExit>((resolve) => (end = resolve));
  const code = runWithAccess(
    {
      access: { ip_address: ADDRESS, security_group_id: GROUP, port: '8443' },
      addArguments: {},
      holder: undefined,
      minutes: null,
      command: 'psql',
      args: [],
      ...call,
    },
    {
      runtime: harness.runtime,
      line: parseCommandLine(['with', '-c', "jo's.json"]),
      reporter: { info: (text) => void told!.push(text), warn: (text) => void warned!.push(text) },
      err: (text) => void shown!.push(text),
      maxHours: maxHours ?? null,
      signals: { before: before.signal, take: (handle) => void (onSignal = handle) },
      start: () => {
        starts += 1;
        isRunning();
        return { ended, kill: (signal) => void killed.push(signal) };
      },
      clock,
      isAlsoSentToChild: (signal) => signal === 'SIGINT',
    },
  );
  // For tests that wait for something else first.
  code.catch(() => {});
  return {
    ...harness,
    clock,
    code,
    killed,
    told: told!,
    warned: warned!,
    shown: shown!,
    begun: () => Promise.race([started, code]),
    starts: () => starts,
    end: (exit: number) => end({ code: exit, problem: null }),
    signal: (name: NodeJS.Signals) => onSignal(name),
    async rules(port = 8443) {
      const { regions } = await harness.sandbox.state();
      const group = regions['us-east-1']?.groups.find(({ id }) => id === GROUP);
      return (group?.rules ?? [])
        .filter(({ egress, fromPort }) => !egress && fromPort === port)
        .map(({ description }) => description ?? null);
    },
  };
}

const MINE = /^\[awswhitelist:1 jo\.[a-z0-9]{6} until (\d{4}-\d\d-\d\dT\d\d:\d\dZ)\]$/;

const endOf = (description: string | undefined | null) =>
  Date.parse(/ until (\S+Z)/.exec(description ?? '')?.[1] ?? '');

/** How far off an end on a rule is: minutes, rounded up. */
const minutesTo = (description: string | null | undefined) =>
  Math.floor((Date.parse(MINE.exec(description ?? '')?.[1] ?? '') - Date.now()) / 60_000);

describe('[with.run] a command that is run with access', () => {
  it('has it while it runs, for ten minutes at a time, and not after; its code is the answer', async () => {
    const at = await stage();
    await at.begun();
    const [description] = await at.rules();
    expect(description).toMatch(MINE);
    expect(minutesTo(description)).toBe(10);
    expect(at.told).toEqual([
      expect.stringMatching(
        /^Open until \S+Z, renewed while the command runs: tcp 8443 from 203\.0\.113\.7\/32 in sg-0123abcd\.$/,
      ),
    ]);
    at.end(42);
    expect(await at.code).toBe(42);
    expect(await at.rules()).toEqual([]);
    expect(at.told.slice(1)).toEqual(['Taken back: tcp 8443 from 203.0.113.7/32.']);
    expect(at.warned).toEqual([]);
  });

  it('is let in anew at half time, with the words of its call', async () => {
    const at = await stage({
      call: { minutes: 4, addArguments: { reason: 'deploy' }, holder: 'a-very-long-name-indeed' },
    });
    await at.begun();
    const adds = () => at.sandbox.requests.filter(({ action }) => /^Authorize/.test(action)).length;
    expect(adds()).toBe(1);
    const [first] = await at.rules();
    // AWS's time goes on as well, and this process hears of it.
    at.sandbox.advanceClock(120);
    await at.call('whitelist_list', { security_group_id: GROUP });
    await at.clock.advance(120_000);
    await expect.poll(async () => endOf((await at.rules())[0])).toBe(endOf(first) + 120_000);
    const before = adds();
    // Somebody takes the rule away; the next renewal makes it again.
    await at.sandbox.reset();
    await at.clock.advance(120_000);
    await expect.poll(() => at.rules()).toHaveLength(1);
    expect(adds()).toBe(before + 1);
    expect((await at.rules())[0]).toMatch(
      /^\[awswhitelist:1 a-very-long-name\.\w{6} until \S+ \(deploy\)\]$/,
    );
    at.end(0);
    expect(await at.code).toBe(0);
    expect(await at.rules()).toEqual([]);
  });

  it('gets the signals that do not reach it by themselves, and ends as it likes', async () => {
    const at = await stage();
    await at.begun();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGTERM'] as const) at.signal(name);
    expect(at.killed).toEqual(['SIGTERM', 'SIGHUP', 'SIGTERM']);
    expect(await at.rules()).toHaveLength(1);
    at.end(143);
    expect(await at.code).toBe(143);
    expect(await at.rules()).toEqual([]);
  });

  it('keeps nothing of what was there before from whoever has it', async () => {
    const at = await stage({
      call: { access: { ip_address: '192.0.2.0/24', security_group_id: GROUP, port: '443' } },
    });
    await at.begun();
    at.end(0);
    expect(await at.code).toBe(0);
    expect(await at.rules(443)).toEqual(['[partner] weekly report']);
    expect(at.told.join('\n')).toContain('not ours, has no end');
    expect(at.told.at(-1)).toBe('Nothing had to be opened.');
  });
});

describe('[with.once] where it cannot be renewed', () => {
  const minimal = { key: ({ keys }: Parameters<NonNullable<Options['key']>>[0]) => keys.minimal };

  it.each([
    ['for twelve hours', {}, 720],
    ['for as long as the settings allow', { maxHours: 1.5 }, 90],
    ['for as long as was said', { call: { minutes: 30 }, maxHours: 1.5 }, 30],
  ])('it is opened once, %s, and that is said beforehand', async (_words, options, minutes) => {
    const at = await stage({ ...minimal, ...options });
    await at.begun();
    expect(minutesTo((await at.rules())[0])).toBe(minutes);
    expect(at.told).toEqual([
      expect.stringMatching(
        / or until the command ends: .* It is not renewed, since ec2:Update\w+ is not allowed/,
      ),
    ]);
    const { length } = at.sandbox.requests;
    await at.clock.advance(800 * 60_000);
    expect(at.sandbox.requests).toHaveLength(length);
    at.end(0);
    expect(await at.code).toBe(0);
    expect(await at.rules()).toEqual([]);
  });

  it('what somebody else has opened is used as it is, and whose it is is said', async () => {
    const harness = { ...minimal, sandbox: {} };
    const first = await stage(harness);
    await first.begun();
    // A second run, at the same time, in the same account.
    const args = { ip_address: ADDRESS, security_group_id: GROUP, port: '8443' };
    const [theirs] = await first.rules();
    const code = runWithAccess(
      { access: args, addArguments: {}, holder: 'ann', minutes: null, command: 'x', args: [] },
      {
        runtime: first.runtime,
        line: parseCommandLine(['with']),
        reporter: { info: (text) => void first.told.push(text), warn: () => {} },
        err: () => {},
        maxHours: null,
        signals: { before: new AbortController().signal, take: () => {} },
        start: () => ({ ended: Promise.resolve({ code: 5, problem: null }), kill: () => {} }),
        clock: first.clock,
        isAlsoSentToChild: () => true,
      },
    );
    expect(await code).toBe(5);
    expect(first.told[1]).toMatch(
      /^Let in already, and left as it is: tcp 8443 from 203\.0\.113\.7\/32, held by jo\.\w{6} until \S+Z\.$/,
    );
    expect(await first.rules()).toEqual([theirs]);
    first.end(0);
    await first.code;
  });
});

describe('[with.not-run] a command whose address cannot be let in', () => {
  const notRun = async (options: Options) => {
    const at = await stage(options);
    const error = await at.code.then(() => null, toWhitelistError);
    expect(at.starts()).toBe(0);
    return { ...at, error };
  };

  it.each<[string, string, Options]>([
    ['the input is wrong', 'invalid_input', { call: { access: { ip_address: '300.1.1.1', target: 'x' } } }],
    ['nothing of it may be changed', 'access_denied', { key: ({ keys }) => keys.readOnly }],
    [
      'the settings refuse it',
      'refused_by_settings',
      { config: { security_settings: { allowed_ports: [22] } } },
    ],
    ['nobody can approve it', 'consent_required', { config: { security_settings: { confirm: 'always' } } }],
  ])('is not run where %s', async (_why, code, options) => {
    const at = await notRun(options);
    expect(at.error?.code).toBe(code);
    expect(await at.rules()).toEqual([]);
  });

  it('is not run where a signal comes before, and what was opened by then is taken back', async () => {
    let [isMade, look] = [() => {}, () => {}];
    const made = new Promise<void>((resolve) => (isMade = resolve));
    const looked = new Promise<void>((resolve) => (look = resolve));
    // The look whether AWS shows the rule waits for the test.
    const onRequest = ({ action }: { action: string }) => {
      if (action.startsWith('Authorize')) isMade();
      return action.startsWith('Describe') ? looked : undefined;
    };
    const at = await stage({ sandbox: { onRequest } });
    await made;
    at.signal('SIGTERM');
    look();
    const error = await at.code.then(() => null, toWhitelistError);
    expect(error?.code).toBe('cancelled');
    expect(at.starts()).toBe(0);
    expect(await at.rules()).toEqual([]);
  });
});

describe('[with.left-open] access that cannot be taken back', () => {
  const REVOKE = 'RevokeSecurityGroupIngress';
  const DENIED = { kind: 'error', code: 'UnauthorizedOperation', status: 403 };

  it('is told with its end and the command that takes it back; the command’s code stays', async () => {
    const at = await stage();
    await at.begun();
    await at.sandbox.setFaults([{ action: REVOKE, call: '*', fault: DENIED }]);
    at.end(7);
    expect(await at.code).toBe(7);
    const [, holder, end] = /1 (jo\.\w{6}) until (\S+)\]/.exec((await at.rules())[0] ?? '') ?? [];
    expect(at.warned).toEqual([
      expect.stringMatching(/^Not taken back: Access Denied/),
      `Still open until ${end}: tcp 8443 from 203.0.113.7/32. To remove it: awswhitelist remove 203.0.113.7/32 sg-0123abcd --port 8443 --protocol tcp --holder ${holder} --region us-east-1 --config 'jo'\\''s.json'`,
    ]);
  });

  it('is tried again where that can help', async () => {
    const at = await stage();
    await at.begun();
    await at.sandbox.setFaults([{ action: REVOKE, call: '1-6', fault: { kind: 'throttled' } }]);
    at.end(0);
    expect(await at.code).toBe(0);
    expect(at.warned).toEqual([]);
    expect(await at.rules()).toEqual([]);
  });

  it('is left after a second signal, and told', async () => {
    const at = await stage();
    await at.begun();
    await at.sandbox.setFaults([{ action: REVOKE, call: '*', fault: { kind: 'stall' } }]);
    at.end(0);
    await expect.poll(() => at.sandbox.requests.filter(({ action }) => action === REVOKE).length).toBe(1);
    at.signal('SIGINT');
    expect(at.warned).toEqual(['Taking the access back; a second signal leaves it open.']);
    at.signal('SIGINT');
    expect(await at.code).toBe(0);
    expect(at.warned.slice(1)).toEqual([
      expect.stringMatching(/^Not taken back: The call was cancelled/),
      expect.stringMatching(/^Still open until \S+Z: tcp 8443 /),
    ]);
  });
});
