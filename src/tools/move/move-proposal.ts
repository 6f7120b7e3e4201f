import type { Group } from '#aws/security-groups/group.ts';
import { moving } from '#core/grants/moving.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { makeMove } from './make-move.ts';
import type { Moved, Mover } from './moved.ts';
import type { Place } from '#tools/lookup/places.ts';
import type { Difference, Proposal } from '#tools/change/proposal.ts';

/** After a person was asked, what was read is read again: milliseconds. */
const FRESH = 2_000;

/** Moves a holder's rules in one group; what that comes to is known only from the group as it is. */
export function moveProposal(place: Place, mover: Mover, context: ToolContext): Proposal<Moved> {
  const { session, groupId } = place;
  let judged = moving([], mover.asked, context.now);
  let readAt = 0;
  return {
    session,
    groupId,
    authorize: [],
    revoke: [],
    rewrite: [],
    reads: true,
    async against({ rules }: Group): Promise<Difference> {
      readAt = performance.now();
      judged = moving(rules, mover.asked, await session.now());
      const { authorize, join, revoke, leave, longest, unfit } = judged;
      const kept = unfit.map((rule) => ({ rule, why: { kind: 'unfit' as const } }));
      return { authorize, rewrite: [...join, ...leave], revoke, longest, kept };
    },
    make(_, group) {
      const isFresh = performance.now() - readAt <= FRESH;
      return makeMove(place, mover, judged, isFresh ? (group?.rules ?? null) : null);
    },
  };
}
