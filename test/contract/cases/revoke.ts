import { RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import type { ContractCase } from '#test/contract/case.ts';
import {
  type AwsFixture,
  type VpcKind,
  authorize,
  ingressTexts,
  ingressRules,
  describeOutcome,
  revoke,
  tcpPermission,
  tcpPermissionIpv6,
} from '#test/contract/aws-fixture.ts';

const HERE = '203.0.113.7/32';

async function revokeById(stage: AwsFixture, GroupId: string, ...SecurityGroupRuleIds: string[]) {
  return stage.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds }));
}

/** Revokes one rule that is there and one that is not, in one call. */
function halfUnknown(id: string, kind: VpcKind, aws: ContractCase['aws']): ContractCase {
  return {
    id,
    run: async (stage) => {
      const group = await stage.newGroup(kind);
      await authorize(stage, group, tcpPermission(22, HERE));
      let unknown: string[] = [];
      const answer = await describeOutcome(
        revoke(stage, group, tcpPermission(22, HERE), tcpPermission(80, HERE)).then(
          ({ UnknownIpPermissions = [] }) => {
            unknown = UnknownIpPermissions.map((one) => `${one.IpProtocol} ${one.FromPort}-${one.ToPort}`);
          },
        ),
      );
      return { answer, unknown, rules: await ingressTexts(stage, group) };
    },
    aws,
  };
}

export const REVOKE_CASES: readonly ContractCase[] = [
  {
    id: 'revoke-by-id',
    run: async (stage) => {
      const group = await stage.newGroup();
      await authorize(stage, group, tcpPermission(22, HERE), tcpPermissionIpv6(22, '2001:db8::7/128'));
      const rule = (await ingressRules(stage, group)).find(({ CidrIpv6 }) => CidrIpv6 !== undefined);
      await revokeById(stage, group, rule?.SecurityGroupRuleId ?? '');
      return ingressTexts(stage, group);
    },
    aws: [`tcp 22-22 ${HERE}`],
  },
  {
    id: 'revoke-answers-what-it-removed',
    run: async (stage) => {
      const group = await stage.newGroup();
      await authorize(stage, group, tcpPermission(22, HERE, 'words'));
      const [rule] = await ingressRules(stage, group);
      const { Return, RevokedSecurityGroupRules = [] } = await revoke(stage, group, tcpPermission(22, HERE));
      return {
        return: Return ?? null,
        revoked: RevokedSecurityGroupRules.map((one) => [
          one.SecurityGroupRuleId === rule?.SecurityGroupRuleId,
          one.CidrIpv4 ?? null,
          one.Description ?? null,
        ]),
      };
    },
    aws: { return: true, revoked: [[true, HERE, 'words']] },
  },
  {
    id: 'revoke-leaves-descriptions-aside',
    run: async (stage) => {
      const group = await stage.newGroup();
      await authorize(stage, group, tcpPermission(22, HERE, 'words'));
      const answer = await describeOutcome(revoke(stage, group, tcpPermission(22, HERE, 'other words')));
      return { answer, rules: await ingressTexts(stage, group) };
    },
    aws: { answer: 'ok', rules: [] },
  },
  {
    id: 'revoke-takes-the-exact-ports-only',
    run: async (stage) => {
      const group = await stage.newGroup();
      await authorize(stage, group, { ...tcpPermission(8000, HERE), ToPort: 8010 });
      return describeOutcome(revoke(stage, group, tcpPermission(8005, HERE)));
    },
    aws: 'InvalidPermission.NotFound',
  },
  {
    id: 'revoke-unknown-rule-id',
    run: async (stage) => describeOutcome(revokeById(stage, await stage.newGroup(), 'sgr-0fffffffffffffff0')),
    aws: 'InvalidSecurityGroupRuleId.NotFound',
  },
  halfUnknown('revoke-unknown-default-vpc', 'default', {
    answer: 'ok',
    unknown: ['tcp 80-80'],
    rules: [],
  }),
  halfUnknown('revoke-unknown-other-vpc', 'other', {
    answer: 'InvalidPermission.NotFound',
    unknown: [],
    rules: [`tcp 22-22 ${HERE}`],
  }),
];
