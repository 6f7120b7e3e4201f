import { WhitelistError } from '../core/errors.ts';

const MINUTE = 60_000;

/** Counts the changes of this process. */
export interface ChangeRate {
  /** @throws WhitelistError `rate_limited` where a change now would be one too many */
  readonly check: () => void;
  /** The same, and counts it. */
  readonly begin: () => void;
}

/** @param perMinute - Null: no limit. */
export function createChangeRate(perMinute: number | null, now: () => Date): ChangeRate {
  let begun: number[] = [];
  const check = () => {
    if (perMinute === null) return;
    const time = now().getTime();
    begun = begun.filter((at) => time - at < MINUTE);
    const [first] = begun;
    if (first !== undefined && begun.length >= perMinute) {
      const seconds = Math.max(1, Math.ceil((first + MINUTE - time) / 1000));
      throw new WhitelistError(
        'rate_limited',
        `Too many changes: security_settings.rate_limit_per_minute allows ${perMinute} in a minute, counted for this process.`,
        { guidance: [`Nothing was changed; repeat the call in ${seconds} s.`] },
      );
    }
  };
  return {
    check,
    begin() {
      check();
      if (perMinute !== null) begun.push(now().getTime());
    },
  };
}
