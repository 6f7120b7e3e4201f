import type { Runtime } from '#context.ts';
import { type CallIdentity, digestCall } from '#context/call-identity.ts';
import { ExpiringMap } from '#core/expiring-map.ts';

/** What is answered sooner was answered by the client itself: nobody reads, decides and presses a button so fast. */
export const MIN_PERSON_MS = 500;

/** @param askedAt - By `performance.now()`. */
export const isTooSoon = (askedAt: number): boolean => performance.now() - askedAt < MIN_PERSON_MS;

/** When a client was asked something for a call that it will repeat. */
export interface AskedTimes {
  note(call: CallIdentity): void;
  /** Whether that is so short a time ago that no person can have answered. */
  isTooSoon(call: CallIdentity): boolean;
}

/** More calls than this do not wait for a person at once; longer than this nobody is waited for. */
const MAX_CALLS = 1_000;
const LIFETIME_MS = 60_000;

const byRuntime = new WeakMap<Runtime, AskedTimes>();

/** Those of one process: a call may be repeated over another connection. */
export function askedTimesOf(runtime: Runtime): AskedTimes {
  const known = byRuntime.get(runtime);
  if (known) return known;
  const times = new ExpiringMap<number>({
    lifetime: LIFETIME_MS,
    now: () => new Date(),
    maxEntries: MAX_CALLS,
  });
  const made: AskedTimes = {
    note: (call) => {
      times.set(digestCall(call), performance.now());
    },
    isTooSoon(call) {
      const askedAt = times.get(digestCall(call));
      return askedAt !== null && isTooSoon(askedAt);
    },
  };
  byRuntime.set(runtime, made);
  return made;
}
