import { firstAddress, lastAddress, type Cidr } from '#core/network/cidr.ts';
import { dedupeRules, type IngressRule } from './ingress-rule.ts';
import { toFamilyTraffic, type RequestedTraffic } from '#core/network/port-list.ts';
import { protocolNumber } from '#core/network/protocol.ts';
import { toPortInterval } from '#core/network/traffic.ts';

/** Rules that were requested together. */
export interface RequestedRules {
  /** Each once: the addresses in their order, and for each the traffic in its order. */
  readonly rules: readonly IngressRule[];
  /** Pairs that let in some of the same packets. Both are made, so that either can be removed later without the other. */
  readonly overlaps: readonly (readonly [IngressRule, IngressRule])[];
}

/**
 * Combines every address with all the traffic.
 *
 * @param description - For each rule; null for none.
 * @throws WhitelistError `invalid_input` where an address's family has no such traffic
 */
export function buildRules(
  cidrs: readonly Cidr[],
  traffic: readonly RequestedTraffic[],
  description: string | null,
): RequestedRules {
  const rules = dedupeRules(
    cidrs.flatMap((cidr) =>
      traffic.map((requested): IngressRule => {
        const source = { kind: 'cidr', cidr } as const;
        return { source, traffic: toFamilyTraffic(requested, cidr.family), description, ruleId: null };
      }),
    ),
  );
  const overlaps = rules.flatMap((one, i) =>
    rules.slice(i + 1).flatMap((other) => (isOverlapping(one, other) ? [[one, other] as const] : [])),
  );
  return { rules, overlaps };
}

/** Whether some packet is let in by both. Sources by id count as no overlap, since their addresses are not known. */
function isOverlapping(
  { source: a, traffic: s }: IngressRule,
  { source: b, traffic: t }: IngressRule,
): boolean {
  if (a.kind !== 'cidr' || b.kind !== 'cidr' || a.cidr.family !== b.cidr.family) return false;
  const [p, q] = [protocolNumber(s.protocol), protocolNumber(t.protocol)];
  if (p !== q && p !== -1 && q !== -1) return false;
  const [sFrom, sTo] = toPortInterval(s);
  const [tFrom, tTo] = toPortInterval(t);
  const shareAddresses =
    firstAddress(a.cidr) <= lastAddress(b.cidr) && firstAddress(b.cidr) <= lastAddress(a.cidr);
  return shareAddresses && sFrom <= tTo && tFrom <= sTo;
}

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
