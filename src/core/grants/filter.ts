import { describeMinutes, MINUTE_MS } from './end.ts';
import type { HolderName } from './holder.ts';
import { isExpired, lastEnd } from './grant.ts';
import type { Note } from './note.ts';

/** A condition on the grants of a rule; all parts have to be met. */
export interface GrantFilter {
  /** Each of them holds the rule, and the other conditions are for their grants alone. Empty: for everybody's. */
  readonly holders: readonly HolderName[];
  /** Some grant is past its end. */
  readonly expired: boolean;
  /** The last end is still to come, and within so many minutes; null: no condition. */
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

/** Whether the end is still to come, and within so many minutes. @param end - Null: there is none. */
export const endsWithin = (end: Date | null, minutes: number, now: Date): boolean =>
  end !== null && end > now && end.getTime() <= now.getTime() + minutes * MINUTE_MS;

/** `of jo with an expired share and an end within 2 h`: what follows "rules". */
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
