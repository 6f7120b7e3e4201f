import { ServiceError } from '#sandbox/protocol/errors.ts';
import { resourcesOf } from '#sandbox/state/resources.ts';
import type { Rule, RuleSpec, RegionState } from '#sandbox/state/state.ts';

/**
 * What a set of rules of one direction costs of the quota, by address family. A CIDR costs one of its own family;
 * a prefix list costs its maximum of entries, however few it holds; a group costs one, here in both families,
 * since it lets both in (AWS documents the one, not where it is counted).
 */
export function quotaCost(
  rules: readonly RuleSpec[],
  lists: RegionState['prefixLists'],
): { ipv4: number; ipv6: number } {
  const cost = { ipv4: 0, ipv6: 0 };
  for (const { source } of rules) {
    if (source.kind === 'group') {
      cost.ipv4 += 1;
      cost.ipv6 += 1;
    } else if (source.kind === 'prefix-list') {
      const list = lists.find(({ id }) => id === source.id);
      cost[list?.family ?? 'ipv4'] += list?.maxEntries ?? 1;
    } else {
      cost[source.kind] += 1;
    }
  }
  return cost;
}

/** Refuses a direction of a group that is over its quota. @throws ServiceError `RulesPerSecurityGroupLimitExceeded` */
export function checkQuota(rules: readonly Rule[], region: RegionState): void {
  const { ipv4, ipv6 } = quotaCost(rules, region.prefixLists);
  const { rulesPerGroup } = resourcesOf(region);
  if (ipv4 <= rulesPerGroup && ipv6 <= rulesPerGroup) return;
  throw new ServiceError(
    'RulesPerSecurityGroupLimitExceeded',
    'The maximum number of rules per security group has been reached.',
  );
}
