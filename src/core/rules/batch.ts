import type { Cidr } from '#core/network/cidr.ts';
import { dedupeRules, type IngressRule } from './ingress-rule.ts';
import { toFamilyTraffic, type RequestedTraffic } from '#core/network/port-list.ts';
import { toPortInterval } from '#core/network/traffic.ts';

/**
 * Combines every address with all the traffic, each rule once: the addresses in their order, and for each the traffic in
 * its order.
 *
 * @param description - For each rule; null for none.
 * @throws WhitelistError `invalid_input` where an address's family has no such traffic
 */
export const buildRules = (
  cidrs: readonly Cidr[],
  traffic: readonly RequestedTraffic[],
  description: string | null,
): readonly IngressRule[] =>
  dedupeRules(
    cidrs.flatMap((cidr) =>
      traffic.map((requested): IngressRule => {
        const source = { kind: 'cidr', cidr } as const;
        return { source, traffic: toFamilyTraffic(requested, cidr.family), description, ruleId: null };
      }),
    ),
  );

/** Rules that go into one permission of EC2: the same traffic, sources of one kind and family, none twice. */
export interface PermissionGroup {
  readonly traffic: IngressRule['traffic'];
  readonly sources: 'ipv4' | 'ipv6' | 'security_group' | 'prefix_list';
  readonly rules: readonly IngressRule[];
}

/**
 * The fewest permissions that contain these rules. EC2 refuses a permission with both families, and a request with the
 * same rule twice.
 */
export function groupIntoPermissions(rules: readonly IngressRule[]): PermissionGroup[] {
  const parts = new Map<string, PermissionGroup & { readonly rules: IngressRule[] }>();
  for (const rule of dedupeRules(rules)) {
    const { source, traffic } = rule;
    const sources = source.kind === 'cidr' ? (`ipv${source.cidr.family}` as const) : source.kind;
    const key = [sources, traffic.protocol, ...toPortInterval(traffic)].join(' ');
    const part = parts.get(key);
    if (part) part.rules.push(rule);
    else parts.set(key, { traffic, sources, rules: [rule] });
  }
  return [...parts.values()];
}
