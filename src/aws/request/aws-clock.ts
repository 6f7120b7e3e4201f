/** By how much the machine's clock and the steady one may differ over the same time. */
const TOLERANCE_MS = 2_000;

/** How HTTP writes a moment (RFC 9110, IMF-fixdate); Date.parse alone would make something of almost any text. */
const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** AWS's time, known from its answers to this process. */
export interface AwsClock {
  /**
   * Notes the `Date` of an answer as it arrives. It counts once what is returned is called, as soon as the answer is known
   * to be AWS's; the latest one counts.
   *
   * @returns null: it is no time
   */
  observe(date: string): (() => void) | null;
  /** Null: there was no answer yet, or it is not known how long ago the last one came. */
  read(): Date | null;
  /** The request for the time that is under way; null: none. */
  pendingQuery(): Promise<unknown> | null;
  /** Remembers such a request while it is under way. @param query - Must not reject. */
  trackQuery<T>(query: Promise<T>): Promise<T>;
}

/**
 * One for the process. Between answers, the steady clock measures the time that goes by. On some systems it stands still
 * while the machine sleeps, and the machine's own clock may be set at any time. Where the two disagree, neither is used.
 *
 * @param steady - Milliseconds since any moment; never set. Default: `performance.now`.
 * @param wall - The machine's own clock, in milliseconds since 1970. Default: `Date.now`.
 */
export function createAwsClock({
  steady = () => performance.now(),
  wall = () => Date.now(),
}: { readonly steady?: () => number; readonly wall?: () => number } = {}): AwsClock {
  let last: { readonly time: number; readonly steady: number; readonly wall: number } | null = null;
  let pending: Promise<unknown> | null = null;
  return {
    observe(date) {
      const time = IMF_FIXDATE.test(date) ? Date.parse(date) : Number.NaN;
      if (Number.isNaN(time)) return null;
      const observed = { time, steady: steady(), wall: wall() };
      return () => {
        last = observed;
      };
    },
    read() {
      if (last === null) return null;
      const since = steady() - last.steady;
      return Math.abs(wall() - last.wall - since) > TOLERANCE_MS ? null : new Date(last.time + since);
    },
    pendingQuery: () => pending,
    trackQuery(query) {
      const tracked = query.finally(() => {
        if (pending === tracked) pending = null;
      });
      pending = tracked;
      return tracked;
    },
  };
}
