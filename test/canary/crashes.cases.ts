import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { KEYS, MISPLACED_SECRETS } from '#test/support/canary/secrets.ts';
import type { CanaryCase, CaseContext } from '#test/support/canary/run-case.ts';
import { startRecordingService } from '#test/support/canary/recording-service.ts';
import { GOOD } from './drives.ts';
import { argument, env, named } from './keys.ts';

const inline = argument(KEYS.chatTemporary);
const CRASH = join(import.meta.dirname, '../support/canary/inject-crash.cjs');

/** What breaks inside the program, by the ways of inject-crash.cjs, and what it says of it. */
const BROKEN: Readonly<Record<string, RegExp>> = {
  'a timer': /ERROR defect: Broken \| at /,
  'a promise that nobody waits for': /ERROR defect: Broken \| at /,
  'a promise rejected with a text': /ERROR defect: UnhandledPromiseRejection \| at /,
  'an event without a listener': /ERROR defect: Broken \| at /,
  'a listener on a socket': /ERROR defect: Broken \| at /,
  'a warning': /ERROR defect: Broken \| at /,
  'the signature': /outcome=credential_validation_failed/,
  'a request': /outcome=credential_validation_failed/,
  'reading a file': /outcome=ok/,
  // What it says with is broken, too.
  JSON: /(?:)/,
  'standard output': /(?:)/,
  'the stack': /(?:)/,
};

/**
 * Waits for a process that may have ended long before.
 *
 * @param patience - How long for an answer, and for the end: milliseconds. Default: where there may be none.
 * @returns what it said on standard error
 */
async function call({ serve, run }: CaseContext, patience = 2_500): Promise<string> {
  const talk = serve('-v');
  const answered = (async () => {
    await talk.begin();
    await talk.call('add', 'whitelist_add', { ...GOOD['whitelist_add'], credentials: inline });
    await talk.call('list', 'whitelist_list', GOOD['whitelist_list']);
  })().catch(() => undefined);
  // What breaks later has its time; what is broken so that nothing is answered any more has an end.
  await Promise.race([Promise.all([answered, sleep(600)]), talk.ended, sleep(patience)]);
  talk.child.stdin.end();
  await Promise.race([talk.ended, sleep(patience)]);
  talk.child.kill('SIGKILL');
  await talk.ended;
  await run('list', '-v', '--json');
  return talk.stderr();
}

/** AWS that answers nothing, so that everything is under way. */
const silent = () => startRecordingService(() => null);

const inTheMiddle = (
  name: string,
  end: (stage: CaseContext, talk: ReturnType<CaseContext['serve']>) => unknown,
): CanaryCase => ({
  name: `in the middle of a call: ${name}`,
  machine: { env },
  aws: silent,
  async drive(stage) {
    const talk = stage.serve('-v');
    await talk.begin();
    const reached = stage.aws.waitForRequest('Action=AuthorizeSecurityGroupIngress');
    const args = { ...GOOD['whitelist_add'], credentials: inline };
    void talk.call('add', 'whitelist_add', args).catch(() => undefined);
    void talk.request('raw', 'whitelist/list', { credentials: inline }).catch(() => undefined);
    await reached;
    end(stage, talk);
    const killed = setTimeout(() => talk.child.kill('SIGKILL'), 4_000);
    await talk.ended;
    clearTimeout(killed);
  },
});

const commandEnded = (signal: NodeJS.Signals): CanaryCase => ({
  name: `in the middle of a command: ${signal}`,
  machine: { env },
  aws: silent,
  async drive({ aws, start }) {
    const running = start(['add', '203.0.113.9', 'sg-123456', '--port', '443', '-v', '--json']);
    await aws.waitForRequest('Action=AuthorizeSecurityGroupIngress');
    running.child.kill(signal);
    await running.ended;
  },
});

const NONSENSE: Readonly<
  Record<string, () => { status: number; body: string; headers?: Record<string, string> }>
> = {
  'no XML': () => ({ status: 200, body: 'OK' }),
  'an answer to something else': () => ({
    status: 200,
    body: '<DescribeInstancesResponse><a/></DescribeInstancesResponse>',
  }),
  'values of other types': () => ({
    status: 200,
    body: '<DescribeSecurityGroupsResponse><securityGroupInfo><item><groupId>7</groupId><ipPermissions><item><fromPort>x</fromPort><ipRanges><item><cidrIp>999.1.1.1/77</cidrIp></item></ipRanges></item></ipPermissions></item></securityGroupInfo></DescribeSecurityGroupsResponse>',
  }),
  'entities without end': () => ({
    status: 200,
    body: `<!DOCTYPE a [<!ENTITY b "${'c'.repeat(99)}">]><a>${'&b;'.repeat(9_999)}</a>`,
  }),
};

/** Places that cannot be used as what they are. */
const PLACES: Readonly<Record<string, (stage: CaseContext) => void>> = {
  'AWS files that are folders': ({ home }) => {
    for (const name of ['config', 'credentials']) mkdirSync(join(home, '.aws', name), { recursive: true });
  },
  'AWS files in a circle': ({ home }) => {
    mkdirSync(join(home, '.aws'));
    symlinkSync(join(home, '.aws/credentials'), join(home, '.aws/credentials'));
  },
  'no working directory': ({ cwd }) => rmSync(cwd, { recursive: true }),
  'no home': ({ home }) => rmSync(home, { recursive: true }),
};

export const CRASHES: readonly CanaryCase[] = [
  ...Object.entries(BROKEN).map(([what, says]): CanaryCase => ({
    name: `broken inside: ${what}`,
    machine: { env: { ...env, CANARY_CRASH: what, NODE_OPTIONS: `--require=${CRASH}` } },
    drive: async (stage) =>
      expect(await call(stage, says.source === '(?:)' ? undefined : 60_000)).toMatch(says),
  })),
  ...Object.entries(NONSENSE).map(([what, answer]): CanaryCase => ({
    name: `AWS answers nonsense: ${what}`,
    machine: { env },
    aws: () => startRecordingService(answer),
    async drive(stage) {
      await call(stage);
    },
  })),
  ...(['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGHUP', 'SIGABRT'] as const).map((signal) =>
    inTheMiddle(signal, (_stage, { child }) => child.kill(signal)),
  ),
  inTheMiddle('SIGTERM twice', (_stage, { child }) => {
    child.kill('SIGTERM');
    child.kill('SIGTERM');
  }),
  inTheMiddle('nobody reads its output', (_stage, talk) => {
    talk.child.stdout.destroy();
    talk.write('{"jsonrpc":"2.0","id":"more","method":"tools/list"}\n'.repeat(50));
  }),
  inTheMiddle('nobody reads its errors', (_stage, talk) => {
    talk.child.stderr.destroy();
    talk.write(`${MISPLACED_SECRETS.secret}\n`.repeat(50));
    talk.child.stdin.end();
  }),
  inTheMiddle('half a line is the last of its input', (_stage, talk) => {
    talk.write(`{"jsonrpc":"2.0","id":"half","params":{"secret_access_key":"${MISPLACED_SECRETS.secret}`);
    talk.child.stdin.end();
  }),
  inTheMiddle('AWS goes away', ({ aws }) => aws.close()),
  commandEnded('SIGTERM'),
  commandEnded('SIGINT'),
  commandEnded('SIGKILL'),
  ...Object.entries(PLACES).map(([what, arrange]): CanaryCase => ({
    name: `a machine with ${what}`,
    machine: { env: { ...env, AWS_PROFILE: 'dev' } },
    async drive(stage) {
      // Started in it, the program meets it gone.
      const running = what === 'no working directory' ? stage.start(['list', '-v']) : null;
      arrange(stage);
      running?.child.stdin.end();
      await running?.ended;
      if (running) mkdirSync(stage.cwd, { recursive: true });
      else await call(stage);
    },
  })),
  {
    name: 'a home that is a file',
    machine: {
      env: { ...env, HOME: '{home}/file', XDG_CONFIG_HOME: undefined, XDG_STATE_HOME: undefined },
      home: { file: '' },
    },
    async drive(stage) {
      await call(stage);
      const { code } = await stage.run('list', '--sandbox', '-v');
      expect(code).toBe(2);
    },
  },
  {
    name: "the sandbox's state is broken, with secrets in it",
    machine: { env, home: { 'sandbox.json': `{"keys":[{"secretAccessKey":"${MISPLACED_SECRETS.secret}"` } },
    async drive({ home, run }) {
      mkdirSync(join(home, '../state/awswhitelist'), { recursive: true });
      symlinkSync(join(home, 'sandbox.json'), join(home, '../state/awswhitelist/sandbox.json'));
      for (const args of [['list', '--sandbox'], ['sandbox'], ['doctor', '--sandbox']])
        expect((await run(...args, '-v')).code).toBe(2);
    },
  },
  {
    name: 'memory runs out',
    machine: {
      env: { ...env, NODE_OPTIONS: '--max-old-space-size=6' },
      home: { '.aws/credentials': named('dev', KEYS.file) },
    },
    async drive({ run }) {
      expect((await run('list', '-v')).code).not.toBe(0);
    },
  },
];
