import { setTimeout as sleep } from 'node:timers/promises';
import { WhitelistError } from '#core/errors/errors.ts';
import type { Attempt } from '#aws/errors/attempt.ts';
import { callEndedError, raceAbort, type SendOptions } from '#aws/request/send.ts';

/** The looks at a group after a lost answer come after these pauses: milliseconds. */
const READ_AFTER_MS = [0, 250, 750, 1_500];

/** So many looks in a row have to agree: AWS's reads may be behind its changes. */
const AGREEING_READS = 2;

/** The look at what a change was to bring about. */
export interface OutcomeCheck<T> {
  /** Whether the group is as the change was to make it. Throws where it cannot be read. */
  readonly isApplied: () => Promise<boolean>;
  /** What is answered where it is. */
  readonly answer: T;
}

/**
 * Sees to it that a lost answer is found out.
 *
 * What AWS answered is the truth, also where that is "exists already" or "not there" after a lost answer. Where no
 * answer came (cut off, stalled until two thirds of the time were over, answered with a server's failure or somebody
 * else's page), the group is looked at:
 *
 * - It is as it was to be: told as such, with the doubt who made it so, which AWS does not resolve.
 * - It is not: that proves nothing. A request that was cut off or stalled may still be carried out, and after a
 *   server's failure the read itself may be behind; only another answer of the change itself would tell. So it stays
 *   unknown, with the check to run; a request that is still under way is waited for until the limit.
 * - It cannot be read: AWS is out of reach, and it stays unknown.
 *
 * A change that would begin when only the time to look is left does not begin.
 */
export async function confirmOutcome<T>(
  change: () => Promise<T>,
  { during, ...check }: OutcomeCheck<T> & { readonly during: Attempt },
  { signal, changeDeadline }: SendOptions,
): Promise<T> {
  if (changeDeadline.aborted) throw noTimeLeftError(during);
  const outcome = change().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const first = await raceAbort(outcome, changeDeadline).catch(() => null);
  if (first !== null) {
    if ('value' in first) return first.value;
    if (!isOutcomeUnknown(first.error) || signal.aborted) throw first.error;
  }
  const isApplied = await Promise.race([
    pollUntilStable(check, signal),
    ...(first === null ? [untilSucceeded(outcome)] : []),
  ]);
  if (isApplied) return check.answer;
  const last = await outcome;
  if ('value' in last) return last.value;
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

/** @returns null: it could not be read */
async function pollUntilStable(
  { isApplied }: OutcomeCheck<unknown>,
  signal: AbortSignal,
): Promise<boolean | null> {
  let agreeing = 0;
  try {
    for (const delay of READ_AFTER_MS) {
      // Referenced: between two requests, nothing else keeps the process of a command.
      await sleep(delay, undefined, { signal });
      agreeing = (await raceAbort(isApplied(), signal)) ? agreeing + 1 : 0;
      if (agreeing === AGREEING_READS) return true;
    }
    return false;
  } catch {
    return null;
  }
}

/** Ends, with null, only when the change has been answered after all. */
async function untilSucceeded(outcome: Promise<{ value: unknown } | { error: unknown }>): Promise<null> {
  if ('error' in (await outcome)) await new Promise(() => {});
  return null;
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
