import { FAMILIES, type Family } from '#core/network/address.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { findMerges, type Merge } from './merges.ts';
import { findNeededRules, findRuleIssues } from './findings.ts';

/**
 * How many rules a group may have by default, in each direction and of each family apart. The account's own figure is
 * L-0EA8095F of Service Quotas (Amazon VPC user guide, "Amazon VPC quotas").
 */
export const DEFAULT_RULE_LIMIT = 60;

/** How many rules of the quota, in each family. */
export type FamilyCount = Readonly<Record<Family, number>>;

/** Something that could be done without letting in anything more or less; all of them can be done together. */
export type QuotaSaving = { readonly frees: FamilyCount } & (
  | { readonly kind: 'shadowed'; readonly rule: IngressRule; readonly by: readonly IngressRule[] }
  | { readonly kind: 'merge'; readonly merge: Merge }
);

export interface QuotaCheck {
  /** What the group's rules take now, as far as it is known. */
  readonly used: FamilyCount;
  /** What may be added, in the order given; a later rule may fit where an earlier one does not. */
  readonly fits: readonly IngressRule[];
  readonly over: readonly IngressRule[];
  /** By how many rules all of it would exceed the limit; 0 in a family to which nothing would be added. */
  readonly missing: FamilyCount;
  /**
   * Rules, existing or wanted, by prefix lists. Each costs as many rules as its list may have entries, used or not; an
   * AWS-managed list costs its weight. Neither is known here: whether such a wanted rule fits is not known, and an
   * existing one may leave less room than is said here.
   */
  readonly unknown: readonly IngressRule[];
  /** What would make room in the families that lack it. */
  readonly room: readonly QuotaSaving[];
}

interface QuotaInput {
  readonly existing: readonly IngressRule[];
  /** Without rules that exist already, each once. */
  readonly wanted: readonly IngressRule[];
  /** Default {@link DEFAULT_RULE_LIMIT}. */
  readonly limit?: number;
}

const NO_RULES: FamilyCount = { 4: 0, 6: 0 };

/** Whether wanted inbound rules fit into a group. */
export function checkQuota({ existing, wanted, limit = DEFAULT_RULE_LIMIT }: QuotaInput): QuotaCheck {
  const used = totalCost(existing);
  const requested = totalCost(wanted);
  let taken = used;
  const [fits, over, unknown]: [IngressRule[], IngressRule[], IngressRule[]] = [[], [], []];
  unknown.push(...existing.filter((rule) => quotaCost(rule) === null));
  for (const rule of wanted) {
    const cost = quotaCost(rule);
    if (cost === null) unknown.push(rule);
    else if (FAMILIES.some((family) => cost[family] > 0 && taken[family] + cost[family] > limit))
      over.push(rule);
    else {
      taken = addCounts(taken, cost);
      fits.push(rule);
    }
  }
  const missingIn = (family: Family) =>
    requested[family] > 0 ? Math.max(0, used[family] + requested[family] - limit) : 0;
  const missing = { 4: missingIn(4), 6: missingIn(6) };
  const helps = ({ frees }: QuotaSaving) =>
    FAMILIES.some((family) => missing[family] > 0 && frees[family] > 0);
  return { used, fits, over, missing, unknown, room: findSavings(existing).filter(helps) };
}

/**
 * Null where it depends on a prefix list. A group counts in both families, whatever its
 * members have: "A rule that references a security group … counts as one rule for IPv4 and one rule for IPv6"
 * (Amazon VPC user guide, "Amazon VPC quotas").
 */
function quotaCost({ source }: IngressRule): FamilyCount | null {
  if (source.kind === 'security_group') return { 4: 1, 6: 1 };
  if (source.kind === 'prefix_list') return null;
  return { ...NO_RULES, [source.cidr.family]: 1 };
}

const addCounts = (a: FamilyCount, b: FamilyCount): FamilyCount => ({ 4: a[4] + b[4], 6: a[6] + b[6] });

const totalCost = (rules: readonly IngressRule[]): FamilyCount =>
  rules.map((rule) => quotaCost(rule) ?? NO_RULES).reduce(addCounts, NO_RULES);

function findSavings(existing: readonly IngressRule[]): QuotaSaving[] {
  const frees = (gone: readonly IngressRule[], come: readonly IngressRule[]): FamilyCount => {
    const [before, after] = [totalCost(gone), totalCost(come)];
    return { 4: before[4] - after[4], 6: before[6] - after[6] };
  };
  const needed = findNeededRules(existing);
  const shadowed = findRuleIssues(existing, [], needed).filter(({ shadowedBy }) => shadowedBy.length > 0);
  return [
    ...shadowed.map(({ rule, shadowedBy: by }): QuotaSaving => ({
      kind: 'shadowed',
      frees: frees([rule], []),
      rule,
      by,
    })),
    ...findMerges(existing, needed.needed).map((merge): QuotaSaving => ({
      kind: 'merge',
      frees: frees(merge.rules, [merge.into]),
      merge,
    })),
  ];
}
