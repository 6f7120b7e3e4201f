import {
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { Region } from '#core/identifiers/regions.ts';
import { changes } from './changes.ts';
import { authorizeEach, revokeEach } from './each-rule.ts';
import type { Group, SecurityGroups } from './group.ts';
import { fromSecurityGroupRule } from './ip-permission.ts';
import { allPages } from '#aws/request/pages.ts';
import type { RecentChanges } from './recent-changes.ts';
import { rewrites } from './rewrites.ts';
import { send, type SendOptions } from '#aws/request/send.ts';
import { present, strange } from '#aws/errors/strange.ts';
import { toGroup } from './wire-group.ts';

/** Most that EC2 gives in one page of either Describe call (EC2 API reference). */
const PAGE = 1000;

export function securityGroups(
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
    async describe(id: SecurityGroupId): Promise<Group> {
      const { SecurityGroups: found } = await send(
        attempt('DescribeSecurityGroups', false, id),
        options,
        (o) => ec2().send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }), o),
      );
      const [wire] = found ?? [];
      const group = toGroup(present(wire, `the security group ${id} it was asked for`));
      if (group.id === id) return group;
      throw strange(`with the security group ${group.id} in the place of ${id}`);
    },

    async describeAll(): Promise<Group[]> {
      const pages = await allPages((NextToken) =>
        send(attempt('DescribeSecurityGroups', false), options, (o) =>
          ec2().send(new DescribeSecurityGroupsCommand({ MaxResults: PAGE, ...NextToken }), o),
        ),
      );
      return pages.flatMap((page) => present(page.SecurityGroups, 'security groups')).map(toGroup);
    },

    async describeRules(id: SecurityGroupId): Promise<IngressRule[]> {
      const Filters = [{ Name: 'group-id', Values: [id] }];
      const pages = await allPages((NextToken) =>
        send(attempt('DescribeSecurityGroupRules', false, id), options, (o) =>
          ec2().send(new DescribeSecurityGroupRulesCommand({ Filters, MaxResults: PAGE, ...NextToken }), o),
        ),
      );
      return pages
        .flatMap((page) => present(page.SecurityGroupRules, 'security group rules'))
        .filter((wire) => !present(wire.IsEgress, 'the direction of a rule'))
        .map(fromSecurityGroupRule)
        .filter((rule) => rule !== null);
    },
  };
  const settings = { ec2, attempt, options, reads, recent };
  const groups: Omit<SecurityGroups, 'authorizeEach' | 'revokeEach'> = {
    ...reads,
    async describe(id) {
      const [group] = await recent.caughtUp(async () => [await reads.describe(id)], options.signal);
      return present(group, `the security group ${id}`);
    },
    async describeRules(id) {
      const seen = await recent.caughtUp(
        async () => [{ id, rules: await reads.describeRules(id) }],
        options.signal,
      );
      return seen.flatMap(({ rules }) => rules);
    },
    glance: (id) => reads.describe(id),
    describeAll: () => recent.caughtUp(() => reads.describeAll(), options.signal),
    ...changes(settings),
    ...rewrites(settings),
  };
  return {
    ...groups,
    authorizeEach: (id, rules, before) => authorizeEach(groups, id, rules, before),
    revokeEach: (id, rules, before) => revokeEach(groups, id, rules, before),
  };
}
