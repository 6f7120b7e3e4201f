import type { MoveAsked, Moving } from '#core/grants/moving.ts';
import type { EachGrant } from '#tools/change/grant-report.ts';
import type { InPlace } from './move-in-place.ts';

/** Whose grants are moved, and how. */
export interface Mover {
  readonly asked: MoveAsked;
  readonly allowGap: boolean;
  readonly inPlace: InPlace;
}

/** What a move came to in one group; as an EachGrant, both its sides together. */
export interface Moved extends EachGrant {
  /** As it was judged. */
  readonly judged: Moving;
  /** What was at the new addresses already, in the end. */
  readonly found: Pick<Moving, 'held' | 'foreign'>;
  /** At the new addresses. */
  readonly gives: EachGrant;
  /** At the old ones. */
  readonly takes: EachGrant;
}
