import { expect, it } from 'vitest';
import { createTestGroupHarness } from '#test/support/harness/group-harness.ts';

const LIST = 'pl-0123abcd';

it.each([
  { kind: 'error', code: 'InvalidPrefixListID.NotFound' },
  { kind: 'altered', drop: ['prefixListSet', 'maxEntries'] },
  { kind: 'throttled' },
  { kind: 'server_error' },
  { kind: 'html', status: 200 },
  { kind: 'truncated', status: 200 },
  { kind: 'reset', when: 'before' },
  { kind: 'stall' },
])('how much prefix lists take is not known after %j, and that is no failure', async (fault) => {
  const on = await createTestGroupHarness({ key: ({ keys }) => keys.admin });
  const aws = await on.openSession();
  await on.sandbox.setFaults([{ action: 'DescribeManagedPrefixLists', call: '*', fault }]);
  expect(await aws.prefixListSizes([LIST])).toEqual(new Map());
  expect(on.sandbox.requests.map(({ action }) => action)).toContain('DescribeManagedPrefixLists');
});
