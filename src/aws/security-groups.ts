import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupIngressCommand,
  type EC2Client,
  type RevokeSecurityGroupIngressCommandInput,
  type RevokeSecurityGroupIngressCommandOutput,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { WhitelistError } from '../core/errors.ts';
import type { SecurityGroupId } from '../core/ids.ts';
import { sameRule, type IngressRule } from '../core/ingress-rule.ts';
import type { Region } from '../core/regions.ts';
import type { Group, Revoked, SecurityGroups } from './group.ts';
import { fromIpPermission, fromSecurityGroupRule, toIpPermission } from './ip-permission.ts';
import { followsLostAnswer } from './lost-answers.ts';
import { allPages } from './pages.ts';
import { send, type SendOptions } from './send.ts';

/** Most that EC2 gives in one page of either Describe call (EC2 API reference). */
const PAGE = 1000;
const ALREADY_THERE = ['InvalidPermission.Duplicate'];
const NOT_THERE = ['InvalidPermission.NotFound', 'InvalidSecurityGroupRuleId.NotFound'];

export function securityGroups(
  ec2: () => EC2Client,
  where: { readonly region: Region; readonly source: string },
  options: SendOptions,
): SecurityGroups {
  const attempt = (action: string, changes: boolean, groupId?: string) => ({
    action: `ec2:${action}`,
    ...where,
    changes,
    ...(groupId !== undefined && { groupId }),
  });
  return {
    async describe(id) {
      const { SecurityGroups: found = [] } = await send(
        attempt('DescribeSecurityGroups', false, id),
        options,
        (o) => ec2().send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }), o),
      );
      const [group] = found;
      if (group) return toGroup(group);
      throw new WhitelistError(
        'aws_error',
        `AWS answered without the security group ${id} it was asked for.`,
      );
    },

    async describeAll() {
      const pages = await allPages((NextToken) =>
        send(attempt('DescribeSecurityGroups', false), options, (o) =>
          ec2().send(new DescribeSecurityGroupsCommand({ MaxResults: PAGE, ...NextToken }), o),
        ),
      );
      return pages.flatMap((page) => page.SecurityGroups ?? []).map(toGroup);
    },

    async describeRules(id) {
      const Filters = [{ Name: 'group-id', Values: [id] }];
      const pages = await allPages((NextToken) =>
        send(attempt('DescribeSecurityGroupRules', false, id), options, (o) =>
          ec2().send(new DescribeSecurityGroupRulesCommand({ Filters, MaxResults: PAGE, ...NextToken }), o),
        ),
      );
      return pages
        .flatMap((page) => page.SecurityGroupRules ?? [])
        .filter((wire) => !wire.IsEgress)
        .map(fromSecurityGroupRule)
        .filter((rule) => rule !== null);
    },

    async authorize(id, rules) {
      const command = new AuthorizeSecurityGroupIngressCommand({
        GroupId: id,
        IpPermissions: rules.map(toIpPermission),
      });
      try {
        const answer = await send(attempt('AuthorizeSecurityGroupIngress', true, id), options, (o) =>
          ec2().send(command, o),
        );
        const made = (answer.SecurityGroupRules ?? [])
          .map(fromSecurityGroupRule)
          .filter((rule) => rule !== null);
        const added = rules.map((rule) => made.find((m) => sameRule(m, rule)) ?? rule);
        return { added, alreadyPresent: false, retried: followsLostAnswer(answer) };
      } catch (error) {
        if (!isCode(error, ALREADY_THERE)) throw error;
        return { added: [], alreadyPresent: true, retried: followsLostAnswer(error.details.cause) };
      }
    },

    revoke(id, rules) {
      // A description would play no part, so it is not sent.
      const permissions = rules.map((rule) => toIpPermission({ ...rule, description: null }));
      return revokeWith(id, { IpPermissions: permissions }, rules);
    },

    revokeById: (id, ruleId) => revokeWith(id, { SecurityGroupRuleIds: [ruleId] }, []),
  };

  /** Other VPCs than the default one answer "not found" for the whole request; both come out the same here. */
  async function revokeWith(
    id: SecurityGroupId,
    selector: Pick<RevokeSecurityGroupIngressCommandInput, 'IpPermissions' | 'SecurityGroupRuleIds'>,
    rules: readonly IngressRule[],
  ): Promise<Revoked> {
    const command = new RevokeSecurityGroupIngressCommand({ GroupId: id, ...selector });
    try {
      const answer = await send(attempt('RevokeSecurityGroupIngress', true, id), options, (o) =>
        ec2().send(command, o),
      );
      return { ...revokedBy(answer, rules), retried: followsLostAnswer(answer) };
    } catch (error) {
      if (!isCode(error, NOT_THERE)) throw error;
      return { matched: false, removed: [], retried: followsLostAnswer(error.details.cause) };
    }
  }
}

/** The default VPC answers an unknown permission with success and a list (EC2 API, UnknownIpPermissions). */
function revokedBy(
  answer: RevokeSecurityGroupIngressCommandOutput,
  asked: readonly IngressRule[],
): Omit<Revoked, 'retried'> {
  const told = (answer.RevokedSecurityGroupRules ?? [])
    .map(fromSecurityGroupRule)
    .filter((rule) => rule !== null);
  if (told.length > 0) return { matched: true, removed: told };
  const unknown = (answer.UnknownIpPermissions ?? []).flatMap(fromIpPermission);
  const removed = asked.filter((rule) => !unknown.some((u) => sameRule(u, rule)));
  return { matched: removed.length > 0 || (asked.length === 0 && unknown.length === 0), removed };
}

function toGroup(wire: SecurityGroup): Group {
  return {
    id: wire.GroupId ?? '',
    name: wire.GroupName ?? '',
    description: wire.Description ?? '',
    vpcId: wire.VpcId ?? null,
    tags: new Map((wire.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    rules: (wire.IpPermissions ?? []).flatMap(fromIpPermission),
  };
}

function isCode(error: unknown, codes: readonly string[]): error is WhitelistError {
  return error instanceof WhitelistError && codes.includes(error.details.aws?.code ?? '');
}
