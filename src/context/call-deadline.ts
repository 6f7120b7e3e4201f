// Not AbortSignal.any over AbortSignal.timeout: neither holds the other, so in Node 20 garbage collection can
// take the timeout away, and a hung call would never end.

/** A limit on the time that the program itself takes: it is paused while a person is asked. */
export interface CallDeadline {
  readonly signal: AbortSignal;
  /** Aborts when two thirds of the time are over: the rest is for finding out what became of a change. */
  readonly changeDeadline: AbortSignal;
  pause(): void;
  /** Starts again with the whole time. */
  restart(): void;
}

export function createCallDeadline(milliseconds: number): CallDeadline {
  const end = new AbortController();
  const changes = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let changeTimer: NodeJS.Timeout | undefined;
  const pause = () => {
    clearTimeout(timer);
    clearTimeout(changeTimer);
  };
  const deadline = {
    signal: end.signal,
    changeDeadline: changes.signal,
    pause,
    restart() {
      pause();
      changeTimer = setTimeout(() => changes.abort(), (milliseconds * 2) / 3).unref();
      const ranOut = () => end.abort(new DOMException('The time limit ran out', 'TimeoutError'));
      timer = setTimeout(ranOut, milliseconds).unref();
    },
  };
  deadline.restart();
  return deadline;
}

/** The first of two signals; `limit` alone where there is no other. */
export function anySignal(limit: AbortSignal, caller: AbortSignal | undefined): AbortSignal {
  if (!caller) return limit;
  const end = new AbortController();
  for (const signal of [limit, caller]) {
    if (signal.aborted) end.abort(signal.reason);
    signal.addEventListener('abort', () => end.abort(signal.reason), { once: true });
  }
  return end.signal;
}
