import { WhitelistError } from '../core/errors.ts';
import { checkAfterwards, type Attempt } from './attempt.ts';
import { fromAws } from './errors.ts';
import { readFailure } from './faults.ts';
import type { Slots } from './slots.ts';

/** Told of every request to AWS once it has ended: for the log, and for counting. */
export interface SentRequest {
  readonly action: string;
  readonly region: string;
  readonly milliseconds: number;
  readonly requestId: string | null;
  /** AWS's code, or a system code; null where it went well. */
  readonly error: string | null;
  /** It changes something, and its call was cancelled before it ended. */
  readonly left: boolean;
}

export interface SendOptions {
  /** Ends the wait at once, whatever the SDK is doing: cancellation, or the limit on the whole call. */
  readonly signal: AbortSignal;
  /** The limit alone. What was sent to change something is not called back, so that its outcome is learnt. */
  readonly limit: AbortSignal;
  readonly slots: Slots;
  readonly onSent: (request: SentRequest) => void;
  /** Given every request that changes something, while it is under way. */
  readonly onChange: (ended: Promise<void>) => void;
}

interface Answer {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** One AWS request, logged, ended by the signal, its failure in our words. */
export async function send<T extends Answer>(
  attempt: Attempt,
  { signal, limit, slots, onSent, onChange }: SendOptions,
  request: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const giveBack = await slots.take(signal).catch((): never => {
    throw ended(signal, { ...attempt, changes: false });
  });
  const started = performance.now();
  const sent = (requestId: string | null, error: string | null) => {
    giveBack();
    const milliseconds = Math.round(performance.now() - started);
    const left = attempt.changes && signal.aborted && !limit.aborted;
    onSent({ action: attempt.action, region: attempt.region, milliseconds, requestId, error, left });
  };
  const answer = request({ abortSignal: attempt.changes ? limit : signal });
  const over = answer.then(
    ({ $metadata }) => sent($metadata.requestId ?? null, null),
    (error: unknown) => {
      const failure = readFailure(error);
      sent(failure.requestId, failure.code);
    },
  );
  if (attempt.changes) onChange(over);
  try {
    return await orAborted(answer, signal);
  } catch (error) {
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
