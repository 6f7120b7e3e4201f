import { addressBits } from '#core/network/address.ts';
import { formatCidr, isSameCidr, type Cidr } from '#core/network/cidr.ts';
import { ruleKey, toRulesByKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { translateTraffic } from '#core/network/icmp.ts';
import type { DescriptionUpdate } from '#core/rules/description-update.ts';
import { planGrant, type GrantPlan } from './plan-changes.ts';
import type { HolderName } from './holder.ts';
import type { Moment } from './moment.ts';
import { isExpired, isLaterEnd, removeGrant } from './grant.ts';
import { parseNote, formatNote, type Grant } from './note.ts';

/** A holder's grant on a rule for addresses, which has not expired. */
export interface RuleGrant {
  readonly rule: IngressRule;
  readonly cidr: Cidr;
  readonly own: Grant;
}

/** @param now - AWS's time. */
export function findRuleGrants(rules: readonly IngressRule[], holder: HolderName, now: Date): RuleGrant[] {
  return rules.flatMap((rule) => {
    const grant = parseNote(rule.description)?.holders.find((one) => one.holder === holder);
    if (!grant || rule.source.kind !== 'cidr' || isExpired(grant, now)) return [];
    return [{ rule, cidr: rule.source.cidr, own: grant }];
  });
}

/** Whether it is one address rather than a network. */
export const isSingleAddress = ({ family, prefix }: Cidr): boolean => prefix === addressBits(family);

export const includesCidr = (cidr: Cidr, cidrs: readonly Cidr[]): boolean =>
  cidrs.some((one) => isSameCidr(one, cidr));

export interface MoveRequest {
  readonly holder: HolderName;
  readonly from: readonly Cidr[];
  /** None of them among `from`; at least one. */
  readonly to: readonly Cidr[];
  /** Keys of the rules to move, of those at the old addresses. Default: all. */
  readonly only?: ReadonlySet<string>;
}

/** One rule at an old address, and what replaces it. */
export interface RuleMove {
  /** As it is in the group. */
  readonly rule: IngressRule;
  readonly own: Grant;
  /** At the new addresses, as they are created where they do not exist yet. */
  readonly to: readonly IngressRule[];
  /** The old rule's description without the holder; null: nobody else holds it, so it is removed. */
  readonly stays: string | null;
}

/** How to move a holder in one group. Nothing is taken from the old addresses before everything exists at the new ones. */
export interface MovePlan extends Pick<GrantPlan, 'authorize' | 'held' | 'foreign'> {
  readonly moves: readonly RuleMove[];
  /** Grants to add to existing rules at the new addresses. */
  readonly join: readonly DescriptionUpdate[];
  /** Rules at the new addresses that the holder has already, while the old ones still exist. */
  readonly begun: readonly IngressRule[];
  readonly revoke: readonly IngressRule[];
  /** Grants to take from old rules that others hold too. */
  readonly leave: readonly DescriptionUpdate[];
  /** Rules of the holder at the old addresses that cannot be moved to any new address. */
  readonly unfit: readonly IngressRule[];
  /** See `ProposedDiff` in core/policy. */
  readonly longest: number | null | undefined;
}

/**
 * A rule moves to the new addresses of its family, else to those of the other one. Ends, reasons and text stay the same;
 * where two grants become one, the later end stays.
 *
 * @param existing - The group's rules.
 * @throws WhitelistError `holders_full`
 */
export function planMove(existing: readonly IngressRule[], request: MoveRequest, now: Moment): MovePlan {
  const { holder, from, only } = request;
  const old = new Set(from.map(formatCidr));
  const grants = findRuleGrants(existing, holder, now.date).filter(
    ({ rule, cidr }) => old.has(formatCidr(cidr)) && (only?.has(ruleKey(rule)) ?? true),
  );
  const moves = grants.flatMap((ruleGrant) => planRuleMove(ruleGrant, request, now));
  const moved = new Set(moves.map(({ rule }) => rule));
  const wanted = pickLongest(moves);
  const there = toRulesByKey(existing);
  const each = wanted.map(({ rule, own }) => planGrant(there, [rule], own, now));
  const join = each.flatMap(({ rewrite }) => rewrite);
  const given = new Set(
    [...each.flatMap(({ authorize }) => authorize), ...join.map(({ rule }) => rule)].map(ruleKey),
  );
  const begun = [
    ...each.flatMap(({ held }) => held).map(({ rule }) => rule),
    ...join.map(({ rule }) => rule),
  ];
  return {
    moves,
    authorize: each.flatMap(({ authorize }) => authorize),
    join,
    held: each.flatMap(({ held }) => held),
    foreign: each.flatMap(({ foreign }) => foreign),
    begun: findRuleGrants(begun, holder, now.date).map(({ rule }) => rule),
    revoke: moves.filter(({ stays }) => stays === null).map(({ rule }) => rule),
    leave: moves.flatMap(({ rule, stays }) => (stays === null ? [] : [{ rule, to: stays, gives: false }])),
    unfit: grants.flatMap(({ rule }) => (moved.has(rule) ? [] : [rule])),
    longest: longestHours(
      wanted.filter(({ rule }) => given.has(ruleKey(rule))).map(({ own }) => own.until),
      now.date,
    ),
  };
}

function planRuleMove(
  { rule, cidr, own: grant }: RuleGrant,
  { holder, to }: MoveRequest,
  now: Moment,
): RuleMove[] {
  const note = parseNote(rule.description);
  const alike = to.filter(({ family }) => family === cidr.family);
  const destinations = (alike.length > 0 ? alike : to).map((address) => ({
    address,
    traffic: translateTraffic(rule.traffic, cidr.family, address.family),
  }));
  const description = formatNote({ words: note?.words ?? null, holders: [grant] });
  const made = destinations.flatMap(({ address, traffic }): IngressRule[] =>
    traffic ? [{ source: { kind: 'cidr', cidr: address }, traffic, description, ruleId: null }] : [],
  );
  if (!note || made.length < destinations.length) return [];
  const remaining = removeGrant(note, holder, now);
  return [
    { rule, own: grant, to: made, stays: remaining.kind === 'changed' ? formatNote(remaining.note) : null },
  ];
}

/** Each new rule once, with the longest of the grants that move to it. */
function pickLongest(moves: readonly RuleMove[]): { readonly rule: IngressRule; readonly own: Grant }[] {
  const wanted = new Map<string, { rule: IngressRule; own: Grant }>();
  for (const { own: grant, to } of moves)
    for (const rule of to) {
      const other = wanted.get(ruleKey(rule));
      if (!other || isLaterEnd(grant.until, other.own.until)) wanted.set(ruleKey(rule), { rule, own: grant });
    }
  return [...wanted.values()];
}

function longestHours(ends: readonly (Date | null)[], now: Date): number | null | undefined {
  if (ends.length === 0) return undefined;
  const hours = ends.map((end) => (end ? (end.getTime() - now.getTime()) / 3_600_000 : Infinity));
  const longest = Math.max(...hours);
  return longest === Infinity ? null : longest;
}
