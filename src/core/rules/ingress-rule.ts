import { formatCidr, isSameCidr, type Cidr } from '#core/network/cidr.ts';
import { describeTraffic, toPortInterval, isSameTraffic, type Traffic } from '#core/network/traffic.ts';

/** The members of a group, of the same account and VPC unless it says otherwise. */
export interface GroupSource {
  readonly kind: 'security_group';
  readonly id: string;
  /** Null: AWS did not say, as of a group that has been deleted. */
  readonly ownerId: string | null;
  readonly vpcId?: string;
  /** `pcx-…`: it is on the other side of this peering. */
  readonly peeringId?: string;
  /** As AWS has it, e.g. `active` or `deleted`. */
  readonly peeringStatus?: string;
}

/** Where traffic may come from: addresses, the members of a group, or a prefix list. */
export type RuleSource =
  | { readonly kind: 'cidr'; readonly cidr: Cidr }
  | GroupSource
  | { readonly kind: 'prefix_list'; readonly id: string };

/** One inbound rule of a security group, the unit that EC2 knows: one source, one kind of traffic. */
export interface IngressRule {
  readonly source: RuleSource;
  readonly traffic: Traffic;
  /** Null where there is none, or where it was not read. */
  readonly description: string | null;
  /** `sgr-…`; null where AWS did not give it. */
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

/** Whether EC2 regards both as one rule: descriptions and ids play no part. */
export function isSameRule(a: IngressRule, b: IngressRule): boolean {
  return isSameSource(a.source, b.source) && isSameTraffic(a.traffic, b.traffic);
}

/** Rules never change, and of a thousand of them each is asked for its key at every stage of a call. */
const KNOWN_KEYS = new WeakMap<IngressRule, string>();

/** The same text for what EC2 regards as one rule, and a different one otherwise: {@link isSameRule} for many rules. */
export function ruleKey(rule: IngressRule): string {
  const known = KNOWN_KEYS.get(rule);
  if (known !== undefined) return known;
  const { source, traffic } = rule;
  const key = [source.kind, formatSource(source), traffic.protocol, ...toPortInterval(traffic)].join(' ');
  KNOWN_KEYS.set(rule, key);
  return key;
}

/** EC2 makes no difference between an empty description and none. */
export const isSameDescription = (a: IngressRule, b: IngressRule): boolean =>
  (a.description ?? '') === (b.description ?? '');

/** Rules by {@link ruleKey}; of equal ones the last. */
export const toRulesByKey = (rules: readonly IngressRule[]): Map<string, IngressRule> =>
  new Map(rules.map((rule) => [ruleKey(rule), rule]));

/** One of each rule, the first, in their order. */
export function dedupeRules(rules: readonly IngressRule[]): IngressRule[] {
  const seen = new Map<string, IngressRule>();
  for (const rule of rules) if (!seen.has(ruleKey(rule))) seen.set(ruleKey(rule), rule);
  return [...seen.values()];
}
