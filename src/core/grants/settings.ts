import type { RequestedEnd } from './end.ts';
import type { HolderName } from './holder.ts';

/** The config file's `grants`. */
export interface GrantSettings {
  /** Whose the grants of a call are that does not say; null: the operating system's user's. */
  readonly holder: HolderName | null;
  /** The end of a grant whose call says none; null: it has none. */
  readonly defaultEnd: RequestedEnd | null;
  /** Whether a change also removes what has expired in its group. */
  readonly sweepAfterChange: boolean;
  /** Where a sweep that names no group looks: targets, as a call would name them. */
  readonly sweepGroups: readonly string[];
}
