/** A place among the requests that may be under way at once. */
export interface Slots {
  /**
   * Waits for a place, first come, first served.
   *
   * @returns what gives the place back
   * @throws the signal's reason, where it aborts before a place is free
   */
  take(signal: AbortSignal): Promise<() => void>;
}

/** @param places - How many requests may be under way at once. */
export function createSlots(places: number): Slots {
  const waiting = new Set<() => void>();
  let free = places;

  const give = () => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  };
  const once = () => {
    let given = false;
    return () => {
      if (!given) give();
      given = true;
    };
  };
  return {
    async take(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return once();
      }
      await new Promise<void>((resolve, reject) => {
        const stop = () => {
          waiting.delete(go);
          reject(new Error('stopped waiting', { cause: signal.reason }));
        };
        const go = () => {
          waiting.delete(go);
          signal.removeEventListener('abort', stop);
          resolve();
        };
        waiting.add(go);
        signal.addEventListener('abort', stop, { once: true });
      });
      return once();
    },
  };
}
