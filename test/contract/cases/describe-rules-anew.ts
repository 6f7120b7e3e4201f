import {
  type IpPermission,
  UpdateSecurityGroupRuleDescriptionsIngressCommand as UpdateDescriptionsCommand,
} from '@aws-sdk/client-ec2';
import type { ContractCase } from '#test/contract/case.ts';
import {
  type AwsFixture,
  authorize,
  ingressTexts,
  ingressRules,
  describeOutcome,
  tcpPermission,
  tcpPermissionIpv6,
} from '#test/contract/aws-fixture.ts';

const HERE = '203.0.113.7/32';
const WEB = `tcp 80-80 ${HERE} web`;

function describeAnew(stage: AwsFixture, GroupId: string, ...IpPermissions: IpPermission[]) {
  return stage.ec2.send(new UpdateDescriptionsCommand({ GroupId, IpPermissions }));
}

/** A group with the rule that is described anew, and with another one. */
async function groupOf(stage: AwsFixture, rule: IpPermission): Promise<string> {
  const group = await stage.newGroup();
  await authorize(stage, group, rule);
  await authorize(stage, group, tcpPermission(80, HERE, 'web'));
  return group;
}

/** Describes rules anew and tells how that went and what they are then. */
function describing(
  id: string,
  permissions: readonly IpPermission[],
  aws: ContractCase['aws'],
): ContractCase {
  return {
    id,
    run: async (stage) => {
      const group = await groupOf(stage, tcpPermission(22, HERE, 'words'));
      const answer = await describeOutcome(describeAnew(stage, group, ...permissions));
      return { answer, rules: await ingressTexts(stage, group) };
    },
    aws,
  };
}

const UNCHANGED = [`tcp 22-22 ${HERE} words`, WEB];

/** `UpdateSecurityGroupRuleDescriptionsIngress`. */
export const DESCRIBE_ANEW_CASES: readonly ContractCase[] = [
  describing('describe-anew', [tcpPermission(22, HERE, 'other words')], {
    answer: 'ok',
    rules: [`tcp 22-22 ${HERE} other words`, WEB],
  }),
  describing('describe-anew-together', [tcpPermission(22, HERE, 'one'), tcpPermission(80, HERE, 'two')], {
    answer: 'ok',
    rules: [`tcp 22-22 ${HERE} one`, `tcp 80-80 ${HERE} two`],
  }),
  describing('describe-anew-clears', [tcpPermission(22, HERE)], {
    answer: 'ok',
    rules: [`tcp 22-22 ${HERE}`, WEB],
  }),
  describing('describe-anew-unknown', [tcpPermission(22, HERE, 'new'), tcpPermission(443, HERE, 'new')], {
    answer: 'InvalidPermission.NotFound',
    rules: UNCHANGED,
  }),
  describing(
    'describe-anew-takes-the-exact-ports-only',
    [{ ...tcpPermission(22, HERE, 'new'), ToPort: 23 }],
    {
      answer: 'InvalidPermission.NotFound',
      rules: UNCHANGED,
    },
  ),
  describing('describe-anew-too-long', [tcpPermission(22, HERE, 'x'.repeat(256))], {
    answer: 'InvalidParameterValue',
    rules: UNCHANGED,
  }),
  describing('describe-anew-alphabet', [tcpPermission(22, HERE, 'café')], {
    answer: 'InvalidParameterValue',
    rules: UNCHANGED,
  }),
  {
    id: 'describe-anew-ipv6',
    run: async (stage) => {
      const group = await groupOf(stage, tcpPermissionIpv6(22, '2001:db8::7/128'));
      const Ipv6Ranges = [{ CidrIpv6: '2001:db8::7/128', Description: 'six' }];
      await describeAnew(stage, group, { ...tcpPermissionIpv6(22, ''), Ipv6Ranges });
      return ingressTexts(stage, group);
    },
    aws: ['tcp 22-22 2001:db8::7/128 six', WEB],
  },
  {
    id: 'describe-anew-keeps-the-id',
    run: async (stage) => {
      const group = await groupOf(stage, tcpPermission(22, HERE, 'words'));
      const ids = async () =>
        (await ingressRules(stage, group)).map((rule) => rule.SecurityGroupRuleId).sort();
      const before = await ids();
      await describeAnew(stage, group, tcpPermission(22, HERE, 'other words'));
      return JSON.stringify(await ids()) === JSON.stringify(before);
    },
    aws: true,
  },
  {
    id: 'describe-anew-answers-true',
    run: async (stage) => {
      const group = await groupOf(stage, tcpPermission(22, HERE, 'words'));
      const { Return } = await describeAnew(stage, group, tcpPermission(22, HERE, 'other words'));
      return { return: Return ?? null };
    },
    aws: { return: true },
  },
  {
    id: 'describe-anew-by-id',
    run: async (stage) => {
      const GroupId = await groupOf(stage, tcpPermission(22, HERE, 'words'));
      const rule = (await ingressRules(stage, GroupId)).find(({ FromPort }) => FromPort === 22);
      const SecurityGroupRuleDescriptions = [
        { SecurityGroupRuleId: rule?.SecurityGroupRuleId, Description: 'by id' },
      ];
      const command = new UpdateDescriptionsCommand({ GroupId, SecurityGroupRuleDescriptions });
      return {
        answer: await describeOutcome(stage.ec2.send(command)),
        rules: await ingressTexts(stage, GroupId),
      };
    },
    aws: { answer: 'ok', rules: [`tcp 22-22 ${HERE} by id`, WEB] },
  },
  {
    id: 'describe-anew-dry-run',
    run: async (stage) => {
      const GroupId = await groupOf(stage, tcpPermission(22, HERE, 'words'));
      const IpPermissions = [tcpPermission(22, HERE, 'other words')];
      const command = new UpdateDescriptionsCommand({ GroupId, IpPermissions, DryRun: true });
      return {
        answer: await describeOutcome(stage.ec2.send(command)),
        rules: await ingressTexts(stage, GroupId),
      };
    },
    aws: { answer: 'DryRunOperation', rules: UNCHANGED },
  },
];
