import type { EndingGrant } from '#tools/definition/context.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { GRACE_MS } from '#core/grants/grant.ts';
import type { Log } from '#log.ts';

/** Sweeps a group with credentials that are found anew. */
export type Sweep = (group: Pick<EndingGrant, 'groupId' | 'region' | 'profile'>) => Promise<void>;

/** Timers of grants that this process made, while it runs. */
export interface ScheduledSweeps {
  readonly add: (grant: EndingGrant) => void;
  readonly clear: () => void;
}

/** Node's longest timer. */
const MAX_TIMER_MS = 2_147_483_647;

/** After the grace, AWS's clock and this one may still differ a little. */
const CLOCK_MARGIN_MS = 2_000;

/** How often a failed sweep is tried again, and after how long. */
const MAX_TRIES = 3;
const RETRY_AFTER_MS = 300_000;

/** Most grants that a process keeps timers for; others are left to later sweeps. */
const MAX_SCHEDULED_SWEEPS = 1_000;

export function createScheduledSweeps(
  sweep: Sweep,
  log: Log,
): ScheduledSweeps & { readonly isFull: () => boolean } {
  const timers = new Map<string, NodeJS.Timeout>();
  const schedule = (key: string, milliseconds: number, then: () => void) => {
    clearTimeout(timers.get(key));
    const step = Math.min(milliseconds, MAX_TIMER_MS);
    const timer = setTimeout(
      () => (step < milliseconds ? schedule(key, milliseconds - step, then) : then()),
      step,
    );
    // Unreferenced: a pending sweep does not keep a server alive that its host has ended.
    timers.set(key, timer.unref());
  };
  const sweepNow = async (key: string, grant: EndingGrant, tries: number) => {
    timers.delete(key);
    const { groupId, region, profile } = grant;
    try {
      await sweep({ groupId, region, profile });
      log.info('took back what has expired', { group: groupId, region });
    } catch (thrown) {
      const { code } = toWhitelistError(thrown);
      log.warning('what has expired could not be taken back', { group: groupId, region, code });
      if (tries > 1) schedule(key, RETRY_AFTER_MS, () => void sweepNow(key, grant, tries - 1));
    }
  };
  return {
    isFull: () => timers.size >= MAX_SCHEDULED_SWEEPS,
    add(grant) {
      const { groupId, region, profile, msUntilEnd } = grant;
      // One timer for each end: grants that end in the same minute share it.
      const key = JSON.stringify([groupId, region, profile, grant.endsAt.getTime()]);
      schedule(key, msUntilEnd + GRACE_MS + CLOCK_MARGIN_MS, () => void sweepNow(key, grant, MAX_TRIES));
    },
    clear() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
