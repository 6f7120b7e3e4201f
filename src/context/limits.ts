// Not AbortSignal.any over AbortSignal.timeout: neither holds the other, so in Node 20 garbage collection can
// take the timeout away, and a hung call would never end.

/** A signal that says TimeoutError after so many milliseconds. */
export function after(milliseconds: number): AbortSignal {
  const end = new AbortController();
  setTimeout(
    () => end.abort(new DOMException('The time limit ran out', 'TimeoutError')),
    milliseconds,
  ).unref();
  return end.signal;
}

/** The first of two signals; `limit` alone where there is no other. */
export function either(limit: AbortSignal, caller: AbortSignal | undefined): AbortSignal {
  if (!caller) return limit;
  const end = new AbortController();
  for (const signal of [limit, caller]) {
    if (signal.aborted) end.abort(signal.reason);
    signal.addEventListener('abort', () => end.abort(signal.reason), { once: true });
  }
  return end.signal;
}
