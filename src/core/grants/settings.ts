import type { RequestedEnd } from './end.ts';
import type { HolderName } from './holder.ts';

/** The config file's `grants`. */
export interface GrantSettings {
  /** The holder for calls that name none; null: the operating system's user. */
  readonly holder: HolderName | null;
  /** The end for calls that give none; null: no end. */
  readonly defaultEnd: RequestedEnd | null;
  /** Whether a change also removes what has expired in its group. */
  readonly sweepAfterChange: boolean;
  /** Where a sweep that names no group looks: targets, as a call would name them. */
  readonly sweepGroups: readonly string[];
}
