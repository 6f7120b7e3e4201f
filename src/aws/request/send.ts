import { WhitelistError } from '#core/errors/errors.ts';
import { checkOutcomeHint, type Attempt } from '#aws/errors/attempt.ts';
import { fromAwsError } from '#aws/errors/from-aws-error.ts';
import { readFailure } from '#aws/errors/sdk-failure.ts';
import { createAttemptTracker } from './attempt-tracker.ts';
import type { Semaphore } from './semaphore.ts';

/** Told of every request to AWS once it has ended: for the log, and for counting. */
export interface SentRequest {
  readonly action: string;
  readonly region: string;
  readonly milliseconds: number;
  readonly requestId: string | null;
  /** AWS's code, or a system code; null where it went well. */
  readonly error: string | null;
  /** It may have changed something, and its call was cancelled before that was known. */
  readonly wasAbandoned: boolean;
}

export interface SendOptions {
  /** Ends the wait at once, whatever the SDK is doing: cancellation, or the limit on the whole call. */
  readonly signal: AbortSignal;
  /** The limit alone. What was sent to change something is not called back, so that its outcome is learnt. */
  readonly limit: AbortSignal;
  /** Aborts while there is still time to look what became of a change: no attempt of one begins after it. */
  readonly changeDeadline: AbortSignal;
  readonly semaphore: Semaphore;
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
  return (await sendTracked(attempt, options, request)).answer;
}

/** The same, with whether an answer before this one was lost: what it would have told may have been done by it. */
export async function sendTracked<T extends Answer>(
  attempt: Attempt,
  { signal, limit, changeDeadline, semaphore, onSent, onChange }: SendOptions,
  request: Request<T>,
): Promise<{ readonly answer: T; readonly responseLost: boolean }> {
  const release = await semaphore.acquire(signal).catch((): never => {
    throw callEndedError(signal, attempt);
  });
  const started = performance.now();
  const end = new AbortController();
  const tracker = createAttemptTracker(end.signal);
  let wasAbandoned = false;
  const cancel = () => {
    wasAbandoned = tracker.mayHaveExecuted && !limit.aborted;
    stop();
  };
  // Nothing more is sent; what is under way is not called back.
  const stop = () => {
    tracker.stopAttempts();
    if (!tracker.isInFlight) end.abort();
  };
  const stopListening = attempt.changes
    ? onAnyAbort([limit, () => end.abort()], [changeDeadline, stop], [signal, cancel])
    : onAnyAbort([signal, () => end.abort()]);
  const reportSent = (requestId: string | null, error: string | null) => {
    release();
    stopListening();
    const milliseconds = Math.round(performance.now() - started);
    onSent({ action: attempt.action, region: attempt.region, milliseconds, requestId, error, wasAbandoned });
  };
  const response = request({ abortSignal: end.signal });
  const completed = response.then(
    ({ $metadata }) => reportSent($metadata.requestId ?? null, null),
    (error: unknown) => {
      const failure = readFailure(tracker.rootFailure(error));
      reportSent(failure.requestId, failure.code);
    },
  );
  if (attempt.changes) onChange(completed);
  try {
    return { answer: await raceAbort(response, signal), responseLost: tracker.responseLost };
  } catch (error) {
    throw signal.aborted
      ? callEndedError(signal, attempt, tracker.mayHaveExecuted)
      : fromAwsError(tracker.rootFailure(error), attempt, tracker.responseLost);
  }
}

/** @returns what ends the listening */
function onAnyAbort(...pairs: readonly (readonly [AbortSignal, () => void])[]): () => void {
  for (const [signal, onAbort] of pairs) {
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  }
  return () => {
    for (const [signal, onAbort] of pairs) signal.removeEventListener('abort', onAbort);
  };
}

/** Settles with the promise, or rejects as soon as the signal says so: the SDK sleeps through signals between retries. */
export async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = createRejectable();
  const onAbort = () => reject(new Error('aborted'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function createRejectable(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<never>((_resolve, r) => (reject = r));
  return { promise, reject };
}

/**
 * What the end of the signal means: our own limit, or somebody's wish.
 *
 * @param during - What was going on: a request to AWS, or words for something before it.
 * @param mayHaveExecuted - Whether what was sent may have been carried out.
 */
export function callEndedError(
  signal: AbortSignal,
  during: Attempt | string,
  mayHaveExecuted = false,
): WhitelistError {
  const isUnknown = typeof during !== 'string' && during.changes && mayHaveExecuted;
  const what = typeof during === 'string' ? during : `${during.action} in ${during.region}`;
  const outcome = isUnknown ? 'unknown' : 'not_done';
  const guidance = isUnknown ? [checkOutcomeHint(during)] : [];
  const timedOut = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return timedOut
    ? new WhitelistError('timeout', `The time limit of the call ran out during ${what}.`, {
        outcome,
        guidance: [...guidance, 'Check network connectivity and any proxy, then repeat the call.'],
      })
    : new WhitelistError('cancelled', `The call was cancelled during ${what}.`, { outcome, guidance });
}
