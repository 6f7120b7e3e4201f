import { isLost } from './flight.ts';
import { NOT_OF_AWS, readFailure } from '#aws/errors/faults.ts';

/** Requests of one call for the same thing, the first included. */
export const MOST_ATTEMPTS = 4;

/** The wait before the first repetition is at most this, then twice that, and so on: milliseconds. */
const BASE = 100;
/** The same where AWS says that it is asked too often. */
const SLOW_BASE = 1_000;
const LONGEST = 8_000;

/** How many repetitions a process may make at once, and how many more with each second. */
const BUDGET = 20;
const PER_SECOND = 1;

/** Longer than this beyond its own wait, nobody follows a server's Retry-After: milliseconds. */
const MOST_PATIENCE = 5_000;

/** AWS's codes for a request whose signature is of another time. */
const WRONG_TIME = [
  'AuthFailure',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
];

interface Token {
  getRetryCount(): number;
  getRetryDelay(): number;
}

interface Failed {
  readonly error?: unknown;
  readonly errorType: string;
  readonly retryAfterHint?: Date;
}

/** What the SDK asks whether, and when, to repeat a request (RetryStrategyV2 of @smithy/types). */
export interface Retries {
  acquireInitialRetryToken(): Promise<Token>;
  refreshRetryTokenForRetry(token: Token, failed: Failed): Promise<Token>;
  recordSuccess(): void;
}

const tokenOf = (count: number, delay: number): Token => ({
  getRetryCount: () => count,
  getRetryDelay: () => delay,
});

/**
 * One for the process: full jitter, so that callers who failed together do not come back together, and one budget
 * for all calls, so that their number does not multiply the load on a service that is failing.
 */
export function createRetries({
  random = Math.random,
  now = () => performance.now(),
}: { readonly random?: () => number; readonly now?: () => number } = {}): Retries {
  let left = BUDGET;
  let counted = now();
  const spend = () => {
    const time = now();
    left = Math.min(BUDGET, left + ((time - counted) / 1000) * PER_SECOND);
    counted = time;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
  return {
    acquireInitialRetryToken: () => Promise.resolve(tokenOf(0, 0)),
    refreshRetryTokenForRetry(token, { error, errorType, retryAfterHint }) {
      const base = baseFor(error, errorType);
      const count = token.getRetryCount() + 1;
      // By the right time it will be answered: that is no load on a service that is failing.
      const isFree = isClockCorrected(error) && WRONG_TIME.includes(readFailure(error).code);
      if (base === null || count >= MOST_ATTEMPTS || !(isFree || spend()))
        return Promise.reject(new Error('no further attempt'));
      const delay = Math.floor(random() * Math.min(LONGEST, base * 2 ** (count - 1)));
      const asked = retryAfterHint ? retryAfterHint.getTime() - Date.now() : 0;
      return Promise.resolve(tokenOf(count, Math.max(delay, Math.min(asked, delay + MOST_PATIENCE))));
    },
    recordSuccess() {},
  };
}

/** Null: to ask again would bring the same answer. */
function baseFor(error: unknown, errorType: string): number | null {
  if (errorType === 'THROTTLING') return SLOW_BASE;
  const { code, message, httpStatus } = readFailure(error);
  // Where this machine's clock is wrong, the SDK takes every refusal for one that the right time would have spared.
  const isRefusal = httpStatus >= 400 && httpStatus < 500;
  if (isClockCorrected(error) && isRefusal) return WRONG_TIME.includes(code) ? BASE : null;
  if (errorType === 'TRANSIENT') return BASE;
  // A proxy's refusal stays one; half an answer, or a page in the place of one, may not come twice.
  if (code === NOT_OF_AWS && /^HTTP 4/.test(message)) return null;
  return error instanceof Error && error.name !== 'AbortError' && isLost(error) && isAnswer(error)
    ? BASE
    : null;
}

/** The SDK has set its clock by this answer. */
function isClockCorrected(error: unknown): boolean {
  if (!(error instanceof Error) || !('$metadata' in error)) return false;
  const { $metadata: metadata } = error;
  return typeof metadata === 'object' && metadata !== null && 'clockSkewCorrected' in metadata;
}

/** Something came back; errors of the program's own making are not repeated. */
const isAnswer = (error: Error): boolean => '$metadata' in error;
