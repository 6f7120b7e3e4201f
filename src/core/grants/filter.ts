import { describeMinutes } from './end.ts';
import type { HolderName } from './holder.ts';
import { isExpired, lastEnd } from './grant.ts';
import type { Note } from './note.ts';

const MINUTE_MS = 60_000;

/** What is asked of the shares in a rule; all of it has to hold. */
export interface GrantFilter {
  /** Each of them holds the rule, and the rest is asked of their shares alone. Empty: of everybody's. */
  readonly holders: readonly HolderName[];
  /** Somebody's share is past its end. */
  readonly expired: boolean;
  /** The last end is still to come, and within so many minutes; null: that is not asked. */
  readonly withinMinutes: number | null;
}

/** @param now - AWS's time. */
export function matchesFilter(
  { holders }: Note,
  { holders: wantedHolders, expired, withinMinutes }: GrantFilter,
  now: Date,
) {
  const grants =
    wantedHolders.length === 0 ? holders : holders.filter(({ holder }) => wantedHolders.includes(holder));
  if (grants.length < wantedHolders.length) return false;
  if (expired && !grants.some((one) => isExpired(one, now))) return false;
  return withinMinutes === null || endsWithin(lastEnd({ holders: grants }), withinMinutes, now);
}

/** Whether it is to come within so many minutes; null: it never comes. */
export const endsWithin = (end: Date | null, minutes: number, now: Date): boolean =>
  end !== null && end > now && end.getTime() <= now.getTime() + minutes * MINUTE_MS;

/** `of jo with an expired share and an end within 2 h`: what goes behind "rules". */
export function describeFilter({ holders, expired, withinMinutes }: GrantFilter): string {
  const [one, ...others] = holders;
  const conditions = [
    ...(expired ? ['an expired share'] : []),
    ...(withinMinutes === null ? [] : [`an end within ${describeMinutes(withinMinutes)}`]),
  ];
  return [
    ...(one === undefined ? [] : [others.length === 0 ? `of ${one}` : `of both ${holders.join(' and ')}`]),
    ...(conditions.length === 0 ? [] : [`with ${conditions.join(' and ')}`]),
  ].join(' ');
}
