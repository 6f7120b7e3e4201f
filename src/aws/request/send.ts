import { WhitelistError } from '#core/errors/errors.ts';
import { checkAfterwards, type Attempt } from '#aws/errors/attempt.ts';
import { fromAws } from '#aws/errors/errors.ts';
import { readFailure } from '#aws/errors/faults.ts';
import { beginFlight } from './flight.ts';
import type { Slots } from './slots.ts';

/** Told of every request to AWS once it has ended: for the log, and for counting. */
export interface SentRequest {
  readonly action: string;
  readonly region: string;
  readonly milliseconds: number;
  readonly requestId: string | null;
  /** AWS's code, or a system code; null where it went well. */
  readonly error: string | null;
  /** It may have changed something, and its call was cancelled before that was known. */
  readonly left: boolean;
}

export interface SendOptions {
  /** Ends the wait at once, whatever the SDK is doing: cancellation, or the limit on the whole call. */
  readonly signal: AbortSignal;
  /** The limit alone. What was sent to change something is not called back, so that its outcome is learnt. */
  readonly limit: AbortSignal;
  /** Aborts while there is still time to look what became of a change: no attempt of one begins after it. */
  readonly turn: AbortSignal;
  readonly slots: Slots;
  readonly onSent: (request: SentRequest) => void;
  /** Given every request that changes something, while it is under way. */
  readonly onChange: (ended: Promise<void>) => void;
}

interface Answer {
  readonly $metadata: { readonly requestId?: string | undefined };
}

type Request<T> = (options: { abortSignal: AbortSignal }) => Promise<T>;

/** One AWS request, logged, ended by the signal, its failure in our words. */
export async function send<T extends Answer>(
  attempt: Attempt,
  options: SendOptions,
  request: Request<T>,
): Promise<T> {
  return (await sendTelling(attempt, options, request)).answer;
}

/** The same, with whether an answer before this one was lost: what it would have told may have been done by it. */
export async function sendTelling<T extends Answer>(
  attempt: Attempt,
  { signal, limit, turn, slots, onSent, onChange }: SendOptions,
  request: Request<T>,
): Promise<{ readonly answer: T; readonly lost: boolean }> {
  const giveBack = await slots.take(signal).catch((): never => {
    throw ended(signal, attempt);
  });
  const started = performance.now();
  const end = new AbortController();
  const flight = beginFlight(end.signal);
  let left = false;
  const cancel = () => {
    left = flight.mayBeDone && !limit.aborted;
    stop();
  };
  // Nothing more is sent; what is under way is not called back.
  const stop = () => {
    flight.stop();
    if (!flight.underWay) end.abort();
  };
  const forget = attempt.changes
    ? listening([limit, () => end.abort()], [turn, stop], [signal, cancel])
    : listening([signal, () => end.abort()]);
  const sent = (requestId: string | null, error: string | null) => {
    giveBack();
    forget();
    const milliseconds = Math.round(performance.now() - started);
    onSent({ action: attempt.action, region: attempt.region, milliseconds, requestId, error, left });
  };
  const answering = request({ abortSignal: end.signal });
  const over = answering.then(
    ({ $metadata }) => sent($metadata.requestId ?? null, null),
    (error: unknown) => {
      const failure = readFailure(flight.failure(error));
      sent(failure.requestId, failure.code);
    },
  );
  if (attempt.changes) onChange(over);
  try {
    return { answer: await orAborted(answering, signal), lost: flight.lost };
  } catch (error) {
    throw signal.aborted
      ? ended(signal, attempt, flight.mayBeDone)
      : fromAws(flight.failure(error), attempt, flight.lost);
  }
}

/** @returns what ends the listening */
function listening(...pairs: readonly (readonly [AbortSignal, () => void])[]): () => void {
  for (const [signal, heard] of pairs) {
    signal.addEventListener('abort', heard, { once: true });
    if (signal.aborted) heard();
  }
  return () => {
    for (const [signal, heard] of pairs) signal.removeEventListener('abort', heard);
  };
}

/** Settles with the promise, or rejects as soon as the signal says so: the SDK sleeps through signals between retries. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = withReject();
  const onAbort = () => reject(new Error('aborted'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function withReject(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<never>((_resolve, r) => (reject = r));
  return { promise, reject };
}

/**
 * What the end of the signal means: our own limit, or somebody's wish.
 *
 * @param during - What was going on: a request to AWS, or words for something before it.
 * @param mayBeDone - Whether what was sent may have been carried out.
 */
export function ended(signal: AbortSignal, during: Attempt | string, mayBeDone = false): WhitelistError {
  const doubtful = typeof during !== 'string' && during.changes && mayBeDone;
  const what = typeof during === 'string' ? during : `${during.action} in ${during.region}`;
  const outcome = doubtful ? 'unknown' : 'not_done';
  const guidance = doubtful ? [checkAfterwards(during)] : [];
  const timedOut = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return timedOut
    ? new WhitelistError('timeout', `The time limit of the call ran out during ${what}.`, {
        outcome,
        guidance: [...guidance, 'Check network connectivity and any proxy, then repeat the call.'],
      })
    : new WhitelistError('cancelled', `The call was cancelled during ${what}.`, { outcome, guidance });
}
