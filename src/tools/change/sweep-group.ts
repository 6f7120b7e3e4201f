import { toWhitelistError } from '#core/errors/errors.ts';
import { hasNoLiveGrant } from '#core/grants/grant.ts';
import { parseNote } from '#core/grants/note.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { couldAdd } from '#core/policy/could-add.ts';
import type { Policy } from '#core/policy/policy.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { RuleOutcomes } from '#core/rules/rule-outcomes.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';

/** What has expired in a group. */
export interface ExpiredRules {
  /** Rules of ours that nobody has a right to any more. */
  readonly swept: readonly IngressRule[];
  /** Rules that say the same, and that this program could not have made: whoever may edit descriptions can write a note. */
  readonly doubtful: readonly IngressRule[];
}

/** @param now - AWS's time. */
export function findExpiredRules(
  rules: readonly IngressRule[],
  {
    now,
    policy,
    groupId,
  }: { readonly now: Date; readonly policy: Policy; readonly groupId: SecurityGroupId },
): ExpiredRules {
  const expired = rules.filter(({ description }) => {
    const note = parseNote(description);
    return note !== null && hasNoLiveGrant(note, now);
  });
  const swept = expired.filter((rule) => couldAdd(policy, groupId, rule));
  return { swept, doubtful: expired.filter((rule) => !swept.includes(rule)) };
}

/**
 * Removes what has expired in a group. The group is read right before: whoever extended their grant meanwhile keeps it.
 * What cannot be told of is the moment between that answer and the request after it. Never rejects.
 *
 * @param among - Those that were judged and approved. Default: whatever has expired.
 */
export async function sweepGroup(
  { session, groupId }: TargetGroup,
  policy: Policy,
  among: readonly IngressRule[] | null = null,
): Promise<{ readonly outcomes: RuleOutcomes; readonly doubtful: readonly IngressRule[] }> {
  try {
    const { rules } = await session.groups.describe(groupId);
    const judged = among && new Set(among.map(ruleKey));
    const found = findExpiredRules(rules, { now: await session.awsTime(), policy, groupId });
    const { doubtful } = found;
    const swept = found.swept.filter((rule) => judged?.has(ruleKey(rule)) ?? true);
    if (swept.length === 0) return { outcomes: new RuleOutcomes(), doubtful };
    return { outcomes: await session.groups.revokeEach(groupId, swept, rules), doubtful };
  } catch (thrown) {
    const outcomes = new RuleOutcomes();
    outcomes.fail(toWhitelistError(thrown));
    return { outcomes, doubtful: [] };
  }
}
