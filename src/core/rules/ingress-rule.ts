import { formatCidr, sameCidr, type Cidr } from '#core/network/cidr.ts';
import { describeTraffic, interval, sameTraffic, type Traffic } from '#core/network/traffic.ts';

/** Where traffic may come from: addresses, the members of a group, or a prefix list. */
export type Source =
  | { readonly kind: 'cidr'; readonly cidr: Cidr }
  | { readonly kind: 'security_group'; readonly id: string; readonly ownerId: string | null }
  | { readonly kind: 'prefix_list'; readonly id: string };

/** One inbound rule of a security group, the unit that EC2 knows: one source, one kind of traffic. */
export interface IngressRule {
  readonly source: Source;
  readonly traffic: Traffic;
  /** Null where there is none, or where AWS was not asked for it. */
  readonly description: string | null;
  /** `sgr-…`; null where AWS did not tell it. */
  readonly ruleId: string | null;
}

export function formatSource(source: Source): string {
  return source.kind === 'cidr' ? formatCidr(source.cidr) : source.id;
}

/** `tcp 443 from 203.0.113.7/32` */
export function describeRule(rule: IngressRule): string {
  return `${describeTraffic(rule.traffic)} from ${formatSource(rule.source)}`;
}

function sameSource(a: Source, b: Source): boolean {
  if (a.kind === 'cidr') return b.kind === 'cidr' && sameCidr(a.cidr, b.cidr);
  return a.kind === b.kind && a.id === b.id;
}

/** Whether EC2 takes both for one rule: descriptions and ids play no part. */
export function sameRule(a: IngressRule, b: IngressRule): boolean {
  return sameSource(a.source, b.source) && sameTraffic(a.traffic, b.traffic);
}

/** The same text for what EC2 takes for one rule, and another for every other: {@link sameRule} for many rules. */
export function ruleKey({ source, traffic }: IngressRule): string {
  return [source.kind, formatSource(source), traffic.protocol, ...interval(traffic)].join(' ');
}

/** One of each rule, the first, in their order. */
export function withoutRepeats(rules: readonly IngressRule[]): IngressRule[] {
  const seen = new Map<string, IngressRule>();
  for (const rule of rules) if (!seen.has(ruleKey(rule))) seen.set(ruleKey(rule), rule);
  return [...seen.values()];
}
