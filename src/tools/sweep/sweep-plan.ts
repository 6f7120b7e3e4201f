import type { Group } from '#aws/security-groups/group.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { hasNoLiveGrant } from '#core/grants/grant.ts';
import { parseNote } from '#core/grants/note.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { EMPTY_OUTCOME, type GroupOutcome } from '#tools/change/group-outcome.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { RuleDiff, ChangePlan } from '#tools/change/change-plan.ts';

/** Rules of ours that nobody has a right to any more. @param now - AWS's time. */
export const findExpiredRules = (rules: readonly IngressRule[], now: Date): IngressRule[] =>
  rules.filter(({ description }) => {
    const note = parseNote(description);
    return note !== null && hasNoLiveGrant(note, now);
  });

/** Takes away what has expired in a group. */
export function createSweepPlan(place: TargetGroup): ChangePlan<GroupOutcome> {
  const { session, groupId } = place;
  const against = async ({ rules }: Group): Promise<RuleDiff> => ({
    authorize: [],
    revoke: findExpiredRules(rules, await session.now()),
    rewrite: [],
    onlyExpired: true,
  });
  return {
    session,
    groupId,
    authorize: [],
    revoke: [],
    rewrite: [],
    needsGroup: true,
    diff: against,
    apply: ({ revoke }) => sweepGroup(place, revoke),
  };
}

/**
 * Reads the group right before it revokes: whoever extended their share meanwhile keeps it. What cannot be told of is
 * the moment between that answer and the request after it.
 *
 * @param among - Those that were judged and approved. Default: whatever has expired.
 */
export async function sweepGroup(
  { session, groupId }: TargetGroup,
  among: readonly IngressRule[] | null = null,
): Promise<GroupOutcome> {
  try {
    const { rules } = await session.groups.describe(groupId);
    const judged = among && new Set(among.map(ruleKey));
    const expired = findExpiredRules(rules, await session.now()).filter(
      (rule) => judged?.has(ruleKey(rule)) ?? true,
    );
    if (expired.length === 0) return EMPTY_OUTCOME;
    return { ...EMPTY_OUTCOME, ...(await session.groups.revokeEach(groupId, expired, rules)) };
  } catch (thrown) {
    return { ...EMPTY_OUTCOME, error: toWhitelistError(thrown) };
  }
}
