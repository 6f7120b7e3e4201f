import type { WhitelistError } from '#core/errors/errors.ts';
import type { Moving } from '#core/grants/moving.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { groupIsFull } from '#tools/change/fits.ts';
import { NOTHING } from '#tools/change/grant-report.ts';
import { staysOpen } from './move-notes.ts';
import type { Mover } from './moved.ts';
import type { Place } from '#tools/lookup/places.ts';
import type { Rounds } from '#tools/change/rounds.ts';
import { writeNotes } from '#tools/change/write-notes.ts';

/** A move in one group, and what it has come to so far. */
export interface UnderWay {
  readonly place: Place;
  readonly mover: Mover;
  readonly gives: Rounds;
  readonly takes: Rounds;
  /** Keys of old rules that are still to be moved. */
  readonly open: Set<string>;
}

/** What one step came to. `isOver`: there is nothing more to do, or it can go no further. */
export interface Step {
  readonly error: WhitelistError | null;
  readonly isOver: boolean;
}

export interface At {
  /** AWS's time. */
  readonly now: Date;
  readonly isFirst: boolean;
}

/** Makes what is to be at the new addresses. */
export async function give(
  { place, mover, ...way }: UnderWay,
  plan: Moving,
  seen: readonly IngressRule[],
  { now }: At,
): Promise<Step> {
  const { session, groupId } = place;
  const { groups } = session;
  const [each, notes] = await Promise.all([
    plan.authorize.length > 0 ? groups.authorizeEach(groupId, plan.authorize, seen) : NOTHING,
    writeNotes(plan.join, { groups, groupId, now, allowGap: mover.allowGap }),
  ]);
  way.gives.add(each, notes);
  if (each.error) {
    return { error: await groupIsFull(each.error, session, groupId, each.notDone), isOver: true };
  }
  if (notes.error?.code !== 'access_denied') return { error: notes.error, isOver: notes.error !== null };
  // What may not be joined stays where it is; the other rules are none the worse for it.
  const denied = new Set(notes.notDone.map(({ rule }) => ruleKey(rule)));
  const stuck = plan.moves.filter(({ to }) => to.some((rule) => denied.has(ruleKey(rule))));
  for (const { rule } of stuck) way.open.delete(ruleKey(rule));
  way.takes.failed(
    notes.error,
    stuck.map(({ rule }) => rule),
  );
  return { error: notes.error, isOver: way.open.size === 0 };
}

/** Takes away what was at the old addresses. */
export async function take(
  { place, mover, ...way }: UnderWay,
  plan: Moving,
  seen: readonly IngressRule[],
  { now }: At,
): Promise<Step> {
  if (plan.moves.length === 0) return { error: null, isOver: true };
  const { groupId } = place;
  const { groups } = place.session;
  const refused = staysOpen(mover.asked.holder);
  const [each, notes] = await Promise.all([
    plan.revoke.length > 0 ? groups.revokeEach(groupId, plan.revoke, seen) : NOTHING,
    writeNotes(plan.leave, { groups, groupId, now, allowGap: mover.allowGap, refused }),
  ]);
  way.takes.add(each, notes);
  const error = each.error ?? notes.error;
  // A note is read back, since another may have been written over it.
  return { error, isOver: error !== null || (plan.leave.length === 0 && each.unneeded.length === 0) };
}
