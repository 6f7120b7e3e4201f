import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '#sandbox/index.ts';

let sandbox: Sandbox;
let ec2: EC2Client;
let groups: Map<string, SecurityGroup>;

beforeAll(async () => {
  sandbox = await startSandbox();
  const { endpoint, region, keys } = sandbox;
  ec2 = new EC2Client({ endpoint, region, credentials: keys.admin, maxAttempts: 1 });
});

beforeEach(async () => {
  await sandbox.reset();
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  groups = new Map(SecurityGroups.map((group) => [group.GroupName ?? '', group]));
});

afterAll(() => sandbox.close());

const idOf = (name: string) => groups.get(name)?.GroupId ?? '';
const refused = (name: string, message?: string): unknown =>
  expect.objectContaining(message === undefined ? { name } : { name, message });

function authorize(name: string, ...IpPermissions: IpPermission[]) {
  return ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: idOf(name), IpPermissions }));
}

function ssh(CidrIp: string): IpPermission {
  return { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp }] };
}

describe('authorize', () => {
  it('names a duplicate the way AWS does', async () => {
    const every = [{ CidrIp: '10.0.0.0/8' }];
    const rows: [IpPermission, string][] = [
      [ssh('10.0.0.0/8'), 'TCP, from port: 22, to port: 22, ALLOW'],
      [{ IpProtocol: '-1', IpRanges: every }, 'ALL, ALLOW'],
      [{ IpProtocol: '50', IpRanges: every }, 'protocol: 50, ALLOW'],
    ];
    for (const [permission, words] of rows) {
      await authorize('web', permission);
      const message = `the specified rule "peer: 10.0.0.0/8, ${words}" already exists`;
      await expect(authorize('web', permission)).rejects.toEqual(
        refused('InvalidPermission.Duplicate', message),
      );
    }
  });

  it('takes a prefix list at the price of its maximum', async () => {
    const PrefixListIds = [{ PrefixListId: 'pl-3b927c52', Description: 'from the edge' }];
    const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, PrefixListIds };
    await authorize('office-access', https);
    for (const n of [1, 2, 3]) await authorize('office-access', ssh(`10.0.0.${n}/32`));
    await expect(authorize('office-access', ssh('10.0.0.4/32'))).rejects.toEqual(
      refused('RulesPerSecurityGroupLimitExceeded'),
    );
  });

  it('takes no ampersand in the description of a group or prefix list', async () => {
    const UserIdGroupPairs = [{ GroupId: idOf('web'), Description: 'a & b' }];
    await expect(authorize('web', { IpProtocol: '-1', UserIdGroupPairs })).rejects.toEqual(
      refused('InvalidParameterValue'),
    );
  });

  it('takes a group of another VPC for a mistake, one of another account on trust', async () => {
    const theirs = [{ GroupId: 'sg-0aaaaaaaaaaaaaaaa', UserId: '210987654321' }];
    await authorize('web', { IpProtocol: '-1', UserIdGroupPairs: theirs });
    const far = [{ GroupId: idOf('bastion') }];
    await expect(authorize('web', { IpProtocol: '-1', UserIdGroupPairs: far })).rejects.toEqual(
      refused('InvalidGroup.NotFound'),
    );
  });

  it('goes by name in the default VPC alone', async () => {
    const rule = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '10.0.0.0/8' };
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupName: 'bastion', ...rule }));
    const elsewhere = new AuthorizeSecurityGroupIngressCommand({ GroupName: 'web', ...rule });
    await expect(ec2.send(elsewhere)).rejects.toEqual(refused('InvalidGroup.NotFound'));
    const neither = new AuthorizeSecurityGroupIngressCommand(rule);
    await expect(ec2.send(neither)).rejects.toEqual(refused('MissingParameter'));
  });
});

describe('revoke', () => {
  it('takes back what Describe answered, as it stands', async () => {
    for (const name of ['web', 'bastion', 'staging-postgres', 'build-runners', 'guide-example']) {
      const { IpPermissions = [] } = groups.get(name) ?? {};
      await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: idOf(name), IpPermissions }));
      const after = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [idOf(name)] }));
      expect(after.SecurityGroups?.[0]?.IpPermissions).toEqual([]);
      expect(after.SecurityGroups?.[0]?.IpPermissionsEgress).toHaveLength(1);
    }
  });

  it('touches no egress rule and no rule of another group by id', async () => {
    const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({}));
    const egress = SecurityGroupRules.find((one) => one.IsEgress && one.GroupId === idOf('web'));
    const other = SecurityGroupRules.find((one) => !one.IsEgress && one.GroupId !== idOf('web'));
    for (const rule of [egress, other]) {
      const SecurityGroupRuleIds = [rule?.SecurityGroupRuleId ?? ''];
      const command = new RevokeSecurityGroupIngressCommand({ GroupId: idOf('web'), SecurityGroupRuleIds });
      await expect(ec2.send(command)).rejects.toEqual(refused('InvalidSecurityGroupRuleId.NotFound'));
    }
    const malformed = { GroupId: idOf('web'), SecurityGroupRuleIds: ['sgr-x'] };
    await expect(ec2.send(new RevokeSecurityGroupIngressCommand(malformed))).rejects.toEqual(
      refused('InvalidSecurityGroupRuleId.Malformed'),
    );
  });

  it('wants either ids or permissions', async () => {
    const both = {
      GroupId: idOf('web'),
      SecurityGroupRuleIds: ['sgr-0'],
      IpPermissions: [ssh('10.0.0.0/8')],
    };
    await expect(ec2.send(new RevokeSecurityGroupIngressCommand(both))).rejects.toEqual(
      refused('InvalidParameterCombination'),
    );
    const neither = new RevokeSecurityGroupIngressCommand({ GroupId: idOf('web') });
    await expect(ec2.send(neither)).rejects.toEqual(refused('MissingParameter'));
  });
});

describe('groups, tags and what is around them', () => {
  it('can be found by tag, name pattern and id', async () => {
    const find = async (Name: string, ...Values: string[]) => {
      const found = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name, Values }] }));
      return found.SecurityGroups?.map(({ GroupName }) => GroupName);
    };
    expect(await find('tag:Environment', 'staging')).toEqual(['staging-postgres']);
    expect(await find('group-name', 'build-*', 'web')).toEqual(['web', 'build-runners']);
    expect(await find('group-id', 'sg-0123abcd')).toEqual(['office-access']);
    await expect(find('color', 'red')).rejects.toEqual(refused('InvalidParameterValue'));
  });

  it('are born with one way out, and die unless they are the default', async () => {
    const Tags = [{ Key: 'k', Value: 'v' }];
    const created = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: 'fresh',
        Description: 'd',
        TagSpecifications: [{ ResourceType: 'security-group', Tags }],
      }),
    );
    const GroupIds = [created.GroupId ?? ''];
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }));
    expect(SecurityGroups?.[0]).toMatchObject({ IpPermissions: [], Tags });
    expect(SecurityGroups?.[0]?.IpPermissionsEgress).toHaveLength(1);
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId: created.GroupId }));
    const remove = new DeleteSecurityGroupCommand({ GroupId: idOf('default') });
    await expect(ec2.send(remove)).rejects.toEqual(refused('CannotDelete'));
  });

  it('refuse names that AWS refuses', async () => {
    const create = (GroupName: string, VpcId?: string) =>
      ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: 'd', VpcId }));
    await expect(create('sg-mine')).rejects.toEqual(refused('InvalidParameterValue'));
    await expect(create('Bastion')).rejects.toEqual(refused('InvalidGroup.Duplicate'));
    await expect(create('x', 'vpc-0')).rejects.toEqual(refused('InvalidVpcID.NotFound'));
    await expect(create('é')).rejects.toEqual(refused('InvalidParameterValue'));
  });

  it('take tags, a second value in place of the first', async () => {
    const tag = (Value: string, ...Resources: string[]) =>
      ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: 'Owner', Value }] }));
    await tag('ada', idOf('web'));
    await tag('ben', idOf('web'));
    const Filters = [{ Name: 'tag:Owner', Values: ['*'] }];
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    expect(SecurityGroups?.map(({ Tags }) => Tags)).toEqual([
      expect.arrayContaining([{ Key: 'Owner', Value: 'ben' }]),
    ]);
    await expect(tag('x', idOf('web'), 'sg-0fff')).rejects.toEqual(refused('InvalidGroup.NotFound'));
    await expect(tag('x', 'sgr-0fff')).rejects.toEqual(refused('InvalidSecurityGroupRuleId.NotFound'));
    await expect(tag('x', 'i-0fff')).rejects.toEqual(refused('InvalidID'));
  });

  it('stand in VPCs and regions that can be listed', async () => {
    const Filters = [{ Name: 'is-default', Values: ['true'] }];
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ Filters }));
    expect(Vpcs).toEqual([expect.objectContaining({ IsDefault: true, CidrBlock: '172.31.0.0/16' })]);
    const usable = (await ec2.send(new DescribeRegionsCommand({}))).Regions ?? [];
    const all = (await ec2.send(new DescribeRegionsCommand({ AllRegions: true }))).Regions ?? [];
    expect(usable.length).toBeLessThan(all.length);
    const unknown = new DescribeRegionsCommand({ RegionNames: ['mars-1'] });
    await expect(ec2.send(unknown)).rejects.toEqual(refused('InvalidParameterValue'));
  });
});
