import { WhitelistError } from '../core/errors.ts';
import { checkAfterwards, type Attempt } from './attempt.ts';
import { fromAws } from './errors.ts';
import { readFailure } from './faults.ts';

/** Told of every request to AWS once it has ended: for the log, and for counting. */
export interface SentRequest {
  readonly action: string;
  readonly region: string;
  readonly milliseconds: number;
  readonly requestId: string | null;
  /** AWS's code, or a system code; null where it went well. */
  readonly error: string | null;
}

export interface SendOptions {
  /** Ends the wait at once, whatever the SDK is doing: cancellation, or the limit on the whole call. */
  readonly signal: AbortSignal;
  readonly onSent: (request: SentRequest) => void;
}

interface Answer {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** One AWS request, logged, ended by the signal, its failure in our words. */
export async function send<T extends Answer>(
  attempt: Attempt,
  { signal, onSent }: SendOptions,
  request: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const started = performance.now();
  const sent = (requestId: string | null, error: string | null) => {
    const milliseconds = Math.round(performance.now() - started);
    onSent({ action: attempt.action, region: attempt.region, milliseconds, requestId, error });
  };
  if (signal.aborted) throw ended(signal, { ...attempt, changes: false });
  try {
    const answer = await orAborted(request({ abortSignal: signal }), signal);
    sent(answer.$metadata.requestId ?? null, null);
    return answer;
  } catch (error) {
    const failure = readFailure(error);
    sent(failure.requestId, signal.aborted ? 'aborted' : failure.code);
    throw signal.aborted ? ended(signal, attempt) : fromAws(error, attempt);
  }
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
 */
export function ended(signal: AbortSignal, during: Attempt | string): WhitelistError {
  const changes = typeof during !== 'string' && during.changes;
  const what = typeof during === 'string' ? during : `${during.action} in ${during.region}`;
  const outcome = changes ? 'unknown' : 'not_done';
  const guidance = changes ? [checkAfterwards(during)] : [];
  const timedOut = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return timedOut
    ? new WhitelistError('timeout', `The time limit of the call ran out during ${what}.`, {
        outcome,
        guidance: [...guidance, 'Check network connectivity and any proxy, then repeat the call.'],
      })
    : new WhitelistError('cancelled', `The call was cancelled during ${what}.`, { outcome, guidance });
}
