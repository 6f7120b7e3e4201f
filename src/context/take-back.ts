import type { EndingGrant } from '#tools/definition/context.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { GRACE_MS } from '#core/grants/grant.ts';
import type { Log } from '#log.ts';

/** Sweeps a group with credentials that are found anew. */
export type Sweep = (group: Pick<EndingGrant, 'groupId' | 'region' | 'profile'>) => Promise<void>;

/** Timers of grants that this process made, while it runs. */
export interface TakeBacks {
  readonly add: (grant: EndingGrant) => void;
  readonly clear: () => void;
}

/** Node's longest timer: milliseconds. */
const LONGEST = 2_147_483_647;

/** After the grace, AWS's clock and this one may still be apart by a little: milliseconds. */
const MARGIN = 2_000;

/** What failed is tried again so often, after so long: milliseconds. */
const TRIES = 3;
const AGAIN = 300_000;

/** Most grants that a process keeps in mind; those beyond are left to sweeps. */
const MOST_TAKE_BACKS = 1_000;

export function createTakeBacks(sweep: Sweep, log: Log): TakeBacks & { readonly isFull: () => boolean } {
  const timers = new Map<string, NodeJS.Timeout>();
  const wait = (key: string, milliseconds: number, then: () => void) => {
    clearTimeout(timers.get(key));
    const step = Math.min(milliseconds, LONGEST);
    const timer = setTimeout(
      () => (step < milliseconds ? wait(key, milliseconds - step, then) : then()),
      step,
    );
    // A server lives as long as its host wants it, and no longer for this.
    timers.set(key, timer.unref());
  };
  const end = async (key: string, grant: EndingGrant, tries: number) => {
    timers.delete(key);
    const { groupId, region, profile } = grant;
    try {
      await sweep({ groupId, region, profile });
      log.info('took back what has expired', { group: groupId, region });
    } catch (thrown) {
      const { code } = toWhitelistError(thrown);
      log.warning('what has expired could not be taken back', { group: groupId, region, code });
      if (tries > 1) wait(key, AGAIN, () => void end(key, grant, tries - 1));
    }
  };
  return {
    isFull: () => timers.size >= MOST_TAKE_BACKS,
    add(grant) {
      const { groupId, region, profile, msUntilEnd: left } = grant;
      // One for each end: those of one minute come together.
      const key = JSON.stringify([groupId, region, profile, grant.endsAt.getTime()]);
      wait(key, left + GRACE_MS + MARGIN, () => void end(key, grant, TRIES));
    },
    clear() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
