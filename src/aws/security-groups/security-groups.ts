import { DescribeSecurityGroupRulesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { required } from '#aws/errors/unexpected-response.ts';
import { readAllPages } from '#aws/request/pages.ts';
import { send, type SendOptions } from '#aws/request/send.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { createRuleChanges } from './authorize-revoke.ts';
import { authorizeEach, revokeEach } from './change-rules.ts';
import { fromSecurityGroupRule } from './from-ec2.ts';
import type { SecurityGroups } from './group.ts';
import { createGroupReads } from './group-reads.ts';
import type { RecentChanges } from './recent-changes.ts';
import { createRuleUpdates } from './update-rules.ts';

/** Most that EC2 gives in one page (EC2 API reference). */
const PAGE_SIZE = 1000;

export function createSecurityGroups(
  ec2: () => EC2Client,
  where: { readonly region: Region; readonly source: string },
  options: SendOptions,
  recent: RecentChanges,
): SecurityGroups {
  const attempt = (action: string, changes: boolean, groupId?: string) => ({
    action: `ec2:${action}`,
    ...where,
    changes,
    ...(groupId !== undefined && { groupId }),
  });
  const reads = {
    ...createGroupReads({ ec2, attempt, options }),

    async describeRules(id: SecurityGroupId): Promise<IngressRule[]> {
      const Filters = [{ Name: 'group-id', Values: [id] }];
      const pages = await readAllPages((NextToken) =>
        send(attempt('DescribeSecurityGroupRules', false, id), options, (o) =>
          ec2().send(
            new DescribeSecurityGroupRulesCommand({ Filters, MaxResults: PAGE_SIZE, ...NextToken }),
            o,
          ),
        ),
      );
      return pages
        .flatMap((page) => required(page.SecurityGroupRules, 'security group rules'))
        .filter((wire) => !required(wire.IsEgress, 'the direction of a rule'))
        .map(fromSecurityGroupRule)
        .filter((rule) => rule !== null);
    },
  };
  const settings = { ec2, attempt, options, reads, recent };
  const groups: Omit<SecurityGroups, 'authorizeEach' | 'revokeEach'> = {
    ...reads,
    async describe(id) {
      const [group] = await recent.readUntilConsistent(
        async () => [await reads.describe(id)],
        options.signal,
      );
      return required(group, `the security group ${id}`);
    },
    async describeRules(id) {
      const seen = await recent.readUntilConsistent(
        async () => [{ id, rules: await reads.describeRules(id) }],
        options.signal,
      );
      return seen.flatMap(({ rules }) => rules);
    },
    peek: (id) => reads.describe(id),
    describeAll: () => recent.readUntilConsistent(() => reads.describeAll(), options.signal),
    ...createRuleChanges(settings),
    ...createRuleUpdates(settings),
  };
  return {
    ...groups,
    authorizeEach: (id, rules, before) => authorizeEach(groups, id, rules, before),
    revokeEach: (id, rules, before) => revokeEach(groups, id, rules, before),
  };
}
