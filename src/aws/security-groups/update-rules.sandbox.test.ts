import { describe, expect, it } from 'vitest';
import { authorize, tcpPermission } from '#test/contract/aws-fixture.ts';
import { portRule, createTestGroupHarness } from '#test/support/harness/group-harness.ts';

const NOTE = 'Jo [awswhitelist:1 jo until 2026-11-23T18:02Z]';
const RULE = portRule('203.0.113.7', 443, NOTE);
const UPDATE = 'UpdateSecurityGroupRuleDescriptionsIngress';

/** A group with one rule of the office, without a description. */
async function world(key: 'admin' | 'minimal' = 'admin') {
  const on = await createTestGroupHarness({ key: ({ keys }) => keys[key] });
  const id = await on.newGroup();
  await authorize(on.other, id, tcpPermission(443, '203.0.113.7/32'));
  const { groups } = await on.openSession();
  return { ...on, id, groups };
}

describe('on an endpoint that keeps what it is told', () => {
  it('a description is written, and a read that is behind is not believed', async () => {
    const { sandbox, groups, id } = await world();
    await sandbox.setFaults([
      { action: 'DescribeSecurityGroups', call: 1, fault: { kind: 'stale', reads: 1 } },
    ]);
    expect(await groups.updateDescriptions(id, [RULE])).toEqual({ done: true, responseLost: false });
    expect((await groups.describe(id)).rules).toEqual([RULE]);
  });

  it('a lost answer is looked up', async () => {
    const { sandbox, groups, id, ...on } = await world();
    await sandbox.setFaults([{ action: UPDATE, call: '*', fault: { kind: 'reset', when: 'after' } }]);
    expect(await groups.updateDescriptions(id, [RULE])).toEqual({ done: true, responseLost: true });
    expect(await on.readRules(id)).toEqual([RULE]);
  });

  it('nothing is written where one of the rules is not there', async () => {
    const { groups, id, ...on } = await world();
    const both = [RULE, portRule('203.0.113.8', 443, NOTE)];
    expect(await groups.updateDescriptions(id, both)).toEqual({ done: false, responseLost: false });
    expect(await on.readRules(id)).toEqual([{ ...RULE, description: null }]);
  });

  it('a rule moves with its id', async () => {
    const { groups, id } = await world();
    const [found] = await groups.describeRules(id);
    const moved = { ...portRule('198.51.100.9', 443, NOTE), ruleId: found?.ruleId ?? '' };
    expect(await groups.modifyRule(id, moved, found)).toEqual({ done: true, responseLost: false });
    expect(await groups.describeRules(id)).toEqual([moved]);
    const gone = { ...moved, ruleId: 'sgr-0ddba11' };
    expect(await groups.modifyRule(id, gone)).toEqual({ done: false, responseLost: false });
  });

  it('the minimal policy allows neither, as a DryRun shows', async () => {
    const on = await world('minimal');
    expect(await on.groups.canUpdateDescriptions(on.id, RULE)).toBe(false);
    await expect(on.groups.updateDescriptions(on.id, [RULE])).rejects.toMatchObject({
      code: 'access_denied',
    });
    expect(await on.readRules(on.id)).toEqual([{ ...RULE, description: null }]);
    const { groups, id } = await world();
    expect(await groups.canUpdateDescriptions(id, RULE)).toBe(true);
  });
});
