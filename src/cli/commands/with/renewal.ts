import { toWhitelistError } from '#core/errors/errors.ts';
import type { Reporter } from './messages.ts';

/** Where a run has its time from. */
export interface Clock {
  /** Waits so long, or until the signal: milliseconds. Never rejects. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** The machine's own clock: milliseconds. It goes on while the machine sleeps, unlike a timer. */
  readonly wall: () => number;
}

export interface Renewal {
  /** Returns once nothing is under way any more. */
  readonly stop: () => Promise<void>;
  /** The end that was granted last. */
  readonly end: () => string;
}

const MINUTE_MS = 60_000;

/** How often to check whether the machine has slept. */
const WAKE_CHECK_INTERVAL_MS = 15_000;

/**
 * Renews at half of a grant's time, over and over; after a failure four times as often, so that one that ends by itself
 * costs no access.
 *
 * @param minutes - The length of a grant.
 * @param renew - Returns the new end.
 */
export function startRenewal(
  first: { readonly minutes: number; readonly end: string },
  renew: () => Promise<string>,
  { clock, reporter }: { readonly clock: Clock; readonly reporter: Reporter },
): Renewal {
  const half = (first.minutes * MINUTE_MS) / 2;
  const stopped = new AbortController();
  let { end } = first;
  const waitUntilDue = async (milliseconds: number) => {
    const from = clock.wall();
    for (let remaining = milliseconds; remaining > 0 && !stopped.signal.aborted;) {
      const step = Math.min(remaining, WAKE_CHECK_INTERVAL_MS);
      await clock.sleep(step, stopped.signal);
      remaining = Math.min(remaining - step, milliseconds - (clock.wall() - from));
    }
  };
  const loop = async () => {
    let isFailing = false;
    for (;;) {
      await waitUntilDue(isFailing ? half / 4 : half);
      if (stopped.signal.aborted) return;
      try {
        end = await renew();
        if (isFailing) reporter.info(`Renewed again, until ${end}.`);
        isFailing = false;
      } catch (thrown) {
        const { message } = toWhitelistError(thrown);
        if (!isFailing)
          reporter.warn(
            `Not renewed: ${message} It is tried again while the command runs; as it is, access ends at ${end}.`,
          );
        isFailing = true;
      }
    }
  };
  const running = loop();
  return {
    end: () => end,
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
