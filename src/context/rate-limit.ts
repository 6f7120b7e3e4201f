import { WhitelistError } from '#core/errors/errors.ts';

const MINUTE_MS = 60_000;

/** Counts the changes of this process: each group that is changed is one. */
export interface RateLimit {
  /**
   * @param count - How many changes are to come together. Default 1.
   * @throws WhitelistError `rate_limited` where that many more would be too many now, or are too many at any time
   */
  readonly check: (count?: number) => void;
  /** The same, and counts them; all or none. */
  readonly consume: (count?: number) => void;
}

/** @param perMinute - Null: no limit. */
export function createRateLimit(perMinute: number | null, now: () => Date): RateLimit {
  if (perMinute === null) return { check: () => undefined, consume: () => undefined };
  let startedAt: number[] = [];
  const check = (count = 1) => {
    if (count > perMinute) throw callTooLargeError(perMinute, count);
    const time = now().getTime();
    startedAt = startedAt.filter((at) => time - at < MINUTE_MS);
    // So many changes are allowed again once this one is a minute old.
    const last = startedAt[startedAt.length + count - perMinute - 1];
    if (last !== undefined)
      throw rateExceededError(perMinute, Math.max(1, Math.ceil((last + MINUTE_MS - time) / 1000)));
  };
  return {
    check,
    consume(count = 1) {
      check(count);
      const time = now().getTime();
      startedAt.push(...Array.from({ length: count }, () => time));
    },
  };
}

const describeLimit = (perMinute: number) =>
  `security_settings.rate_limit_per_minute allows ${perMinute} in a minute`;

const rateExceededError = (perMinute: number, seconds: number) =>
  new WhitelistError(
    'rate_limited',
    `Too many changes: ${describeLimit(perMinute)}, counted for this process.`,
    {
      guidance: [`Nothing was changed; repeat the call in ${seconds} s.`],
    },
  );

const callTooLargeError = (perMinute: number, count: number) =>
  new WhitelistError(
    'rate_limited',
    `Too many changes in one call: ${describeLimit(perMinute)}, and this call would change ${count} security groups, each of which counts as one.`,
    {
      retryable: false,
      guidance: [
        `Nothing was changed, and waiting does not help: name fewer groups per call, ${perMinute} at most.`,
      ],
    },
  );
