/** The machine's clock and the steady one may differ by so much over the same time: milliseconds. */
const TOLERANCE_MS = 2_000;

/** How HTTP writes a moment (RFC 9110, IMF-fixdate); Date.parse alone would make something of almost any text. */
const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** AWS names every answer in one of these; a proxy that answers in its place has a time of its own. */
const REQUEST_ID_HEADERS = ['x-amzn-requestid', 'x-amzn-request-id', 'x-amz-request-id'];

/** AWS's time, as its answers to this process tell it. */
export interface AwsClock {
  /** Told the headers of every answer as it arrives; in no order, since the last one counts. */
  observe(headers: Readonly<Record<string, string>>): void;
  /** Null: no answer has told it yet, or it is not known how long ago the last one did. */
  read(): Date | null;
  /** The question for the time that is under way; null: nobody asks. */
  pendingQuery(): Promise<unknown> | null;
  /** Told of such a question; it must not reject. */
  trackQuery<T>(question: Promise<T>): Promise<T>;
}

/**
 * One for the process. Between answers, the steady clock carries the time on. It stands still while a machine sleeps,
 * on some systems; the machine's own clock may be set at any time. Where the two disagree, neither is believed.
 *
 * @param steady - Milliseconds since any moment; never set. Default: `performance.now`.
 * @param wall - The machine's own clock: milliseconds. Default: `Date.now`.
 */
export function createAwsClock({
  steady = () => performance.now(),
  wall = () => Date.now(),
}: { readonly steady?: () => number; readonly wall?: () => number } = {}): AwsClock {
  let last: { readonly time: number; readonly steady: number; readonly wall: number } | null = null;
  let pending: Promise<unknown> | null = null;
  return {
    observe(headers) {
      const date = headers['date'] ?? '';
      if (!IMF_FIXDATE.test(date) || !REQUEST_ID_HEADERS.some((name) => headers[name] !== undefined)) return;
      const time = Date.parse(date);
      if (!Number.isNaN(time)) last = { time, steady: steady(), wall: wall() };
    },
    read() {
      if (last === null) return null;
      const since = steady() - last.steady;
      return Math.abs(wall() - last.wall - since) > TOLERANCE_MS ? null : new Date(last.time + since);
    },
    pendingQuery: () => pending,
    trackQuery(question) {
      const tracked = question.finally(() => {
        if (pending === tracked) pending = null;
      });
      pending = tracked;
      return tracked;
    },
  };
}
