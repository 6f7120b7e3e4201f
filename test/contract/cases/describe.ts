import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  paginateDescribeSecurityGroupRules,
} from '@aws-sdk/client-ec2';
import type { ContractCase } from '#test/contract/case.ts';
import {
  authorize,
  createClients,
  ingressRules,
  describeOutcome,
  tcpPermission,
} from '#test/contract/aws-fixture.ts';

const LISTS: ContractCase[] = [
  {
    id: 'list-rules-by-pages',
    run: async (stage) => {
      const group = await stage.newGroup();
      await authorize(
        stage,
        group,
        ...Array.from({ length: 12 }, (_, n) => tcpPermission(1000 + n, '203.0.113.7/32')),
      );
      const pages: number[] = [];
      const seen = new Set<string>();
      const Filters = [{ Name: 'group-id', Values: [group] }];
      for await (const page of paginateDescribeSecurityGroupRules(
        { client: stage.ec2, pageSize: 5 },
        { Filters },
      )) {
        pages.push(page.SecurityGroupRules?.length ?? 0);
        for (const rule of page.SecurityGroupRules ?? []) seen.add(rule.SecurityGroupRuleId ?? '');
      }
      return { pages, different: seen.size };
    },
    // Twelve rules in and the one that lets everything out.
    aws: { pages: [5, 5, 3], different: 13 },
  },
  {
    id: 'list-page-size-bounds',
    run: (stage) => describeOutcome(stage.ec2.send(new DescribeSecurityGroupRulesCommand({ MaxResults: 4 }))),
    aws: 'InvalidParameterValue',
  },
  {
    id: 'list-rules-unknown-filter',
    run: (stage) => {
      const Filters = [{ Name: 'is-egress', Values: ['false'] }];
      return describeOutcome(stage.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters })));
    },
    aws: 'InvalidParameterValue',
  },
  {
    id: 'list-groups-by-vpc',
    run: async (stage) => {
      const [inside, outside] = [await stage.newGroup('other'), await stage.newGroup('default')];
      const Filters = [{ Name: 'vpc-id', Values: [stage.vpcs.other] }];
      const { SecurityGroups = [] } = await stage.ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
      const ids = SecurityGroups.map(({ GroupId }) => GroupId);
      return [ids.includes(inside), ids.includes(outside)];
    },
    aws: [true, false],
  },
  {
    id: 'tags-on-new-rules',
    run: async (stage) => {
      const GroupId = await stage.newGroup();
      const Tags = [{ Key: 'holder', Value: 'maria' }];
      await stage.ec2.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId,
          IpPermissions: [tcpPermission(22, '203.0.113.7/32')],
          TagSpecifications: [{ ResourceType: 'security-group-rule', Tags }],
        }),
      );
      const Filters = [
        { Name: 'tag:holder', Values: ['maria'] },
        { Name: 'group-id', Values: [GroupId] },
      ];
      const found = await stage.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
      return (found.SecurityGroupRules ?? []).map(({ Tags: tags }) => tags?.[0]?.Value ?? null);
    },
    aws: ['maria'],
  },
  {
    id: 'tags-put-on-a-rule',
    run: async (stage) => {
      const group = await stage.newGroup();
      await authorize(stage, group, tcpPermission(22, '203.0.113.7/32'));
      const [rule] = await ingressRules(stage, group);
      const Resources = [rule?.SecurityGroupRuleId ?? ''];
      await stage.ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: 'a', Value: 'b' }] }));
      const [tagged] = await ingressRules(stage, group);
      return tagged?.Tags?.map(({ Key, Value }) => `${Key}=${Value}`) ?? [];
    },
    aws: ['a=b'],
  },
  {
    id: 'list-regions',
    run: async (stage) => {
      const { Regions = [] } = await stage.ec2.send(
        new DescribeRegionsCommand({ RegionNames: ['eu-west-1'] }),
      );
      return Regions.map(({ RegionName }) => RegionName ?? null);
    },
    aws: ['eu-west-1'],
  },
];

const GROUPS: ContractCase[] = [
  {
    id: 'group-unknown',
    run: (stage) =>
      describeOutcome(
        stage.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-0fffffffffffffff0'] })),
      ),
    aws: 'InvalidGroup.NotFound',
  },
  {
    id: 'group-malformed',
    run: (stage) =>
      describeOutcome(stage.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['banana'] }))),
    aws: 'InvalidGroupId.Malformed',
  },
  {
    id: 'group-of-another-region',
    run: async (stage) => {
      const group = await stage.newGroup();
      const elsewhere = createClients({ ...stage.target, region: 'eu-west-1' });
      return describeOutcome(elsewhere.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [group] })));
    },
    aws: 'InvalidGroup.NotFound',
  },
  {
    id: 'group-name-taken',
    run: async (stage) => {
      const group = { GroupName: `taken-${Date.now()}`, Description: 'd', VpcId: stage.vpcs.other };
      await stage.ec2.send(new CreateSecurityGroupCommand(group));
      return describeOutcome(stage.ec2.send(new CreateSecurityGroupCommand(group)));
    },
    aws: 'InvalidGroup.Duplicate',
  },
  {
    id: 'group-in-use-stays',
    run: async (stage) => {
      const [source, group] = [await stage.newGroup(), await stage.newGroup()];
      await authorize(stage, group, { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: source }] });
      const first = await describeOutcome(
        stage.ec2.send(new DeleteSecurityGroupCommand({ GroupId: source })),
      );
      const second = await describeOutcome(
        stage.ec2.send(new DeleteSecurityGroupCommand({ GroupId: group })),
      );
      return [first, second];
    },
    aws: ['DependencyViolation', 'ok'],
  },
];

export const DESCRIBE_CASES: readonly ContractCase[] = [...LISTS, ...GROUPS];
