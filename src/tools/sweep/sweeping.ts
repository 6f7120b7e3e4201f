import type { Group } from '#aws/security-groups/group.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { isOver } from '#core/grants/holders.ts';
import { parseNote } from '#core/grants/note.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { NOTHING, type EachGrant } from '#tools/change/grant-report.ts';
import type { Place } from '#tools/lookup/places.ts';
import type { Difference, Proposal } from '#tools/change/proposal.ts';

/** Rules of ours that nobody has a right to any more. @param now - AWS's time. */
export const expiredIn = (rules: readonly IngressRule[], now: Date): IngressRule[] =>
  rules.filter(({ description }) => {
    const note = parseNote(description);
    return note !== null && isOver(note, now);
  });

/** Takes away what has expired in a group. */
export function sweeping(place: Place): Proposal<EachGrant> {
  const { session, groupId } = place;
  const against = async ({ rules }: Group): Promise<Difference> => ({
    authorize: [],
    revoke: expiredIn(rules, await session.now()),
    rewrite: [],
    onlyExpired: true,
  });
  return {
    session,
    groupId,
    authorize: [],
    revoke: [],
    rewrite: [],
    reads: true,
    against,
    make: ({ revoke }) => sweepNow(place, revoke),
  };
}

/**
 * Reads the group right before it revokes: whoever extended their share meanwhile keeps it. What cannot be told of is
 * the moment between that answer and the request after it.
 *
 * @param among - Those that were judged and approved. Default: whatever has expired.
 */
export async function sweepNow(
  { session, groupId }: Place,
  among: readonly IngressRule[] | null = null,
): Promise<EachGrant> {
  try {
    const { rules } = await session.groups.describe(groupId);
    const judged = among && new Set(among.map(ruleKey));
    const expired = expiredIn(rules, await session.now()).filter(
      (rule) => judged?.has(ruleKey(rule)) ?? true,
    );
    if (expired.length === 0) return NOTHING;
    return { ...NOTHING, ...(await session.groups.revokeEach(groupId, expired, rules)) };
  } catch (thrown) {
    return { ...NOTHING, error: toWhitelistError(thrown) };
  }
}
