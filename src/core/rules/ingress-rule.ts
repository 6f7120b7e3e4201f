import { formatCidr, isSameCidr, type Cidr } from '#core/network/cidr.ts';
import { describeTraffic, toPortInterval, isSameTraffic, type Traffic } from '#core/network/traffic.ts';

/** Where traffic may come from: addresses, the members of a group, or a prefix list. */
export type RuleSource =
  | { readonly kind: 'cidr'; readonly cidr: Cidr }
  | { readonly kind: 'security_group'; readonly id: string; readonly ownerId: string | null }
  | { readonly kind: 'prefix_list'; readonly id: string };

/** One inbound rule of a security group, the unit that EC2 knows: one source, one kind of traffic. */
export interface IngressRule {
  readonly source: RuleSource;
  readonly traffic: Traffic;
  /** Null where there is none, or where AWS was not asked for it. */
  readonly description: string | null;
  /** `sgr-…`; null where AWS did not tell it. */
  readonly ruleId: string | null;
}

export function formatSource(source: RuleSource): string {
  return source.kind === 'cidr' ? formatCidr(source.cidr) : source.id;
}

/** `tcp 443 from 203.0.113.7/32` */
export function describeRule(rule: IngressRule): string {
  return `${describeTraffic(rule.traffic)} from ${formatSource(rule.source)}`;
}

function isSameSource(a: RuleSource, b: RuleSource): boolean {
  if (a.kind === 'cidr') return b.kind === 'cidr' && isSameCidr(a.cidr, b.cidr);
  return a.kind === b.kind && a.id === b.id;
}

/** Whether EC2 takes both for one rule: descriptions and ids play no part. */
export function isSameRule(a: IngressRule, b: IngressRule): boolean {
  return isSameSource(a.source, b.source) && isSameTraffic(a.traffic, b.traffic);
}

/** The same text for what EC2 takes for one rule, and another for every other: {@link isSameRule} for many rules. */
export function ruleKey({ source, traffic }: IngressRule): string {
  return [source.kind, formatSource(source), traffic.protocol, ...toPortInterval(traffic)].join(' ');
}

/** One of each rule, the first, in their order. */
export function dedupeRules(rules: readonly IngressRule[]): IngressRule[] {
  const seen = new Map<string, IngressRule>();
  for (const rule of rules) if (!seen.has(ruleKey(rule))) seen.set(ruleKey(rule), rule);
  return [...seen.values()];
}
