import type { Clock } from '#cli/commands/with/renewal.ts';

/** A clock that goes by what a test says alone. */
export interface FakeClock extends Clock {
  /** Lets so much time go by, and what waits for it happen: milliseconds. */
  readonly advance: (milliseconds: number) => Promise<void>;
  /** The machine sleeps for so long: its own clock goes on, its timers do not. */
  readonly suspendMachine: (milliseconds: number) => void;
}

/** @param least - What waits for less than this waits for nothing: milliseconds. */
export function createFakeClock(least = 0): FakeClock {
  let [timers, slept] = [0, 0];
  const waiting = new Set<{ readonly at: number; readonly go: () => void }>();
  return {
    wall: () => timers + slept,
    sleep: (milliseconds, signal) =>
      new Promise<void>((go) => {
        if (signal.aborted || milliseconds < least) return go();
        const over = () => {
          signal.removeEventListener('abort', over);
          go();
        };
        waiting.add({ at: timers + milliseconds, go: over });
        signal.addEventListener('abort', over);
      }),
    suspendMachine: (milliseconds) => void (slept += milliseconds),
    async advance(milliseconds) {
      const end = timers + milliseconds;
      for (;;) {
        await new Promise(setImmediate);
        const [next] = [...waiting].sort((a, b) => a.at - b.at);
        if (!next || next.at > end) break;
        timers = next.at;
        waiting.delete(next);
        next.go();
      }
      timers = end;
    },
  };
}
