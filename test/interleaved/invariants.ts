import { GRACE_MS, hasNoLiveGrant } from '#core/grants/grant.ts';
import { parseNote } from '#core/grants/note.ts';
import {
  grantEndMs,
  lastReadBefore,
  findGrant,
  type AppliedRequest,
  type Rules,
  type RunningCall,
} from './applied-requests.ts';

/** Rules that nobody here made, with what is written on them. */
export const findForeignRules = (rules: Rules): Rules =>
  new Map([...rules].filter(([, description]) => parseNote(description) === null));

/** @throws Error where a rule is touched that nobody here made, or one of ours can no longer be read */
export function checkForeignKept(foreign: Rules, { after }: AppliedRequest): void {
  for (const [rule, description] of foreign)
    if (after.get(rule) !== description) throw new Error(`${rule} is not ours, and was touched.`);
  for (const [rule, description] of after)
    if (!foreign.has(rule) && parseNote(description) === null)
      throw new Error(`The note of ${rule} cannot be read: "${description}".`);
}

/**
 * What a call writes of others is what it was shown of them, or what is there.
 *
 * @throws Error where it is neither
 */
export function checkNothingInvented(moves: readonly AppliedRequest[], move: AppliedRequest): void {
  const known = moves.flatMap(({ by, shown }) => (shown && by.id === move.by.id ? [shown] : []));
  for (const [rule, description] of move.after) {
    if (move.before.get(rule) === description) continue;
    for (const share of parseNote(description)?.holders ?? []) {
      if (share.holder === move.by.client) continue;
      const sources = [move.before, ...known].map((rules) => findGrant(rules, rule, share.holder));
      const isKnown = sources.some((one) => JSON.stringify(one) === JSON.stringify(share));
      if (!isKnown) throw new Error(`Nobody told ${move.by.client} of ${share.holder}'s share of ${rule}.`);
    }
  }
}

/**
 * A move takes the old access away only once it has seen the new one, or makes the one into the other.
 *
 * @throws Error where it does not
 */
export function checkMoveHasNoGap(moves: readonly AppliedRequest[], move: AppliedRequest): void {
  const { from_ip_address: from, ip_address: to } = move.by.args;
  const known = lastReadBefore(moves, move)?.shown;
  if (move.by.tool !== 'whitelist_move' || move.shown !== null || !known) return;
  for (const [rule] of move.before) {
    if (!rule.includes(` ${String(from)}/`)) continue;
    const share = findGrant(move.before, rule, move.by.client);
    const isLive = share !== null && grantEndMs(share) > move.at;
    const isGone = findGrant(move.after, rule, move.by.client) === null;
    const moved = rule.replace(String(from), String(to));
    const isThere = [known, move.after].some((rules) => findGrant(rules, moved, move.by.client) !== null);
    const isAgain = move.by.args['allow_gap'] === true;
    if (isLive && isGone && !isThere && !isAgain)
      throw new Error(`${rule} was left by a move that had not seen ${moved}.`);
  }
}

/** Notes of ours that nobody has a right to any more. @param at - AWS's time: milliseconds. */
export const findExpired = (rules: Rules, at: number): Rules =>
  new Map(
    [...rules].filter(([, description]) => {
      const note = parseNote(description);
      return note !== null && hasNoLiveGrant(note, new Date(at));
    }),
  );

/** Answers' dates are cut to the second. */
const SECOND_MS = 1_000;

/**
 * What a sweep finds to be over is gone when it answers.
 *
 * @throws Error where it is there
 */
export function checkAllSwept(moves: readonly AppliedRequest[], by: RunningCall, now: Rules): void {
  const own = moves.filter((one) => one.by.id === by.id);
  const first = own.find((one) => one.shown !== null);
  if (!first?.shown || own.some((one) => one.isStale)) return;
  for (const [rule, description] of findExpired(first.shown, first.at - SECOND_MS))
    if (now.get(rule) === description)
      throw new Error(`${rule} is over since ${GRACE_MS / 1_000} s and outlived a sweep: "${description}".`);
}
