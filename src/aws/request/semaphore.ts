/** A place among the requests that may be under way at once. */
export interface Semaphore {
  /**
   * Waits for a place, first come, first served.
   *
   * @returns what gives the place back
   * @throws the signal's reason, where it aborts before a place is free
   */
  acquire(signal: AbortSignal): Promise<() => void>;
}

/** @param permits - How many requests may be under way at once. */
export function createSemaphore(permits: number): Semaphore {
  const waiting = new Set<() => void>();
  let free = permits;

  const release = () => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  };
  const createRelease = () => {
    let given = false;
    return () => {
      if (!given) release();
      given = true;
    };
  };
  return {
    async acquire(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return createRelease();
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
      return createRelease();
    },
  };
}
