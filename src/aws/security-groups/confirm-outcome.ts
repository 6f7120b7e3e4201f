import { setTimeout as sleep } from 'node:timers/promises';
import { WhitelistError } from '#core/errors/errors.ts';
import type { Attempt } from '#aws/errors/attempt.ts';
import { callEndedError, raceAbort, type SendOptions } from '#aws/request/send.ts';

/** The pauses before the reads of a group after a lost answer. */
const READ_AFTER_MS = [0, 250, 750, 1_500];

/** How many reads in a row have to agree, since AWS's reads may be stale. */
const AGREEING_READS = 2;

/** How to find out whether a change was made. */
export interface OutcomeCheck<T> {
  /** Whether the group is as the change should make it. Throws where it cannot be read. */
  readonly isApplied: () => Promise<boolean>;
  /** The result where it is. */
  readonly answer: T;
}

type Outcome<T> =
  { readonly kind: 'succeeded'; readonly value: T } | { readonly kind: 'failed'; readonly error: unknown };

interface Readings {
  readonly kind: 'read';
  /** Null: the group could not be read. */
  readonly isApplied: boolean | null;
}

/**
 * Makes a change, and finds out what became of it where the answer is lost.
 *
 * AWS's answer counts, even "exists already" or "not there" after an earlier answer was lost. Where no answer came (the
 * connection was cut, the request stalled until two thirds of the time were over, or a server failure or somebody else's
 * page came instead), the group is read:
 *
 * - The change shows: it counts as made. Whether this call made it stays open, since AWS does not say.
 * - It does not show: that proves nothing. A request that was cut off or stalled may still be carried out, and after a
 *   server failure the read itself may be stale; only another answer to the change would tell. So the outcome stays
 *   unknown, with the check to run; a request that is still under way is waited for until the limit.
 * - The group cannot be read: AWS is out of reach, and the outcome stays unknown.
 *
 * A change does not begin when only the time to read the group is left.
 */
export async function confirmOutcome<T>(
  change: () => Promise<T>,
  { during, ...check }: OutcomeCheck<T> & { readonly during: Attempt },
  { signal, changeDeadline }: SendOptions,
): Promise<T> {
  if (changeDeadline.aborted) throw noTimeLeftError(during);
  const outcome = change().then(
    (value): Outcome<T> => ({ kind: 'succeeded', value }),
    (error: unknown): Outcome<T> => ({ kind: 'failed', error }),
  );
  const inTime = await raceAbort(outcome, changeDeadline).catch(() => null);
  if (inTime?.kind === 'succeeded') return inTime.value;
  if (inTime && (!isOutcomeUnknown(inTime.error) || signal.aborted)) throw inTime.error;
  const readings = pollUntilStable(check, signal);
  const first = await Promise.race([readings, outcome]);
  if (first.kind === 'succeeded') return first.value;
  // A failure does not end the reads, which may still show the change.
  const { isApplied } = await readings;
  if (isApplied) return check.answer;
  const last = await outcome;
  if (last.kind === 'succeeded') return last.value;
  if (!isOutcomeUnknown(last.error)) throw last.error;
  throw signal.aborted ? callEndedError(signal, during, true) : withReadHint(last.error, isApplied);
}

function noTimeLeftError({ action, region }: Attempt): WhitelistError {
  return new WhitelistError('timeout', `The time limit of the call ran out before ${action} in ${region}.`, {
    guidance: ['Nothing of it was sent; repeat the call.'],
  });
}

export const isOutcomeUnknown = (error: unknown): error is WhitelistError =>
  error instanceof WhitelistError && error.details.outcome === 'unknown';

/** Reads the group until enough reads in a row show the change, or there were enough of them. Never rejects. */
async function pollUntilStable({ isApplied }: OutcomeCheck<unknown>, signal: AbortSignal): Promise<Readings> {
  let agreeing = 0;
  try {
    for (const delay of READ_AFTER_MS) {
      // The timer keeps the process of a command alive: between two requests, nothing else does.
      await sleep(delay, undefined, { signal });
      agreeing = (await raceAbort(isApplied(), signal)) ? agreeing + 1 : 0;
      if (agreeing === AGREEING_READS) return { kind: 'read', isApplied: true };
    }
    return { kind: 'read', isApplied: false };
  } catch {
    return { kind: 'read', isApplied: null };
  }
}

function withReadHint(error: WhitelistError, isApplied: boolean | null): WhitelistError {
  if (isApplied === null) return error;
  const { guidance = [] } = error.details;
  const hint =
    'Looked at afterwards, the group was not as it was to be (yet): the request may still be carried out.';
  return new WhitelistError(error.code, error.message, {
    ...error.details,
    guidance: [...guidance.slice(0, 1), hint, ...guidance.slice(1)],
  });
}
