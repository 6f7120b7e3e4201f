import { isResponseLost } from './attempt-tracker.ts';
import { NOT_FROM_AWS, readFailure } from '#aws/errors/sdk-failure.ts';

/** Attempts at one request, the first included. */
export const MAX_ATTEMPTS = 4;

/** The longest wait before the second attempt; it doubles with each further one. */
const BASE_DELAY_MS = 100;
/** The same where AWS throttles. */
const THROTTLED_BASE_DELAY_MS = 1_000;
const MAX_DELAY_MS = 8_000;

/** How many retries a process may make at once, and how many more with each second. */
const RETRY_BUDGET = 20;
const BUDGET_PER_SECOND = 1;

/** By how much a server's Retry-After may lengthen a wait. */
const MAX_RETRY_AFTER_MS = 5_000;

/** AWS's codes for a request that was signed with the wrong time. */
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

/** Decides whether and when the SDK repeats a request (RetryStrategyV2 of @smithy/types). */
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
 * One for the process: full jitter, so that calls that failed together do not come back together, and one budget for all
 * calls, so that their number does not multiply the load on a service that is failing.
 *
 * The SDK's own StandardRetryStrategy (@smithy/core/retry) does not fit, even as one shared instance:
 *
 * - Its budget is refilled by successful requests alone, never by time. A process that makes a few requests an hour would
 *   stay without retries long after an outage, and a change whose answer was lost needs them most.
 * - Every retry costs something. One that the SDK's corrected clock is sure to help is free here.
 * - It sleeps while a token is acquired, for up to 20 seconds at a time, and draws its jitter from `Math.random`: the
 *   waits could not be tested without waiting, nor be bounded by the time of a call.
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
      // With the right time it will be answered, so it is no load on a failing service.
      const isFree = isClockCorrected(error) && WRONG_TIME_CODES.includes(readFailure(error).code);
      if (base === null || count >= MAX_ATTEMPTS || !(isFree || spendBudget()))
        return Promise.reject(new Error('no further attempt'));
      const delay = Math.floor(random() * Math.min(MAX_DELAY_MS, base * 2 ** (count - 1)));
      const requestedDelay = retryAfterHint ? retryAfterHint.getTime() - Date.now() : 0;
      return Promise.resolve(
        createRetryToken(count, Math.max(delay, Math.min(requestedDelay, delay + MAX_RETRY_AFTER_MS))),
      );
    },
    recordSuccess() {},
  };
}

/** Null: another attempt would get the same answer. */
function baseDelayFor(error: unknown, errorType: string): number | null {
  if (errorType === 'THROTTLING') return THROTTLED_BASE_DELAY_MS;
  const { code, message, httpStatus } = readFailure(error);
  // Once the SDK has corrected its clock, it takes every refusal for one that the wrong time caused.
  const isRefusal = httpStatus >= 400 && httpStatus < 500;
  if (isClockCorrected(error) && isRefusal) return WRONG_TIME_CODES.includes(code) ? BASE_DELAY_MS : null;
  if (errorType === 'TRANSIENT') return BASE_DELAY_MS;
  // A proxy's refusal will not change, but half an answer, or a page instead of one, may not come twice.
  if (code === NOT_FROM_AWS && /^HTTP 4/.test(message)) return null;
  return error instanceof Error && error.name !== 'AbortError' && isResponseLost(error) && hasAnswer(error)
    ? BASE_DELAY_MS
    : null;
}

/** Whether the SDK has set its clock by this answer. */
function isClockCorrected(error: unknown): boolean {
  if (!(error instanceof Error) || !('$metadata' in error)) return false;
  const { $metadata: metadata } = error;
  return typeof metadata === 'object' && metadata !== null && 'clockSkewCorrected' in metadata;
}

/** Whether something came back. The program's own errors have no metadata, and are not retried. */
const hasAnswer = (error: Error): boolean => '$metadata' in error;
