import { isResponseLost } from './attempt-tracker.ts';
import { NOT_FROM_AWS, readFailure } from '#aws/errors/sdk-failure.ts';

/** Requests of one call for the same thing, the first included. */
export const MAX_ATTEMPTS = 4;

/** The wait before the first repetition is at most this, then twice that, and so on: milliseconds. */
const BASE_DELAY_MS = 100;
/** The same where AWS says that it is asked too often. */
const THROTTLED_BASE_DELAY_MS = 1_000;
const MAX_DELAY_MS = 8_000;

/** How many repetitions a process may make at once, and how many more with each second. */
const RETRY_BUDGET = 20;
const BUDGET_PER_SECOND = 1;

/** Longer than this beyond its own wait, nobody follows a server's Retry-After: milliseconds. */
const MAX_RETRY_AFTER_MS = 5_000;

/** AWS's codes for a request whose signature is of another time. */
const WRONG_TIME_CODES = [
  'AuthFailure',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
];

interface RetryToken {
  getRetryCount(): number;
  getRetryDelay(): number;
}

interface RetryErrorInfo {
  readonly error?: unknown;
  readonly errorType: string;
  readonly retryAfterHint?: Date;
}

/** What the SDK asks whether, and when, to repeat a request (RetryStrategyV2 of @smithy/types). */
export interface RetryStrategy {
  acquireInitialRetryToken(): Promise<RetryToken>;
  refreshRetryTokenForRetry(token: RetryToken, failed: RetryErrorInfo): Promise<RetryToken>;
  recordSuccess(): void;
}

const createRetryToken = (count: number, delay: number): RetryToken => ({
  getRetryCount: () => count,
  getRetryDelay: () => delay,
});

/**
 * One for the process: full jitter, so that callers who failed together do not come back together, and one budget
 * for all calls, so that their number does not multiply the load on a service that is failing.
 */
export function createRetryStrategy({
  random = Math.random,
  now = () => performance.now(),
}: { readonly random?: () => number; readonly now?: () => number } = {}): RetryStrategy {
  let budgetLeft = RETRY_BUDGET;
  let refilledAt = now();
  const spendBudget = () => {
    const time = now();
    budgetLeft = Math.min(RETRY_BUDGET, budgetLeft + ((time - refilledAt) / 1000) * BUDGET_PER_SECOND);
    refilledAt = time;
    if (budgetLeft < 1) return false;
    budgetLeft -= 1;
    return true;
  };
  return {
    acquireInitialRetryToken: () => Promise.resolve(createRetryToken(0, 0)),
    refreshRetryTokenForRetry(token, { error, errorType, retryAfterHint }) {
      const base = baseDelayFor(error, errorType);
      const count = token.getRetryCount() + 1;
      // By the right time it will be answered: that is no load on a service that is failing.
      const isFree = isClockCorrected(error) && WRONG_TIME_CODES.includes(readFailure(error).code);
      if (base === null || count >= MAX_ATTEMPTS || !(isFree || spendBudget()))
        return Promise.reject(new Error('no further attempt'));
      const delay = Math.floor(random() * Math.min(MAX_DELAY_MS, base * 2 ** (count - 1)));
      const asked = retryAfterHint ? retryAfterHint.getTime() - Date.now() : 0;
      return Promise.resolve(
        createRetryToken(count, Math.max(delay, Math.min(asked, delay + MAX_RETRY_AFTER_MS))),
      );
    },
    recordSuccess() {},
  };
}

/** Null: to ask again would bring the same answer. */
function baseDelayFor(error: unknown, errorType: string): number | null {
  if (errorType === 'THROTTLING') return THROTTLED_BASE_DELAY_MS;
  const { code, message, httpStatus } = readFailure(error);
  // Where this machine's clock is wrong, the SDK takes every refusal for one that the right time would have spared.
  const isRefusal = httpStatus >= 400 && httpStatus < 500;
  if (isClockCorrected(error) && isRefusal) return WRONG_TIME_CODES.includes(code) ? BASE_DELAY_MS : null;
  if (errorType === 'TRANSIENT') return BASE_DELAY_MS;
  // A proxy's refusal stays one; half an answer, or a page in the place of one, may not come twice.
  if (code === NOT_FROM_AWS && /^HTTP 4/.test(message)) return null;
  return error instanceof Error && error.name !== 'AbortError' && isResponseLost(error) && hasAnswer(error)
    ? BASE_DELAY_MS
    : null;
}

/** The SDK has set its clock by this answer. */
function isClockCorrected(error: unknown): boolean {
  if (!(error instanceof Error) || !('$metadata' in error)) return false;
  const { $metadata: metadata } = error;
  return typeof metadata === 'object' && metadata !== null && 'clockSkewCorrected' in metadata;
}

/** Something came back; errors of the program's own making are not repeated. */
const hasAnswer = (error: Error): boolean => '$metadata' in error;
