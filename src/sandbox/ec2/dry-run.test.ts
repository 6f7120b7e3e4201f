import { describe, expect, it } from 'vitest';
import { SEED_KEYS } from '#sandbox/auth/keys.ts';
import { fixedId } from '#sandbox/seed/ids.ts';
import { createServiceHarness } from '#test/support/sandbox/service-harness.ts';

const { admin, nobody, readOnly, minimal } = SEED_KEYS;

const rule = {
  GroupId: 'sg-123456',
  'IpPermissions.1.IpProtocol': 'tcp',
  'IpPermissions.1.FromPort': '22',
  'IpPermissions.1.ToPort': '22',
};
const ACTIONS: Record<string, Record<string, string>> = {
  DescribeSecurityGroups: {},
  DescribeSecurityGroupRules: {},
  AuthorizeSecurityGroupIngress: { ...rule, 'IpPermissions.1.IpRanges.1.CidrIp': '203.0.113.7/32' },
  UpdateSecurityGroupRuleDescriptionsIngress: {
    ...rule,
    'IpPermissions.1.IpRanges.1.CidrIp': '198.51.100.24/32',
    'IpPermissions.1.IpRanges.1.Description': 'other words',
  },
  ModifySecurityGroupRules: {
    GroupId: 'sg-123456',
    'SecurityGroupRule.1.SecurityGroupRuleId': fixedId('sgr', 'sg-123456/0'),
    'SecurityGroupRule.1.SecurityGroupRule.IpProtocol': 'tcp',
    'SecurityGroupRule.1.SecurityGroupRule.FromPort': '22',
    'SecurityGroupRule.1.SecurityGroupRule.ToPort': '22',
    'SecurityGroupRule.1.SecurityGroupRule.CidrIpv4': '198.51.100.24/32',
  },
  RevokeSecurityGroupIngress: { ...rule, 'IpPermissions.1.IpRanges.1.CidrIp': '198.51.100.24/32' },
};

describe.each(Object.entries(ACTIONS))('a dry run of %s', (Action, params) => {
  it('tells whether it would be allowed, and changes nothing', async () => {
    const harness = await createServiceHarness();
    const before = structuredClone(await harness.state());
    const dry = async (key: typeof admin) =>
      (await harness.call(key, { Action, ...params, DryRun: 'true' }, 'ec2')).outcome;
    expect(await dry(admin)).toBe('412 DryRunOperation');
    expect(await dry(nobody)).toBe('403 UnauthorizedOperation');
    expect(await harness.state()).toEqual(before);
    expect((await harness.call(admin, { Action, ...params, DryRun: 'false' }, 'ec2')).outcome).toBe('200 ok');
  });
});

it('tells each key its own', async () => {
  const harness = await createServiceHarness();
  const may = async (key: typeof admin) => {
    const allowed: string[] = [];
    for (const [Action, params] of Object.entries(ACTIONS)) {
      const { outcome } = await harness.call(key, { Action, ...params, DryRun: 'true' }, 'ec2');
      if (outcome === '412 DryRunOperation') allowed.push(Action);
    }
    return allowed;
  };
  expect(await may(readOnly)).toEqual(['DescribeSecurityGroups', 'DescribeSecurityGroupRules']);
  expect(await may(minimal)).toEqual([
    'DescribeSecurityGroups',
    'AuthorizeSecurityGroupIngress',
    'RevokeSecurityGroupIngress',
  ]);
});
