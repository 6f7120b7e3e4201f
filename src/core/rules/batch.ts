import { firstAddress, lastAddress, type Cidr } from '#core/network/cidr.ts';
import { dedupeRules, type IngressRule } from './ingress-rule.ts';
import { toFamilyTraffic, type RequestedTraffic } from '#core/network/port-list.ts';
import { protocolNumber } from '#core/network/protocol.ts';
import { toPortInterval } from '#core/network/traffic.ts';

/** Rules that were asked for together. */
export interface RequestedRules {
  /** Each once: addresses in their order, with the traffic of each in its order. */
  readonly rules: readonly IngressRule[];
  /** Pairs that let in some of the same packets. Both are made: whoever takes one away later keeps the other. */
  readonly overlaps: readonly (readonly [IngressRule, IngressRule])[];
}

/**
 * Every address with all the traffic.
 *
 * @param description - For each rule; null for none.
 * @throws WhitelistError `invalid_input` where the traffic is none of an address's family
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

/** Whether both let in a packet. Of sources by id nothing is known: they do not. */
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

/** Rules that go into one permission of EC2: of one traffic, by sources of one kind and family, none twice. */
export interface PermissionGroup {
  readonly traffic: IngressRule['traffic'];
  readonly sources: 'ipv4' | 'ipv6' | 'security_group' | 'prefix_list';
  readonly rules: readonly IngressRule[];
}

/**
 * The fewest permissions that hold these rules. EC2 refuses one permission with both families, and a call in which
 * a rule comes twice.
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
