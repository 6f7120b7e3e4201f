import type { WhitelistError } from '#core/errors/errors.ts';
import type { MovePlan } from '#core/grants/plan-move.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { explainFullGroup } from '#tools/change/capacity.ts';
import { EMPTY_OUTCOME } from '#tools/change/group-outcome.ts';
import { explainStillOpen } from './move-messages.ts';
import type { MoveOptions } from './move-outcome.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { OutcomeCollector } from '#tools/change/outcome-collector.ts';
import { writeNotes } from '#tools/change/write-notes.ts';

/** A move in one group, and what it has come to so far. */
export interface MoveProgress {
  readonly place: TargetGroup;
  readonly mover: MoveOptions;
  readonly gives: OutcomeCollector;
  readonly takes: OutcomeCollector;
  /** Keys of old rules that are still to be moved. */
  readonly open: Set<string>;
}

/** What one step came to. `isOver`: there is nothing more to do, or it can go no further. */
export interface StepResult {
  readonly error: WhitelistError | null;
  readonly isOver: boolean;
}

export interface StepContext {
  /** AWS's time. */
  readonly now: Date;
  readonly isFirst: boolean;
}

/** Makes what is to be at the new addresses. */
export async function addNewRules(
  { place, mover, ...way }: MoveProgress,
  plan: MovePlan,
  seen: readonly IngressRule[],
  { now }: StepContext,
): Promise<StepResult> {
  const { session, groupId } = place;
  const { groups } = session;
  const [each, notes] = await Promise.all([
    plan.authorize.length > 0 ? groups.authorizeEach(groupId, plan.authorize, seen) : EMPTY_OUTCOME,
    writeNotes(plan.join, { groups, groupId, now, allowGap: mover.allowGap }),
  ]);
  way.gives.add(each, notes);
  if (each.error) {
    return { error: await explainFullGroup(each.error, session, groupId, each.markFailed), isOver: true };
  }
  if (notes.error?.code !== 'access_denied') return { error: notes.error, isOver: notes.error !== null };
  // What may not be joined stays where it is; the other rules are none the worse for it.
  const denied = new Set(notes.notDone.map(({ rule }) => ruleKey(rule)));
  const stuck = plan.moves.filter(({ to }) => to.some((rule) => denied.has(ruleKey(rule))));
  for (const { rule } of stuck) way.open.delete(ruleKey(rule));
  way.takes.markFailed(
    notes.error,
    stuck.map(({ rule }) => rule),
  );
  return { error: notes.error, isOver: way.open.size === 0 };
}

/** Takes away what was at the old addresses. */
export async function removeOldRules(
  { place, mover, ...way }: MoveProgress,
  plan: MovePlan,
  seen: readonly IngressRule[],
  { now }: StepContext,
): Promise<StepResult> {
  if (plan.moves.length === 0) return { error: null, isOver: true };
  const { groupId } = place;
  const { groups } = place.session;
  const refused = explainStillOpen(mover.asked.holder);
  const [each, notes] = await Promise.all([
    plan.revoke.length > 0 ? groups.revokeEach(groupId, plan.revoke, seen) : EMPTY_OUTCOME,
    writeNotes(plan.leave, { groups, groupId, now, allowGap: mover.allowGap, describeRefusal: refused }),
  ]);
  way.takes.add(each, notes);
  const error = each.error ?? notes.error;
  // A note is read back, since another may have been written over it.
  return { error, isOver: error !== null || (plan.leave.length === 0 && each.unchanged.length === 0) };
}
