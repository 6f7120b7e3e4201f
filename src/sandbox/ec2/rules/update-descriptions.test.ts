import {
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type IpPermission,
  type SecurityGroupRuleDescription,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '#sandbox/index.ts';

let sandbox: Sandbox;
let ec2: EC2Client;

beforeAll(async () => {
  sandbox = await startSandbox();
  ec2 = clientOf('admin');
});

beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

function clientOf(key: 'admin' | 'minimal') {
  const { endpoint, region, keys } = sandbox;
  return new EC2Client({ endpoint, region, credentials: keys[key], maxAttempts: 1 });
}

const BASTION = { GroupName: 'bastion' };
const OFFICE = '198.51.100.0/28';

function update(IpPermissions: IpPermission[], group: object = BASTION) {
  return ec2.send(new UpdateSecurityGroupRuleDescriptionsIngressCommand({ ...group, IpPermissions }));
}

function updateById(...SecurityGroupRuleDescriptions: SecurityGroupRuleDescription[]) {
  const input = { ...BASTION, SecurityGroupRuleDescriptions };
  return ec2.send(new UpdateSecurityGroupRuleDescriptionsIngressCommand(input));
}

function ssh(CidrIp: string, Description?: string): IpPermission {
  const range = Description === undefined ? { CidrIp } : { CidrIp, Description };
  return { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [range] };
}

async function ofBastion() {
  const { SecurityGroups } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['bastion'] }] }),
  );
  return SecurityGroups?.[0] ?? {};
}

/** Everything about the rules of the group, ids included. */
async function rules() {
  const Filters = [{ Name: 'group-id', Values: [(await ofBastion()).GroupId ?? ''] }];
  return (await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }))).SecurityGroupRules ?? [];
}

const descriptions = async () => (await rules()).map(({ Description }) => Description ?? null);
const idOf = async (index: number) => (await rules())[index]?.SecurityGroupRuleId ?? '';
const SEED = ['Office Utrecht', 'all offices', 'ping', null, null];
const refused = (name: string): unknown => expect.objectContaining({ name });
const NOT_FOUND = 'InvalidPermission.NotFound';
const VALUE = 'InvalidParameterValue';

describe('by the properties of rules', () => {
  it('writes several texts at once and leaves all else as it is', async () => {
    const before = await rules();
    const answer = await update([
      ssh(OFFICE, 'Utrecht & Delft'),
      {
        IpProtocol: 'icmpv6',
        FromPort: -1,
        ToPort: -1,
        Ipv6Ranges: [{ CidrIpv6: '::/0', Description: 'v6' }],
      },
    ]);
    expect(answer.Return).toBe(true);
    expect(await descriptions()).toEqual(['Utrecht & Delft', 'all offices', 'ping', 'v6', null]);
    const bare = (list: typeof before) => list.map(({ Description: _, ...rest }) => rest);
    expect(bare(await rules())).toEqual(bare(before));
  });

  it('finds a rule by another spelling of it', async () => {
    await update([{ ...ssh('198.51.100.9/28', 'here'), IpProtocol: '6' }]);
    expect((await descriptions())[0]).toBe('here');
  });

  it('takes back what Describe answered, as it stands', async () => {
    const { IpPermissions = [] } = await ofBastion();
    await update(IpPermissions);
    expect(await descriptions()).toEqual(SEED);
  });

  it.each([undefined, ''])('clears the text where %j comes instead', async (text) => {
    await update([ssh(OFFICE, text)]);
    expect((await rules())[0]).not.toHaveProperty('Description');
  });

  it('does all or nothing', async () => {
    await expect(update([ssh(OFFICE, 'new'), ssh('203.0.113.7/32', 'new')])).rejects.toEqual(
      refused(NOT_FOUND),
    );
    await expect(update([ssh(OFFICE, 'new'), ssh('203.0.113.7/33')])).rejects.toEqual(refused(VALUE));
    expect(await descriptions()).toEqual(SEED);
  });

  it('knows ingress rules of this group alone, by all of their properties', async () => {
    const rows: IpPermission[] = [
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      { ...ssh(OFFICE), ToPort: 23 },
      { ...ssh(OFFICE), IpProtocol: 'udp' },
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, UserIdGroupPairs: [{ GroupId: 'sg-123456' }] },
    ];
    for (const row of rows) await expect(update([row])).rejects.toEqual(refused(NOT_FOUND));
    await expect(update([ssh(OFFICE)], { GroupId: 'sg-123456' })).rejects.toEqual(refused(NOT_FOUND));
  });

  it('holds texts against what EC2 takes', async () => {
    await update([ssh(OFFICE, 'x'.repeat(255))]);
    for (const text of ['x'.repeat(256), 'café', 'a\nb']) {
      await expect(update([ssh(OFFICE, text)])).rejects.toEqual(refused(VALUE));
    }
    const [, offices] = await rules();
    const PrefixListIds = [{ PrefixListId: offices?.PrefixListId, Description: 'a & b' }];
    const listed = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, PrefixListIds };
    await expect(update([listed])).rejects.toEqual(refused(VALUE));
  });

  it('takes no rule twice', async () => {
    await expect(update([ssh(OFFICE, 'a'), ssh('198.51.100.9/28', 'b')])).rejects.toEqual(refused(VALUE));
  });
});

describe('by the ids of rules', () => {
  it('writes and clears', async () => {
    const [first, , third] = await rules();
    await updateById(
      { SecurityGroupRuleId: first?.SecurityGroupRuleId, Description: 'one' },
      { SecurityGroupRuleId: third?.SecurityGroupRuleId },
    );
    expect(await descriptions()).toEqual(['one', 'all offices', null, null, null]);
  });

  it('does all or nothing', async () => {
    const SecurityGroupRuleId = await idOf(0);
    const here = { SecurityGroupRuleId, Description: 'one' };
    const rows: [SecurityGroupRuleDescription, string][] = [
      [{ SecurityGroupRuleId: 'sgr-0fffffffffffffff0' }, 'InvalidSecurityGroupRuleId.NotFound'],
      [{ SecurityGroupRuleId: 'rule' }, 'InvalidSecurityGroupRuleId.Malformed'],
      [{ SecurityGroupRuleId: await idOf(4) }, 'InvalidSecurityGroupRuleId.NotFound'],
      [{ Description: 'of nothing' }, 'MissingParameter'],
      [{ SecurityGroupRuleId: await idOf(1), Description: 'a & b' }, VALUE],
      [here, VALUE],
    ];
    for (const [row, code] of rows) await expect(updateById(here, row)).rejects.toEqual(refused(code));
    expect(await descriptions()).toEqual(SEED);
  });
});

describe('otherwise', () => {
  it('wants either of the two, not both', async () => {
    const SecurityGroupRuleDescriptions = [{ SecurityGroupRuleId: await idOf(0) }];
    const both = { ...BASTION, IpPermissions: [ssh(OFFICE)], SecurityGroupRuleDescriptions };
    await expect(ec2.send(new UpdateSecurityGroupRuleDescriptionsIngressCommand(both))).rejects.toEqual(
      refused('InvalidParameterCombination'),
    );
    await expect(update([])).rejects.toEqual(refused('MissingParameter'));
  });

  it('refuses groups as the other changes do', async () => {
    await expect(update([ssh(OFFICE)], { GroupName: 'web' })).rejects.toEqual(
      refused('InvalidGroup.NotFound'),
    );
    await expect(update([ssh(OFFICE)], { GroupId: 'banana' })).rejects.toEqual(
      refused('InvalidGroupId.Malformed'),
    );
    await expect(update([ssh(OFFICE)], {})).rejects.toEqual(refused('MissingParameter'));
  });

  it('is no part of the minimal policy', async () => {
    const { GroupId } = await ofBastion();
    const command = new UpdateSecurityGroupRuleDescriptionsIngressCommand({
      GroupId,
      IpPermissions: [ssh(OFFICE)],
    });
    const resource = `arn:aws:ec2:us-east-1:123456789012:security-group/${GroupId}`;
    await expect(clientOf('minimal').send(command)).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining(
        `ec2:UpdateSecurityGroupRuleDescriptionsIngress on resource: ${resource}`,
      ),
    });
  });
});
