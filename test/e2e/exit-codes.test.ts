import { describe, expect, it } from 'vitest';
import { itSampled } from '#test/support/harness/test-size.ts';
import { EXIT } from '#cli/terminal/exit-codes.ts';
import { freshEnvironment, runProgram, startProgram } from '#test/support/program/program.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { FAILURE_SITUATIONS, WANTED_RULE } from '#test/support/fake-aws/failure-situations.ts';

const asOptions = (args: Readonly<Record<string, string>>) =>
  Object.entries(args).flatMap(([name, value]) => [`--${name.replaceAll('_', '-')}`, value]);

describe('awswhitelist add', () => {
  itSampled(FAILURE_SITUATIONS, { every: 3, kindsOf: ({ exit }) => [String(exit)] })(
    'ends with $exit for $name',
    async ({ code, words, outcome, exit, arrange }) => {
      const { env, args = [], call = WANTED_RULE } = await arrange();
      const line = [...args, 'add', ...asOptions(call)];
      const ended = await runProgram([...line, '--json'], { env: freshEnvironment(env) });
      expect(ended).toMatchObject({ code: exit, signal: null });
      const { error } = JSON.parse(ended.stdout) as { error: Record<string, unknown> };
      expect(error).toMatchObject({ code, outcome });
      expect(error['message']).toMatch(words);
      // People read the same on standard error, message first.
      expect(ended.stderr.startsWith(`Error: ${String(error['message'])}\n`)).toBe(true);
      expect(ended.stderr).not.toMatch(/\n\s+at /);
    },
  );

  it('prints nothing on standard output when it fails without --json', async () => {
    const ended = await runProgram(['add', ...asOptions(WANTED_RULE)]);
    expect(ended).toMatchObject({ code: EXIT.credentials, stdout: '' });
    expect(ended.stderr).toMatch(/^Error: AWS credentials are required: .*\n {2}- /);
  });
});

const ENDS: readonly (readonly [exit: keyof typeof EXIT, line: string])[] = [
  ['done', 'add 203.0.113.7 sg-0123abcd --port https'],
  ['done', 'add 198.51.100.24 sg-123456 --port ssh'],
  ['done', 'remove 203.0.113.99 sg-0123abcd'],
  ['done', 'list'],
  ['done', 'check 198.51.100.24 sg-123456 --port ssh'],
  ['notAllowed', 'check 203.0.113.7 sg-123456 --port ssh'],
  ['undecided', 'check 203.0.113.7 sg-0b15a88d27040bf90 --port ssh'],
  ['usage', 'ad 203.0.113.7 sg-0123abcd --port https'],
  ['usage', 'add 203.0.113.7 sg-0123abcd --prot 443'],
  ['usage', 'add 203.0.113.7 sg-0123abcd --port'],
  ['usage', 'whoami sg-0123abcd sg-123456'],
  ['usage', 'add 203.0.113.7 sg-0123abcd'],
  ['usage', 'remove sg-0123abcd'],
  ['usage', 'sandbox extra'],
  ['usage', 'sandbox --port 99999'],
  ['usage', '--port 443'],
];

describe('awswhitelist', () => {
  it.each(ENDS)('ends with "%s": %s', async (exit, line) => {
    const sandbox = await startTestSandbox();
    const ended = await runProgram(line.split(' '), { env: freshEnvironment(sandbox.environment()) });
    expect(ended).toMatchObject({ code: EXIT[exit], signal: null });
    if (exit === 'usage')
      expect(ended).toMatchObject({ stdout: '', stderr: expect.stringMatching(/^Error: /) as string });
    else expect(ended.stderr).toBe('');
  });

  it.each([
    ['interrupted', 'check'],
    ['outcomeUnknown', 'add'],
  ] as const)('ends with "%s" when a person interrupts %s', async (exit, command) => {
    let arrived = () => {};
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    const never = new Promise<void>(() => {});
    const sandbox = await startTestSandbox({
      onRequest: ({ service }) => {
        if (service === 'ec2') arrived();
        return never;
      },
    });
    const program = startProgram([command, ...asOptions(WANTED_RULE)], {
      env: freshEnvironment(sandbox.environment()),
    });
    await asked;
    const began = performance.now();
    program.child.kill('SIGINT');
    expect(await program.ended).toMatchObject({ code: EXIT[exit], signal: null });
    expect(performance.now() - began).toBeLessThan(25_000);
    expect(program.stderr()).toMatch(/^Error: The call was cancelled during ec2:/m);
    expect(/list sg-0123abcd in us-east-1 to see/.test(program.stderr())).toBe(command === 'add');
  });
});
