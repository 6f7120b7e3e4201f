import type { Batch } from './batch.ts';
import type { RequestId } from './parcel.ts';

/** A request that has no answer yet. */
export interface Flight {
  /** The array that the answer goes into; null for an answer of its own. */
  readonly batch: Batch | null;
  /** Stops a raw method; the SDK stops its own. */
  readonly abort?: () => void;
}

/** A request's id, or what stands for it where the guide's bare template has none. */
export type Key = RequestId | symbol;

/** The requests under way, by id. */
export interface Flights {
  /** @returns why it cannot be taken up; null where it was */
  take(id: Key, flight: Flight): 'in use' | 'full' | null;
  /** Takes a request off the table; undefined for one that is not on it: never asked, answered, or cancelled. */
  land(id: Key): Flight | undefined;
  count(): number;
  abandonAll(): void;
}

/** More at once are refused: the table must not grow without end. */
export const MOST_IN_FLIGHT = 10_000;

// 1 and "1" are two ids.
const keyOf = (id: Key) => (typeof id === 'symbol' ? id : `${typeof id}:${id}`);

/** @param onIdle - Called whenever the last one has landed. */
export function createFlights(onIdle: () => void): Flights {
  const flights = new Map<string | symbol, Flight>();
  return {
    take(id, flight) {
      const key = keyOf(id);
      if (flights.has(key)) return 'in use';
      if (flights.size >= MOST_IN_FLIGHT) return 'full';
      flights.set(key, flight);
      return null;
    },
    land(id) {
      const flight = flights.get(keyOf(id));
      if (flights.delete(keyOf(id)) && flights.size === 0) queueMicrotask(onIdle);
      return flight;
    },
    count: () => flights.size,
    abandonAll() {
      for (const { abort } of flights.values()) abort?.();
      flights.clear();
    },
  };
}
