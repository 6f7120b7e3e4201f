import { describe, expect, it } from 'vitest';
import { portRule } from '#test/support/harness/group-harness.ts';
import { startFakeAwsProcess } from '#test/support/fake-aws/fake-aws-session.ts';
import {
  createEc2Answer,
  createEc2Error,
  type FakeAwsAnswer,
  type FakeAwsRequest,
} from '#test/support/fake-aws/fake-aws.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import { formatSource, type IngressRule } from '#core/rules/ingress-rule.ts';

const ID = parseSecurityGroupId('sg-123456');
const NOTE = 'Jo [awswhitelist:1 jo until 2026-11-23T18:02Z]';
const OLD = portRule('203.0.113.7', 443, 'Jo');
const NEW = portRule('203.0.113.7', 443, NOTE);
const MOVED = { ...portRule('198.51.100.9', 443, NOTE), ruleId: 'sgr-0123abcd' };
const UPDATE = 'UpdateSecurityGroupRuleDescriptionsIngress';
const MODIFY = 'ModifySecurityGroupRules';

const text = ({ description }: IngressRule) =>
  description === null ? '' : `<description>${description}</description>`;
const range = (rule: IngressRule) =>
  `<item><ipProtocol>tcp</ipProtocol><fromPort>443</fromPort><toPort>443</toPort><ipRanges><item><cidrIp>${formatSource(rule.source)}</cidrIp>${text(rule)}</item></ipRanges></item>`;
const group = (rules: readonly IngressRule[]) =>
  createEc2Answer(
    'DescribeSecurityGroups',
    `<securityGroupInfo><item><groupId>${ID}</groupId><ipPermissions>${rules.map(range).join('')}</ipPermissions></item></securityGroupInfo>`,
  );
const withId = (rule: IngressRule) =>
  `<item><isEgress>false</isEgress><securityGroupRuleId>${MOVED.ruleId}</securityGroupRuleId><ipProtocol>tcp</ipProtocol><fromPort>443</fromPort><toPort>443</toPort><cidrIpv4>${formatSource(rule.source)}</cidrIpv4>${text(rule)}</item>`;
const ruleList = (rules: readonly IngressRule[]) =>
  createEc2Answer(
    'DescribeSecurityGroupRules',
    `<securityGroupRuleSet>${rules.map(withId).join('')}</securityGroupRuleSet>`,
  );
const done = ({ action }: FakeAwsRequest) => createEc2Answer(action, '<return>true</return>');
const lost = ({ cut }: FakeAwsRequest) => {
  cut();
  return null;
};

/**
 * @param change - AWS's answer to the change.
 * @param shown - What each read shows, one after the other, the last for ever; null: reads are not allowed.
 */
async function world(
  change: (request: FakeAwsRequest) => FakeAwsAnswer | null,
  ...shown: (readonly IngressRule[] | null)[]
) {
  const on = await startFakeAwsProcess((request) => {
    if (!request.action.startsWith('Describe')) return change(request);
    const seen = shown[Math.min(request.earlier, shown.length - 1)] ?? null;
    if (seen === null) return createEc2Error('UnauthorizedOperation', 'no', 403);
    return request.action === 'DescribeSecurityGroups' ? group(seen) : ruleList(seen);
  });
  const { groups } = await on.open();
  const sent = () => on.standIn.requests.map(({ action }) => action);
  return { groups, sent, first: () => Object.fromEntries(on.standIn.requests[0]?.params ?? []) };
}

const ACT = {
  rewrite: async (on: Awaited<ReturnType<typeof world>>) => on.groups.updateDescriptions(ID, [NEW]),
  modify: async (on: Awaited<ReturnType<typeof world>>) => on.groups.modifyRule(ID, MOVED, OLD),
};

describe('new descriptions', () => {
  it('go in one request, by exact properties, and nothing is read', async () => {
    const on = await world(done);
    const other = portRule('203.0.113.8', 443, '');
    expect(await on.groups.updateDescriptions(ID, [NEW, other])).toEqual({ done: true, responseLost: false });
    expect(on.sent()).toEqual([UPDATE]);
    expect(on.first()).toMatchObject({
      GroupId: ID,
      'IpPermissions.1.IpProtocol': 'tcp',
      'IpPermissions.1.FromPort': '443',
      'IpPermissions.1.IpRanges.1.CidrIp': '203.0.113.7/32',
      'IpPermissions.1.IpRanges.1.Description': NOTE,
      'IpPermissions.1.IpRanges.2.CidrIp': '203.0.113.8/32',
    });
    // Left out, AWS clears it.
    expect(on.first()).not.toHaveProperty(['IpPermissions.1.IpRanges.2.Description']);
    expect(on.first()).not.toHaveProperty('DryRun');
  });

  it('are shown by the next read, however far it is behind at first', async () => {
    const on = await world(done, [OLD], [OLD], [NEW]);
    await on.groups.updateDescriptions(ID, [NEW]);
    expect(await on.groups.describe(ID)).toMatchObject({ rules: [{ description: NOTE }] });
    expect(on.sent()).toEqual([UPDATE, ...Array<string>(3).fill('DescribeSecurityGroups')]);
  });

  it('name the rule where the reads stay behind', async () => {
    const on = await world(done, [OLD]);
    await on.groups.updateDescriptions(ID, [NEW]);
    expect(await on.groups.describe(ID)).toMatchObject({ behind: [{ description: NOTE }] });
  });

  it('cleared, are known too', async () => {
    const cleared = { ...OLD, description: null };
    const on = await world(done, [OLD], [cleared]);
    await on.groups.updateDescriptions(ID, [{ ...OLD, description: '' }]);
    expect((await on.groups.describe(ID)).rules).toEqual([cleared]);
  });

  it.each([true, false, null])('may be written, as a DryRun shows: %s', async (allowed) => {
    const on = await world(() =>
      allowed === null
        ? createEc2Error('InvalidGroup.NotFound', 'no')
        : createEc2Error(
            allowed ? 'DryRunOperation' : 'UnauthorizedOperation',
            'as it is',
            allowed ? 412 : 403,
          ),
    );
    expect(await on.groups.canUpdateDescriptions(ID, NEW)).toBe(allowed);
    expect(on.first()).toMatchObject({ Action: UPDATE, DryRun: 'true', GroupId: ID });
  });

  it('of which nothing is known where AWS is out of reach, or takes no notice of DryRun', async () => {
    expect(await (await world(lost)).groups.canUpdateDescriptions(ID, NEW)).toBeNull();
    expect(await (await world(done)).groups.canUpdateDescriptions(ID, NEW)).toBeNull();
  });
});

describe('a rule that becomes another one', () => {
  it('keeps its id; its traffic, source and description are sent', async () => {
    const on = await world(done);
    expect(await on.groups.modifyRule(ID, MOVED)).toEqual({ done: true, responseLost: false });
    expect(on.sent()).toEqual([MODIFY]);
    expect(on.first()).toMatchObject({
      GroupId: ID,
      'SecurityGroupRule.1.SecurityGroupRuleId': MOVED.ruleId,
      'SecurityGroupRule.1.SecurityGroupRule.IpProtocol': 'tcp',
      'SecurityGroupRule.1.SecurityGroupRule.FromPort': '443',
      'SecurityGroupRule.1.SecurityGroupRule.ToPort': '443',
      'SecurityGroupRule.1.SecurityGroupRule.CidrIpv4': '198.51.100.9/32',
      'SecurityGroupRule.1.SecurityGroupRule.Description': NOTE,
    });
  });

  it.each([
    ['the old rule', [OLD]],
    ['both', [OLD, MOVED]],
    ['neither', []],
  ])('is there, and the old one is not, although reads show %s at first', async (_what, first) => {
    const on = await world(done, first, [MOVED]);
    await on.groups.modifyRule(ID, MOVED, OLD);
    expect((await on.groups.describe(ID)).rules).toEqual([{ ...MOVED, ruleId: null }]);
  });

  it('is seen with its id as it is now', async () => {
    const on = await world(done, [{ ...OLD, ruleId: MOVED.ruleId }], [MOVED]);
    await on.groups.modifyRule(ID, MOVED, OLD);
    expect(await on.groups.describeRules(ID)).toEqual([MOVED]);
  });

  it('may be the same but for its description', async () => {
    const on = await world(done, [OLD], [NEW]);
    await on.groups.modifyRule(ID, { ...NEW, ruleId: MOVED.ruleId }, OLD);
    expect((await on.groups.describe(ID)).rules).toEqual([NEW]);
  });

  it('is refused, and nothing is done, where there is such a rule already', async () => {
    const on = await world(() => createEc2Error('InvalidPermission.Duplicate', 'there'));
    await expect(on.groups.modifyRule(ID, MOVED)).rejects.toMatchObject({
      code: 'aws_error',
      details: { outcome: 'not_done', aws: { code: 'InvalidPermission.Duplicate' } },
    });
  });
});

describe.each([
  ['rewrite', UPDATE, 'InvalidPermission.NotFound', [NEW]],
  ['modify', MODIFY, 'InvalidSecurityGroupRuleId.NotFound', [MOVED]],
] as const)('%s', (name, action, notFound, after) => {
  it('of a rule that is not there changes nothing', async () => {
    const on = await world(() => createEc2Error(notFound, 'gone'), []);
    expect(await ACT[name](on)).toEqual({ done: false, responseLost: false });
    await on.groups.describe(ID);
    expect(on.sent()).toEqual([action, 'DescribeSecurityGroups']);
  });

  it('may have been made before the rule went, where the first answer was lost', async () => {
    const on = await world((request) =>
      request.earlier > 0 ? createEc2Error(notFound, 'gone') : lost(request),
    );
    expect(await ACT[name](on)).toEqual({ done: false, responseLost: true });
  });

  it('whose answers are lost is looked up', async () => {
    const on = await world(lost, [OLD], after, after);
    expect(await ACT[name](on)).toEqual({ done: true, responseLost: true });
  });

  it.each([
    ['the group does not show it', [OLD]],
    ['the group cannot be read', null],
  ])('whose answers are lost stays unknown where %s', async (_why, shown) => {
    const on = await world(lost, shown);
    await expect(ACT[name](on)).rejects.toMatchObject({ details: { outcome: 'unknown' } });
  });

  it('with return=false is no success', async () => {
    const on = await world(() => createEc2Answer(action, '<return>false</return>'), [OLD]);
    await expect(ACT[name](on)).rejects.toMatchObject({
      code: 'aws_error',
      details: { outcome: 'unknown' },
    });
  });

  it('that is denied is told with the smallest statement that allows it', async () => {
    const arn = 'arn:aws:ec2:us-east-1:123456789012:security-group';
    const on = await world(() =>
      createEc2Error(
        'UnauthorizedOperation',
        `You are not authorized. User: arn:aws:iam::123456789012:user/jo is not authorized to perform: ec2:${action} on resource: ${arn}/${ID} because no identity-based policy allows the ec2:${action} action`,
        403,
      ),
    );
    const Resource = name === 'modify' ? [`${arn}/${ID}`, `${arn}-rule/*`] : `${arn}/${ID}`;
    const statement = JSON.stringify({ Effect: 'Allow', Action: `ec2:${action}`, Resource });
    await expect(ACT[name](on)).rejects.toMatchObject({
      code: 'access_denied',
      details: {
        guidance: expect.arrayContaining([`The smallest policy statement that allows it: ${statement}`]),
      },
    });
  });

  it('that is denied names the action', async () => {
    const on = await world(() => createEc2Error('UnauthorizedOperation', 'You are not authorized.', 403));
    await expect(ACT[name](on)).rejects.toMatchObject({
      code: 'access_denied',
      message: expect.stringContaining(`may not perform ec2:${action}`),
      details: { outcome: 'not_done' },
    });
  });
});
