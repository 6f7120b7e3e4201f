import type { Change, Policy, Refusal } from './policy.ts';

const setting = 'max_rule_duration_hours';

/** Holds the ends of what is granted to the longest life. */
export function judgeHours({ maxHours }: Policy, { longest }: Change): readonly Refusal[] {
  if (maxHours === null || longest === undefined) return [];
  const most = `a rule may do so for ${maxHours} h at most`;
  // No number of hours is without an end.
  if (longest === null)
    return [{ setting, reason: `It lets somebody in without an end; ${most}.`, allows: null }];
  if (longest <= maxHours) return [];
  const asked = String(roundedUp(longest));
  return [{ setting, reason: `It lets somebody in for ${asked} h; ${most}.`, allows: asked }];
}

/** Hours to two places, and never fewer than they are. */
function roundedUp(hours: number): number {
  const hundredths = Math.round(hours * 100);
  return (hundredths / 100 < hours ? hundredths + 1 : hundredths) / 100;
}
