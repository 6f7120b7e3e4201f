import { Readable } from 'node:stream';

type AbortState = AbortSignal | { readonly aborted: boolean } | undefined;

const answerTimeout = () =>
  Object.assign(new Error('no whole answer in time'), { name: 'TimeoutError', code: 'ETIMEDOUT' });

/**
 * One attempt that has to be answered in time, to the last byte: a stalled one is given up while there is time for
 * another, instead of taking the whole call with it.
 */
export async function withAnswerLimit<T extends { readonly response: { readonly body?: unknown } }>(
  limit: number,
  outer: AbortState,
  handle: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const inner = new AbortController();
  const abortInner = () => inner.abort();
  let isTimedOut = false;
  let body: unknown;
  const timer = setTimeout(() => {
    isTimedOut = true;
    if (body instanceof Readable) body.destroy(answerTimeout());
    else abortInner();
  }, limit).unref();
  const stopWaiting = () => {
    clearTimeout(timer);
    if (outer instanceof AbortSignal) outer.removeEventListener('abort', abortInner);
  };
  if (outer instanceof AbortSignal) outer.addEventListener('abort', abortInner, { once: true });
  if (outer?.aborted) abortInner();
  try {
    const result = await handle(inner.signal);
    ({ body } = result.response);
    if (body instanceof Readable) body.once('close', stopWaiting);
    else stopWaiting();
    return result;
  } catch (error) {
    stopWaiting();
    throw isTimedOut ? answerTimeout() : error;
  }
}
