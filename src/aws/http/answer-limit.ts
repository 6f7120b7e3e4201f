import { Readable } from 'node:stream';

type Signal = AbortSignal | { readonly aborted: boolean } | undefined;

const tooLate = () =>
  Object.assign(new Error('no whole answer in time'), { name: 'TimeoutError', code: 'ETIMEDOUT' });

/**
 * One attempt that has to be answered in time, to the last byte: a stalled one is given up while there is time for
 * another, instead of taking the whole call with it.
 */
export async function answeredWithin<T extends { readonly response: { readonly body?: unknown } }>(
  limit: number,
  outer: Signal,
  handle: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const inner = new AbortController();
  const end = () => inner.abort();
  let isLate = false;
  let body: unknown;
  const timer = setTimeout(() => {
    isLate = true;
    if (body instanceof Readable) body.destroy(tooLate());
    else end();
  }, limit).unref();
  const over = () => {
    clearTimeout(timer);
    if (outer instanceof AbortSignal) outer.removeEventListener('abort', end);
  };
  if (outer instanceof AbortSignal) outer.addEventListener('abort', end, { once: true });
  if (outer?.aborted) end();
  try {
    const result = await handle(inner.signal);
    ({ body } = result.response);
    if (body instanceof Readable) body.once('close', over);
    else over();
    return result;
  } catch (error) {
    over();
    throw isLate ? tooLate() : error;
  }
}
