import { toWhitelistError } from '#core/errors/errors.ts';
import type { Voice } from './words.ts';

/** The time that a run goes by. */
export interface Clock {
  /** Waits so long, or until the signal: milliseconds. Never rejects. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** The machine's own clock: milliseconds. It goes on while the machine sleeps, unlike a timer. */
  readonly wall: () => number;
}

export interface Renewing {
  /** Returns once nothing is under way any more. */
  readonly stop: () => Promise<void>;
  /** The end that was granted last. */
  readonly end: () => string;
}

const MINUTE = 60_000;

/** How often it is looked whether the machine has slept: milliseconds. */
const LOOK = 15_000;

/**
 * Renews at half of a grant's time, over and over; after a failure four times as often, so that one that ends by itself
 * costs no access.
 *
 * @param minutes - The length of a grant.
 * @param renew - Returns the new end.
 */
export function renewing(
  first: { readonly minutes: number; readonly end: string },
  renew: () => Promise<string>,
  { clock, voice }: { readonly clock: Clock; readonly voice: Voice },
): Renewing {
  const half = (first.minutes * MINUTE) / 2;
  const over = new AbortController();
  let { end } = first;
  const due = async (milliseconds: number) => {
    const from = clock.wall();
    for (let left = milliseconds; left > 0 && !over.signal.aborted;) {
      const step = Math.min(left, LOOK);
      await clock.pause(step, over.signal);
      left = Math.min(left - step, milliseconds - (clock.wall() - from));
    }
  };
  const loop = async () => {
    let failing = false;
    for (;;) {
      await due(failing ? half / 4 : half);
      if (over.signal.aborted) return;
      try {
        end = await renew();
        if (failing) voice.tell(`Renewed again, until ${end}.`);
        failing = false;
      } catch (thrown) {
        const { message } = toWhitelistError(thrown);
        if (!failing)
          voice.warn(
            `Not renewed: ${message} It is tried again while the command runs; as it is, access ends at ${end}.`,
          );
        failing = true;
      }
    }
  };
  const running = loop();
  return {
    end: () => end,
    async stop() {
      over.abort();
      await running;
    },
  };
}
