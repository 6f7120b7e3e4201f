import { describeMinutes } from './end.ts';
import type { HolderName } from './holder.ts';
import { isExpired, lastEnd } from './holders.ts';
import type { Note } from './note.ts';

const MINUTE = 60_000;

/** What is asked of the shares in a rule; all of it has to hold. */
export interface GrantFilter {
  /** Each of them holds the rule, and the rest is asked of their shares alone. Empty: of everybody's. */
  readonly holders: readonly HolderName[];
  /** Somebody's share is past its end. */
  readonly expired: boolean;
  /** The last end is still to come, and within so many minutes; null: that is not asked. */
  readonly within: number | null;
}

/** @param now - AWS's time. */
export function matchesFilter(
  { holders }: Note,
  { holders: asked, expired, within }: GrantFilter,
  now: Date,
) {
  const shares = asked.length === 0 ? holders : holders.filter(({ holder }) => asked.includes(holder));
  if (shares.length < asked.length) return false;
  if (expired && !shares.some((one) => isExpired(one, now))) return false;
  return within === null || endsWithin(lastEnd({ holders: shares }), within, now);
}

/** Whether it is to come within so many minutes; null: it never comes. */
export const endsWithin = (end: Date | null, minutes: number, now: Date): boolean =>
  end !== null && end > now && end.getTime() <= now.getTime() + minutes * MINUTE;

/** `of jo with an expired share and an end within 2 h`: what goes behind "rules". */
export function describeFilter({ holders, expired, within }: GrantFilter): string {
  const [one, ...others] = holders;
  const have = [
    ...(expired ? ['an expired share'] : []),
    ...(within === null ? [] : [`an end within ${describeMinutes(within)}`]),
  ];
  return [
    ...(one === undefined ? [] : [others.length === 0 ? `of ${one}` : `of both ${holders.join(' and ')}`]),
    ...(have.length === 0 ? [] : [`with ${have.join(' and ')}`]),
  ].join(' ');
}
