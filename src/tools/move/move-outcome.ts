import type { MoveRequest, MovePlan } from '#core/grants/plan-move.ts';
import type { GroupOutcome } from '#tools/change/group-outcome.ts';
import type { InPlaceSupport } from './move-in-place.ts';

/** Whose grants are moved, and how. */
export interface MoveOptions {
  readonly asked: MoveRequest;
  readonly allowGap: boolean;
  readonly inPlace: InPlaceSupport;
}

/** What a move came to in one group; as an EachGrant, both its sides together. */
export interface MoveOutcome extends GroupOutcome {
  /** As it was judged. */
  readonly judged: MovePlan;
  /** What was at the new addresses already, in the end. */
  readonly found: Pick<MovePlan, 'held' | 'foreign'>;
  /** At the new addresses. */
  readonly atNew: GroupOutcome;
  /** At the old ones. */
  readonly atOld: GroupOutcome;
}
