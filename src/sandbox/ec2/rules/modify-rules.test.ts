import {
  CreateTagsCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  ModifySecurityGroupRulesCommand,
  type SecurityGroupRule,
  type SecurityGroupRuleRequest,
  type SecurityGroupRuleUpdate,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fixedId } from '#sandbox/seed/ids.ts';
import { type Sandbox, startSandbox } from '#sandbox/index.ts';
import { SEED_KEYS } from '#sandbox/auth/keys.ts';
import { seedState } from '#sandbox/seed/seed.ts';
import { createServiceHarness } from '#test/support/sandbox/service-harness.ts';

let sandbox: Sandbox;
let ec2: EC2Client;

beforeAll(async () => {
  sandbox = await startSandbox();
  const { endpoint, region, keys } = sandbox;
  ec2 = new EC2Client({ endpoint, region, credentials: keys.admin, maxAttempts: 1 });
});

beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const BASTION = fixedId('sg', 'bastion');
const RUNNERS = fixedId('sg', 'build-runners');
const POSTGRES = fixedId('sg', 'staging-postgres');

/** The id of a rule of the seed, by its place in its group. */
const idOf = (group: string, index: number) => fixedId('sgr', `${group}/${index}`);

async function rulesOf(group: string): Promise<SecurityGroupRule[]> {
  const Filters = [{ Name: 'group-id', Values: [group] }];
  return (await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }))).SecurityGroupRules ?? [];
}

function modify(GroupId: string, ...updates: (readonly [index: number, to: SecurityGroupRuleRequest])[]) {
  const SecurityGroupRules = updates.map(([index, SecurityGroupRule]): SecurityGroupRuleUpdate => ({
    SecurityGroupRuleId: idOf(GroupId, index),
    SecurityGroupRule,
  }));
  return ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules }));
}

const refused = (name: string, words = ''): unknown =>
  expect.objectContaining({ name, message: expect.stringContaining(words) });
const tcp = (port: number, more: SecurityGroupRuleRequest): SecurityGroupRuleRequest => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  ...more,
});
const VALUE = 'InvalidParameterValue';

describe('a rule that is modified', () => {
  it('is what was asked for in place of what it was, under its id, with its tags', async () => {
    const Resources = [idOf(BASTION, 0)];
    await ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: 'k', Value: 'v' }] }));
    const before = await rulesOf(BASTION);
    const to = { IpProtocol: 'udp', FromPort: 500, ToPort: 4500, CidrIpv4: '203.0.113.7/32' };
    expect((await modify(BASTION, [0, { ...to, Description: 'moved' }])).Return).toBe(true);
    const [first, ...others] = await rulesOf(BASTION);
    expect(first).toEqual({ ...before[0], ...to, Description: 'moved' });
    expect(first?.Tags).toEqual([{ Key: 'k', Value: 'v' }]);
    expect(others).toEqual(before.slice(1));
  });

  it.each([undefined, ''])('loses its description where %j comes instead', async (Description) => {
    await modify(BASTION, [0, tcp(22, { CidrIpv4: '198.51.100.0/28', Description })]);
    expect((await rulesOf(BASTION))[0]).not.toHaveProperty('Description');
  });

  it('may change its description alone, or nothing', async () => {
    for (const Description of ['other words', 'other words']) {
      await modify(BASTION, [0, tcp(22, { CidrIpv4: '198.51.100.0/28', Description })]);
      expect((await rulesOf(BASTION))[0]).toMatchObject({ Description });
    }
  });

  it('is spelled as EC2 spells it', async () => {
    await modify(RUNNERS, [0, { IpProtocol: '17', FromPort: 1, ToPort: 2, CidrIpv4: '203.0.113.9/28' }]);
    await modify(RUNNERS, [2, tcp(443, { CidrIpv6: '2001:0DB8:0:0:0::1/64' })]);
    await modify(RUNNERS, [3, { IpProtocol: '-1', CidrIpv4: '10.20.9.13/32' }]);
    expect(await rulesOf(RUNNERS)).toMatchObject([
      { IpProtocol: 'udp', FromPort: 1, ToPort: 2, CidrIpv4: '203.0.113.0/28' },
      {},
      { IpProtocol: 'tcp', CidrIpv6: '2001:db8::/64' },
      { IpProtocol: '-1', FromPort: -1, ToPort: -1, CidrIpv4: '10.20.9.13/32' },
      {},
    ]);
  });

  it('may have a group or a prefix list for its source, and may be one of the way out', async () => {
    await modify(POSTGRES, [1, tcp(5433, { ReferencedGroupId: POSTGRES, Description: 'one another' })]);
    await modify(POSTGRES, [2, tcp(443, { CidrIpv4: '0.0.0.0/0' })]);
    await modify(BASTION, [1, tcp(2222, { PrefixListId: 'pl-3b927c52' })]);
    expect((await rulesOf(POSTGRES)).slice(1)).toMatchObject([
      { ReferencedGroupInfo: { GroupId: POSTGRES }, FromPort: 5433, Description: 'one another' },
      { IsEgress: true, IpProtocol: 'tcp', FromPort: 443 },
    ]);
    expect((await rulesOf(BASTION))[1]).toMatchObject({ PrefixListId: 'pl-3b927c52', FromPort: 2222 });
  });

  it('may take the place that another one leaves in the same call', async () => {
    const [here, there] = [tcp(22, { CidrIpv4: '203.0.113.7/32' }), tcp(22, { CidrIpv4: '203.0.113.8/32' })];
    await modify(RUNNERS, [0, here], [3, there]);
    await modify(RUNNERS, [0, there], [3, here]);
    expect((await rulesOf(RUNNERS))[0]).toMatchObject({ CidrIpv4: '203.0.113.8/32' });
  });
});

describe('refused, and nothing is changed:', () => {
  const office = tcp(22, { CidrIpv4: '203.0.113.7/32' });
  const rows: [string, SecurityGroupRuleRequest, unknown][] = [
    ['no source', { IpProtocol: '-1' }, refused('MissingParameter')],
    ['two sources', { ...office, CidrIpv6: '::/0' }, refused('InvalidParameterCombination')],
    ['no protocol', { CidrIpv4: '203.0.113.7/32' }, refused(VALUE)],
    ['no ports', { IpProtocol: 'tcp', CidrIpv4: '203.0.113.7/32' }, refused(VALUE)],
    ['a malformed CIDR', tcp(22, { CidrIpv4: '203.0.113.7' }), refused(VALUE)],
    ['another family', tcp(22, { CidrIpv6: '::/0' }), refused(VALUE, 'CidrIpv6 for an existing IPv4 CIDR')],
    ['a group for a CIDR', tcp(22, { ReferencedGroupId: BASTION }), refused(VALUE, 'a referenced group id')],
    ['a list for a CIDR', tcp(22, { PrefixListId: 'pl-3b927c52' }), refused(VALUE, 'a prefix list for')],
    ['a long text', { ...office, Description: 'x'.repeat(256) }, refused(VALUE)],
    ['a strange text', { ...office, Description: 'café' }, refused(VALUE)],
    ['a rule that is there', tcp(22, { CidrIpv4: '10.0.0.9/8' }), refused('InvalidPermission.Duplicate')],
  ];

  it.each(rows)('%s', async (_, to, error) => {
    await modify(BASTION, [2, { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '10.0.0.0/8' }]);
    const before = await rulesOf(BASTION);
    const good = { IpProtocol: '-1', CidrIpv6: '2001:db8::/64', Description: 'new' };
    await expect(modify(BASTION, [3, good], [0, to])).rejects.toEqual(error);
    expect(await rulesOf(BASTION)).toEqual(before);
  });

  it('what is not there', async () => {
    const group = tcp(5432, { ReferencedGroupId: 'sg-0fffffffffffffff0' });
    await expect(modify(POSTGRES, [1, group])).rejects.toEqual(refused('InvalidGroup.NotFound'));
    const far = tcp(5432, { ReferencedGroupId: BASTION });
    await expect(modify(POSTGRES, [1, far])).rejects.toEqual(refused('InvalidGroup.NotFound'));
    const list = tcp(22, { PrefixListId: 'pl-0fffffffffffffff0' });
    await expect(modify(BASTION, [1, list])).rejects.toEqual(refused('InvalidPrefixListID.NotFound'));
    await expect(modify('sg-0fffffffffffffff0', [0, office])).rejects.toEqual(
      refused('InvalidGroup.NotFound'),
    );
    await expect(modify(BASTION)).rejects.toEqual(refused('MissingParameter'));
  });

  it('a rule by an id that is none of the group', async () => {
    const byId = (SecurityGroupRuleId: string) =>
      ec2.send(
        new ModifySecurityGroupRulesCommand({
          GroupId: BASTION,
          SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule: office }],
        }),
      );
    for (const id of [idOf(RUNNERS, 0), 'sgr-0fffffffffffffff0']) {
      await expect(byId(id)).rejects.toEqual(refused('InvalidSecurityGroupRuleId.NotFound', id));
    }
    await expect(byId('rule')).rejects.toEqual(refused('InvalidSecurityGroupRuleId.Malformed'));
  });

  it('one rule twice, and two rules that would become one', async () => {
    await expect(modify(RUNNERS, [0, office], [0, office])).rejects.toEqual(refused(VALUE));
    await expect(modify(RUNNERS, [0, office], [3, office])).rejects.toEqual(
      refused('InvalidPermission.Duplicate'),
    );
  });

  it('a prefix list that is too large for the group', async () => {
    await sandbox.setResources({ rulesPerGroup: 50 });
    const list = tcp(22, { PrefixListId: 'pl-3b927c52' });
    await expect(modify(BASTION, [1, list])).rejects.toEqual(refused('RulesPerSecurityGroupLimitExceeded'));
  });
});

describe('leave', () => {
  const group = 'arn:aws:ec2:*:*:security-group/*';
  const rule = `arn:aws:ec2:us-east-1:123456789012:security-group-rule/${idOf('sg-123456', 0)}`;
  const modification = {
    Action: 'ModifySecurityGroupRules',
    GroupId: 'sg-123456',
    'SecurityGroupRule.1.SecurityGroupRuleId': idOf('sg-123456', 0),
    'SecurityGroupRule.1.SecurityGroupRule.IpProtocol': '-1',
    'SecurityGroupRule.1.SecurityGroupRule.CidrIpv4': '203.0.113.7/32',
  };

  it.each([
    [[group, 'arn:aws:ec2:*:*:security-group-rule/*'], '200 ok'],
    [[group, rule], '200 ok'],
    [[group], '403 UnauthorizedOperation'],
    [[rule], '403 UnauthorizedOperation'],
    [[group, `${rule}0`], '403 UnauthorizedOperation'],
  ])('is needed for the group and for the rule: %j', async (resources, outcome) => {
    const policy = [{ effect: 'Allow' as const, actions: ['ec2:ModifySecurityGroupRules'], resources }];
    const seed = () => ({ ...seedState(), keys: [{ ...SEED_KEYS.nobody, policy }] });
    const harness = await createServiceHarness({ seed });
    expect(await harness.call(SEED_KEYS.nobody, modification, 'ec2')).toMatchObject({ outcome });
  });
});
