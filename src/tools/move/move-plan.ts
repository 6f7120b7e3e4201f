import type { Group } from '#aws/security-groups/group.ts';
import { planMove } from '#core/grants/plan-move.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { applyMove } from './apply-move.ts';
import type { MoveOutcome, MoveOptions } from './move-outcome.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { RuleDiff, ChangePlan } from '#tools/change/change-plan.ts';

/** After a person was asked, what was read is read again: milliseconds. */
const FRESH = 2_000;

/** Moves a holder's rules in one group; what that comes to is known only from the group as it is. */
export function createMovePlan(
  place: TargetGroup,
  mover: MoveOptions,
  context: ToolContext,
): ChangePlan<MoveOutcome> {
  const { session, groupId } = place;
  let judged = planMove([], mover.asked, context.now);
  let readAt = 0;
  return {
    session,
    groupId,
    authorize: [],
    revoke: [],
    rewrite: [],
    needsGroup: true,
    async diff({ rules }: Group): Promise<RuleDiff> {
      readAt = performance.now();
      judged = planMove(rules, mover.asked, await session.now());
      const { authorize, join, revoke, leave, longest, unfit } = judged;
      const kept = unfit.map((rule) => ({ rule, why: { kind: 'unfit' as const } }));
      return { authorize, rewrite: [...join, ...leave], revoke, longest, skipped: kept };
    },
    apply(_, group) {
      const isFresh = performance.now() - readAt <= FRESH;
      return applyMove(place, mover, judged, isFresh ? (group?.rules ?? null) : null);
    },
  };
}
