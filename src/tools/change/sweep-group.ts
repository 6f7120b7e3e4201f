import { toWhitelistError } from '#core/errors/errors.ts';
import { hasNoLiveGrant } from '#core/grants/grant.ts';
import { parseNote } from '#core/grants/note.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { RuleOutcomes } from '#core/rules/rule-outcomes.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';

/** Rules of ours that nobody has a right to any more. @param now - AWS's time. */
export const findExpiredRules = (rules: readonly IngressRule[], now: Date): IngressRule[] =>
  rules.filter(({ description }) => {
    const note = parseNote(description);
    return note !== null && hasNoLiveGrant(note, now);
  });

/**
 * Removes what has expired in a group. The group is read right before: whoever extended their grant meanwhile keeps it.
 * What cannot be told of is the moment between that answer and the request after it. Never rejects.
 *
 * @param among - Those that were judged and approved. Default: whatever has expired.
 */
export async function sweepGroup(
  { session, groupId }: TargetGroup,
  among: readonly IngressRule[] | null = null,
): Promise<RuleOutcomes> {
  try {
    const { rules } = await session.groups.describe(groupId);
    const judged = among && new Set(among.map(ruleKey));
    const expired = findExpiredRules(rules, await session.awsTime()).filter(
      (rule) => judged?.has(ruleKey(rule)) ?? true,
    );
    if (expired.length === 0) return new RuleOutcomes();
    return await session.groups.revokeEach(groupId, expired, rules);
  } catch (thrown) {
    const outcomes = new RuleOutcomes();
    outcomes.fail(toWhitelistError(thrown));
    return outcomes;
  }
}
