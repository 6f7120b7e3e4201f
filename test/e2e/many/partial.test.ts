import { expect, it } from 'vitest';
import { freshEnvironment, runProgram } from '#test/support/program/program.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { createAddresses, pickFiveGroups, listRules } from './setup.ts';

/** With these, four groups are answered and the fifth is not. */
const FROM_THE_FIFTH = '5-99';

it.each([
  [
    'throttled',
    { kind: 'throttled' },
    10,
    'not done',
    'not done',
    /Failed in sg-\w+ \((?:us-east|eu-west)-1\): .*limiting how fast/,
  ],
  [
    'lost',
    { kind: 'reset', when: 'before' },
    7,
    'not known',
    'unknown',
    /Whether the change was made is not known: list sg-/,
  ],
])(
  '[many.partial] one of five groups %s: a text that says so, its exit code, and the same command ends it',
  async (_, fault, exit, words, state, failed) => {
    const sandbox = await startTestSandbox();
    const env = freshEnvironment(sandbox.environment());
    const before = await listRules(sandbox);
    const groups = await pickFiveGroups(sandbox);
    await sandbox.setFaults([{ action: 'Authorize*', call: FROM_THE_FIFTH, fault }]);
    const call = [
      'add',
      '--ip-addresses',
      createAddresses(2).join(),
      '--targets',
      groups.join(),
      '--port',
      '8443',
    ];
    const { code, stdout, stderr } = await runProgram(call, { env });
    expect({ code, stderr }).toEqual({ code: exit, stderr: '' });
    expect(stdout).toContain(`Done in part, in 5 security groups: of 10 rules, 8 added, 2 ${words}.`);
    expect(stdout).toMatch(failed);
    expect(stdout).toContain('Repeat the same call to finish the rest');
    // A row for each rule, with its group and what became of it.
    expect(stdout.match(new RegExp(`^sg-\\w+ \\S+ +${state} +203`, 'gm'))).toHaveLength(2);
    expect(await listRules(sandbox)).toHaveLength(before.length + 8);
    await sandbox.setFaults([]);
    expect((await runProgram(call, { env })).code).toBe(0);
    expect(await listRules(sandbox)).toHaveLength(before.length + 10);
  },
);
