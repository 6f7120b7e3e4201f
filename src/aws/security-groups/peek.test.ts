import { describe, expect, it } from 'vitest';
import { portRules, createTestGroupHarness } from '#test/support/harness/group-harness.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';

describe('a glance at a group', () => {
  it('is one request, and knows nothing of what this process changed', async () => {
    const on = await createTestGroupHarness();
    const id = await on.newGroup();
    const { groups } = await on.openSession();
    await groups.authorize(id, portRules(2));
    await on.sandbox.setFaults([{ action: 'Describe*', call: 1, fault: { kind: 'stale', reads: 9 } }]);
    expect(await groups.peek(id)).toMatchObject({ id, rules: [] });
    expect(await groups.peek(id)).not.toHaveProperty('behind');
    expect(on.sentActions()).toBe('ADD');
  });

  it('is of a group that there is', async () => {
    const { groups } = await (await createTestGroupHarness()).openSession();
    await expect(groups.peek(parseSecurityGroupId('sg-0fffffffffffffff0'))).rejects.toMatchObject({
      code: 'group_not_found',
    });
  });
});
