import { addressBits } from '#core/network/address.ts';
import { isSameCidr, type Cidr } from '#core/network/cidr.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { translateTraffic } from '#core/network/icmp.ts';
import type { DescriptionUpdate } from '#core/rules/rewrite.ts';
import { planGrant, type GrantPlan } from './plan-changes.ts';
import type { HolderName } from './holder.ts';
import { isExpired, removeGrant } from './grant.ts';
import { parseNote, formatNote, type Grant } from './note.ts';

/** A holder's share of a rule for addresses, which has not expired. */
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

/** Whether it is one address, and no network. */
export const isSingleAddress = ({ family, prefix }: Cidr): boolean => prefix === addressBits(family);

export const includesCidr = (cidr: Cidr, cidrs: readonly Cidr[]): boolean =>
  cidrs.some((one) => isSameCidr(one, cidr));

export interface MoveRequest {
  readonly holder: HolderName;
  readonly from: readonly Cidr[];
  /** None of them among `from`; at least one. */
  readonly to: readonly Cidr[];
  /** Keys of the rules that are meant, of those at the old addresses. Default: all. */
  readonly only?: ReadonlySet<string>;
}

/** One rule at an old address, and what takes its place. */
export interface RuleMove {
  /** As it is there. */
  readonly rule: IngressRule;
  readonly own: Grant;
  /** At the new addresses, as they are made where they are not there yet. */
  readonly to: readonly IngressRule[];
  /** What the old rule's description is without the holder; null: nobody else holds it, so that it goes. */
  readonly stays: string | null;
}

/** What a holder's move comes to in one group. Nothing at the old addresses goes before all at the new ones is there. */
export interface MovePlan extends Pick<GrantPlan, 'authorize' | 'held' | 'foreign'> {
  readonly moves: readonly RuleMove[];
  /** Shares of rules that are there at the new addresses. */
  readonly join: readonly DescriptionUpdate[];
  /** Rules at the new addresses in which the holder has a share while the old one still stands. */
  readonly begun: readonly IngressRule[];
  readonly revoke: readonly IngressRule[];
  /** Shares of old rules that others hold too. */
  readonly leave: readonly DescriptionUpdate[];
  /** Rules of the holder's at the old addresses that no new address can take over. */
  readonly unfit: readonly IngressRule[];
  /** See Change in core/policy. */
  readonly longest: number | null | undefined;
}

/**
 * A rule moves to the new addresses of its family, else to those of the other one. Ends, reasons and words stay the
 * same; of two shares that come to be one, the longer end stays.
 *
 * @param existing - The group's rules.
 * @param now - AWS's time.
 * @throws WhitelistError `holders_full`
 */
export function planMove(existing: readonly IngressRule[], request: MoveRequest, now: Date): MovePlan {
  const { holder, from, only } = request;
  const grants = findRuleGrants(existing, holder, now).filter(
    ({ rule, cidr }) => includesCidr(cidr, from) && (only?.has(ruleKey(rule)) ?? true),
  );
  const moves = grants.flatMap((share) => planRuleMove(share, request, now));
  const moved = new Set(moves.map(({ rule }) => rule));
  const wanted = pickLongest(moves);
  const each = wanted.map(({ rule, own }) => planGrant(existing, [rule], own, now));
  const join = each.flatMap(({ rewrite }) => rewrite);
  const given = new Set(
    [...each.flatMap(({ authorize }) => authorize), ...join.map(({ rule }) => rule)].map(ruleKey),
  );
  const there = [
    ...each.flatMap(({ held }) => held).map(({ rule }) => rule),
    ...join.map(({ rule }) => rule),
  ];
  return {
    moves,
    authorize: each.flatMap(({ authorize }) => authorize),
    join,
    held: each.flatMap(({ held }) => held),
    foreign: each.flatMap(({ foreign }) => foreign),
    begun: findRuleGrants(there, holder, now).map(({ rule }) => rule),
    revoke: moves.filter(({ stays }) => stays === null).map(({ rule }) => rule),
    leave: moves.flatMap(({ rule, stays }) => (stays === null ? [] : [{ rule, to: stays, gives: false }])),
    unfit: grants.flatMap(({ rule }) => (moved.has(rule) ? [] : [rule])),
    longest: longestHours(
      wanted.filter(({ rule }) => given.has(ruleKey(rule))).map(({ own }) => own.until),
      now,
    ),
  };
}

function planRuleMove(
  { rule, cidr, own: grant }: RuleGrant,
  { holder, to }: MoveRequest,
  now: Date,
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

/** Each new rule once, with the longest of the shares that come to it. */
function pickLongest(moves: readonly RuleMove[]): { readonly rule: IngressRule; readonly own: Grant }[] {
  const wanted = new Map<string, { rule: IngressRule; own: Grant }>();
  for (const { own: grant, to } of moves)
    for (const rule of to) {
      const other = wanted.get(ruleKey(rule));
      if (!other || isLaterEnd(grant.until, other.own.until)) wanted.set(ruleKey(rule), { rule, own: grant });
    }
  return [...wanted.values()];
}

const isLaterEnd = (a: Date | null, b: Date | null): boolean => b !== null && (a === null || a > b);

function longestHours(ends: readonly (Date | null)[], now: Date): number | null | undefined {
  if (ends.length === 0) return undefined;
  const hours = ends.map((end) => (end ? (end.getTime() - now.getTime()) / 3_600_000 : Infinity));
  const longest = Math.max(...hours);
  return longest === Infinity ? null : longest;
}
