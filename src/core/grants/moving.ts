import { bitsOf } from '#core/network/address.ts';
import { sameCidr, type Cidr } from '#core/network/cidr.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { trafficIn } from '#core/network/other-family.ts';
import type { Rewrite } from '#core/rules/rewrite.ts';
import { joining, type Joining } from './changes.ts';
import type { HolderName } from './holder.ts';
import { isExpired, leave } from './holders.ts';
import { parseNote, printNote, type Holding } from './note.ts';

/** A holder's share of a rule for addresses, which has not expired. */
export interface Share {
  readonly rule: IngressRule;
  readonly cidr: Cidr;
  readonly own: Holding;
}

/** @param now - AWS's time. */
export function sharesOf(rules: readonly IngressRule[], holder: HolderName, now: Date): Share[] {
  return rules.flatMap((rule) => {
    const own = parseNote(rule.description)?.holders.find((one) => one.holder === holder);
    if (!own || rule.source.kind !== 'cidr' || isExpired(own, now)) return [];
    return [{ rule, cidr: rule.source.cidr, own }];
  });
}

/** Whether it is one address, and no network. */
export const isHost = ({ family, prefix }: Cidr): boolean => prefix === bitsOf(family);

export const isAmong = (cidr: Cidr, cidrs: readonly Cidr[]): boolean =>
  cidrs.some((one) => sameCidr(one, cidr));

export interface MoveAsked {
  readonly holder: HolderName;
  readonly from: readonly Cidr[];
  /** None of them among `from`; at least one. */
  readonly to: readonly Cidr[];
  /** Keys of the rules that are meant, of those at the old addresses. Default: all. */
  readonly only?: ReadonlySet<string>;
}

/** One rule at an old address, and what takes its place. */
export interface Move {
  /** As it is there. */
  readonly rule: IngressRule;
  readonly own: Holding;
  /** At the new addresses, as they are made where they are not there yet. */
  readonly to: readonly IngressRule[];
  /** What the old rule's description is without the holder; null: nobody else holds it, so that it goes. */
  readonly stays: string | null;
}

/** What a holder's move comes to in one group. Nothing at the old addresses goes before all at the new ones is there. */
export interface Moving extends Pick<Joining, 'authorize' | 'held' | 'foreign'> {
  readonly moves: readonly Move[];
  /** Shares of rules that are there at the new addresses. */
  readonly join: readonly Rewrite[];
  /** Rules at the new addresses in which the holder has a share while the old one still stands. */
  readonly begun: readonly IngressRule[];
  readonly revoke: readonly IngressRule[];
  /** Shares of old rules that others hold too. */
  readonly leave: readonly Rewrite[];
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
export function moving(existing: readonly IngressRule[], asked: MoveAsked, now: Date): Moving {
  const { holder, from, only } = asked;
  const shares = sharesOf(existing, holder, now).filter(
    ({ rule, cidr }) => isAmong(cidr, from) && (only?.has(ruleKey(rule)) ?? true),
  );
  const moves = shares.flatMap((share) => moveOf(share, asked, now));
  const moved = new Set(moves.map(({ rule }) => rule));
  const wanted = longestOf(moves);
  const each = wanted.map(({ rule, own }) => joining(existing, [rule], own, now));
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
    begun: sharesOf(there, holder, now).map(({ rule }) => rule),
    revoke: moves.filter(({ stays }) => stays === null).map(({ rule }) => rule),
    leave: moves.flatMap(({ rule, stays }) => (stays === null ? [] : [{ rule, to: stays, gives: false }])),
    unfit: shares.flatMap(({ rule }) => (moved.has(rule) ? [] : [rule])),
    longest: hoursOf(
      wanted.filter(({ rule }) => given.has(ruleKey(rule))).map(({ own }) => own.until),
      now,
    ),
  };
}

function moveOf({ rule, cidr, own }: Share, { holder, to }: MoveAsked, now: Date): Move[] {
  const note = parseNote(rule.description);
  const alike = to.filter(({ family }) => family === cidr.family);
  const places = (alike.length > 0 ? alike : to).map((address) => ({
    address,
    traffic: trafficIn(rule.traffic, cidr.family, address.family),
  }));
  const description = printNote({ words: note?.words ?? null, holders: [own] });
  const made = places.flatMap(({ address, traffic }): IngressRule[] =>
    traffic ? [{ source: { kind: 'cidr', cidr: address }, traffic, description, ruleId: null }] : [],
  );
  if (!note || made.length < places.length) return [];
  const left = leave(note, holder, now);
  return [{ rule, own, to: made, stays: left.kind === 'changed' ? printNote(left.note) : null }];
}

/** Each new rule once, with the longest of the shares that come to it. */
function longestOf(moves: readonly Move[]): { readonly rule: IngressRule; readonly own: Holding }[] {
  const wanted = new Map<string, { rule: IngressRule; own: Holding }>();
  for (const { own, to } of moves)
    for (const rule of to) {
      const other = wanted.get(ruleKey(rule));
      if (!other || isLonger(own.until, other.own.until)) wanted.set(ruleKey(rule), { rule, own });
    }
  return [...wanted.values()];
}

const isLonger = (a: Date | null, b: Date | null): boolean => b !== null && (a === null || a > b);

function hoursOf(ends: readonly (Date | null)[], now: Date): number | null | undefined {
  if (ends.length === 0) return undefined;
  const hours = ends.map((end) => (end ? (end.getTime() - now.getTime()) / 3_600_000 : Infinity));
  const longest = Math.max(...hours);
  return longest === Infinity ? null : longest;
}
