import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import type { ContractCase } from '#test/contract/case.ts';
import {
  authorize,
  ingressTexts,
  ingressRules,
  describeOutcome,
  formatRule,
  tcpPermission,
  tcpPermissionIpv6,
} from '#test/contract/aws-fixture.ts';

const WORLD = [{ CidrIp: '0.0.0.0/0' }];

/** Adds one permission to an empty group and tells how that went and what the group then holds. */
function adding(id: string, permission: IpPermission, aws: ContractCase['aws']): ContractCase {
  return {
    id,
    run: async (stage) => {
      const group = await stage.newGroup();
      const answer = await describeOutcome(authorize(stage, group, permission));
      return answer === 'ok' ? ingressTexts(stage, group) : answer;
    },
    aws,
  };
}

/** Adds several permissions one call after the other. */
function inTurn(id: string, permissions: readonly IpPermission[], aws: ContractCase['aws']): ContractCase {
  return {
    id,
    run: async (stage) => {
      const group = await stage.newGroup();
      const answers: string[] = [];
      for (const permission of permissions)
        answers.push(await describeOutcome(authorize(stage, group, permission)));
      return { answers, rules: await ingressTexts(stage, group) };
    },
    aws,
  };
}

const ACCEPTED: ContractCase[] = [
  adding('add-ipv4', tcpPermission(443, '203.0.113.7/32'), ['tcp 443-443 203.0.113.7/32']),
  adding('add-ipv6', tcpPermissionIpv6(443, '2001:db8::7/128'), ['tcp 443-443 2001:db8::7/128']),
  adding('add-range', { IpProtocol: 'udp', FromPort: 8000, ToPort: 8010, IpRanges: WORLD }, [
    'udp 8000-8010 0.0.0.0/0',
  ]),
  adding('add-description', tcpPermission(22, '203.0.113.7/32', 'a & b; {c} [d] $1! ._-:/()#,@+=*'), [
    'tcp 22-22 203.0.113.7/32 a & b; {c} [d] $1! ._-:/()#,@+=*',
  ]),
  adding('add-icmp-type', { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: WORLD }, [
    'icmp 8--1 0.0.0.0/0',
  ]),
  adding('add-icmp-all', { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, IpRanges: WORLD }, [
    'icmp -1--1 0.0.0.0/0',
  ]),
  adding('add-icmpv6-without-type', { IpProtocol: 'icmpv6', Ipv6Ranges: [{ CidrIpv6: '::/0' }] }, [
    'icmpv6 -1--1 ::/0',
  ]),
  adding('add-every-protocol', { IpProtocol: '-1', IpRanges: WORLD }, ['-1 -1--1 0.0.0.0/0']),
  adding('add-protocol-number', { IpProtocol: '6', FromPort: 22, ToPort: 22, IpRanges: WORLD }, [
    'tcp 22-22 0.0.0.0/0',
  ]),
  adding('add-other-protocol-ignores-ports', { IpProtocol: '50', FromPort: 1, ToPort: 2, IpRanges: WORLD }, [
    '50 -1--1 0.0.0.0/0',
  ]),
  adding('canonical-ipv4', tcpPermission(22, '100.68.0.18/18'), ['tcp 22-22 100.68.0.0/18']),
  adding('canonical-ipv6', tcpPermissionIpv6(22, '2001:0DB8:0:0::1/64'), ['tcp 22-22 2001:db8::/64']),
];

const REFUSED: ContractCase[] = [
  adding('missing-ports-tcp', { IpProtocol: 'tcp', IpRanges: WORLD }, 'InvalidParameterValue'),
  adding('missing-ports-icmp', { IpProtocol: 'icmp', IpRanges: WORLD }, 'InvalidParameterValue'),
  adding(
    'ports-backwards',
    { IpProtocol: 'tcp', FromPort: 443, ToPort: 80, IpRanges: WORLD },
    'InvalidParameterValue',
  ),
  adding('port-out-of-range', tcpPermission(70_000, '203.0.113.7/32'), 'InvalidParameterValue'),
  adding('cidr-malformed', tcpPermission(22, '203.0.113.7/33'), 'InvalidParameterValue'),
  adding('cidr-without-length', tcpPermission(22, '203.0.113.7'), 'InvalidParameterValue'),
  adding('cidr-of-wrong-family', tcpPermission(22, '2001:db8::/32'), 'InvalidParameterValue'),
  adding('protocol-unknown', { IpProtocol: 'banana', IpRanges: WORLD }, 'InvalidParameterValue'),
  adding('source-missing', { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }, 'MissingParameter'),
  adding(
    'description-too-long',
    tcpPermission(22, '203.0.113.7/32', 'x'.repeat(256)),
    'InvalidParameterValue',
  ),
  adding('description-alphabet', tcpPermission(22, '203.0.113.7/32', 'café'), 'InvalidParameterValue'),
  adding(
    'source-group-unknown',
    { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-0fffffffffffffff0' }] },
    'InvalidGroup.NotFound',
  ),
  adding(
    'source-prefix-list-unknown',
    { IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-0fffffffffffffff0' }] },
    'InvalidPrefixListID.NotFound',
  ),
];

const DUPLICATES: ContractCase[] = [
  inTurn(
    'duplicate',
    [tcpPermission(22, '203.0.113.7/32'), tcpPermission(22, '203.0.113.7/32', 'other words')],
    {
      answers: ['ok', 'InvalidPermission.Duplicate'],
      rules: ['tcp 22-22 203.0.113.7/32'],
    },
  ),
  inTurn(
    'duplicate-not-canonical',
    [tcpPermission(22, '203.0.113.0/24'), tcpPermission(22, '203.0.113.9/24')],
    {
      answers: ['ok', 'InvalidPermission.Duplicate'],
      rules: ['tcp 22-22 203.0.113.0/24'],
    },
  ),
  inTurn(
    'duplicate-ipv6-spelling',
    [tcpPermissionIpv6(22, '2001:db8::7/128'), tcpPermissionIpv6(22, '2001:DB8:0:0:0:0:0:7/128')],
    {
      answers: ['ok', 'InvalidPermission.Duplicate'],
      rules: ['tcp 22-22 2001:db8::7/128'],
    },
  ),
  {
    id: 'duplicate-leaves-nothing-half-done',
    run: async (stage) => {
      const group = await stage.newGroup();
      await authorize(stage, group, tcpPermission(22, '203.0.113.7/32'));
      const answer = await describeOutcome(
        authorize(stage, group, tcpPermission(80, '203.0.113.7/32'), tcpPermission(22, '203.0.113.7/32')),
      );
      return { answer, rules: await ingressTexts(stage, group) };
    },
    aws: { answer: 'InvalidPermission.Duplicate', rules: ['tcp 22-22 203.0.113.7/32'] },
  },
  {
    id: 'repeat-in-one-call',
    run: async (stage) => {
      const group = await stage.newGroup();
      const answer = await describeOutcome(
        authorize(stage, group, tcpPermission(22, '203.0.113.7/32'), tcpPermission(22, '203.0.113.7/32')),
      );
      return { answer, rules: await ingressTexts(stage, group) };
    },
    aws: { answer: 'InvalidParameterValue', rules: [] },
  },
];

const ANSWERS: ContractCase[] = [
  {
    id: 'add-answers-every-rule',
    run: async (stage) => {
      const group = await stage.newGroup();
      const { Return, SecurityGroupRules = [] } = await authorize(
        stage,
        group,
        tcpPermission(80, '203.0.113.7/32'),
        tcpPermission(443, '203.0.113.7/32'),
      );
      const ids = (await ingressRules(stage, group)).map((rule) => rule.SecurityGroupRuleId ?? '').sort();
      const answered = SecurityGroupRules.map((rule) => rule.SecurityGroupRuleId ?? '').sort();
      return {
        return: Return ?? null,
        rules: SecurityGroupRules.map(formatRule),
        idsOfAwsForm: ids.every((id) => /^sgr-[0-9a-f]{17}$/.test(id)),
        idsAreThoseOfDescribe: JSON.stringify(ids) === JSON.stringify(answered),
      };
    },
    aws: {
      return: true,
      rules: ['tcp 80-80 203.0.113.7/32', 'tcp 443-443 203.0.113.7/32'],
      idsOfAwsForm: true,
      idsAreThoseOfDescribe: true,
    },
  },
  {
    id: 'add-flat-form',
    run: async (stage) => {
      const GroupId = await stage.newGroup();
      const flat = { GroupId, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '203.0.113.7/32' };
      await stage.ec2.send(new AuthorizeSecurityGroupIngressCommand(flat));
      return ingressTexts(stage, GroupId);
    },
    aws: ['tcp 22-22 203.0.113.7/32'],
  },
  {
    id: 'add-group-as-source',
    run: async (stage) => {
      const group = await stage.newGroup();
      const UserIdGroupPairs = [{ GroupId: group, Description: 'one another' }];
      await authorize(stage, group, { IpProtocol: 'tcp', FromPort: 0, ToPort: 65_535, UserIdGroupPairs });
      return (await ingressTexts(stage, group)).map((line) => line.replace(group, 'ITSELF'));
    },
    aws: ['tcp 0-65535 ITSELF one another'],
  },
  {
    id: 'describe-joins-rules-of-one-port',
    run: async (stage) => {
      const group = await stage.newGroup();
      await authorize(
        stage,
        group,
        tcpPermission(22, '203.0.113.7/32'),
        tcpPermissionIpv6(22, '2001:db8::7/128'),
      );
      await authorize(stage, group, { IpProtocol: '-1', IpRanges: WORLD });
      const { SecurityGroups } = await stage.ec2.send(
        new DescribeSecurityGroupsCommand({ GroupIds: [group] }),
      );
      return (SecurityGroups?.[0]?.IpPermissions ?? [])
        .map((one) => ({
          protocol: one.IpProtocol ?? null,
          from: one.FromPort ?? null,
          ranges: [...(one.IpRanges ?? []).map(({ CidrIp }) => CidrIp ?? '')],
          ranges6: [...(one.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6 ?? '')],
        }))
        .sort((a, b) => ((a.protocol ?? '') < (b.protocol ?? '') ? -1 : 1));
    },
    aws: [
      { protocol: '-1', from: null, ranges: ['0.0.0.0/0'], ranges6: [] },
      { protocol: 'tcp', from: 22, ranges: ['203.0.113.7/32'], ranges6: ['2001:db8::7/128'] },
    ],
  },
  {
    id: 'dry-run',
    run: async (stage) => {
      const GroupId = await stage.newGroup();
      const IpPermissions = [tcpPermission(22, '203.0.113.7/32')];
      const command = new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions, DryRun: true });
      return {
        answer: await describeOutcome(stage.ec2.send(command)),
        rules: await ingressTexts(stage, GroupId),
      };
    },
    aws: { answer: 'DryRunOperation', rules: [] },
  },
];

export const AUTHORIZE_CASES: readonly ContractCase[] = [...ACCEPTED, ...REFUSED, ...DUPLICATES, ...ANSWERS];
