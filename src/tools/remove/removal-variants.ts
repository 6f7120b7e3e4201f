import type { RevokeResult } from '#aws/security-groups/group.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { SecurityGroupRuleId } from '#core/identifiers/ids.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { EMPTY_OUTCOME } from '#tools/change/group-outcome.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { ChangePlan } from '#tools/change/change-plan.ts';
import { createRemovalPlan, rereadIfEmpty, type RemoveOptions, type RemoveOutcome } from './removal-plan.ts';

/** The one rule of this id, whoever holds it; what it is, only a look at the group tells. */
export function planRemovalById(
  place: TargetGroup,
  id: SecurityGroupRuleId,
  leaver: RemoveOptions,
  context: ToolContext,
): ChangePlan<RemoveOutcome> {
  const { groups } = place.session;
  const read = async () =>
    (await groups.describeRules(place.groupId).catch(cannotBeShown)).filter(({ ruleId }) => ruleId === id);
  const proposal = createRemovalPlan(
    place,
    { read, isMeant: () => true },
    { ...leaver, whole: true },
    context,
  );
  return {
    ...proposal,
    async resolve(isShown) {
      const looked = async () => rereadIfEmpty(await read(), read, context);
      const rules = await looked().catch((error: unknown) => {
        // Where it may not be shown, nobody can be told whose it is; the id names it all the same.
        if (!isShown && toWhitelistError(error).code === 'access_denied') return null;
        throw error;
      });
      return rules && proposal.ofRules(rules);
    },
    apply: () => asOne(groups.revokeById(place.groupId, id)),
  };
}

function cannotBeShown(error: unknown): never {
  const failure = toWhitelistError(error);
  if (failure.code !== 'access_denied') throw failure;
  throw new WhitelistError(failure.code, failure.message, {
    ...failure.details,
    guidance: [
      'What a rule_id stands for can be shown with that action only; name the rule by ip_address and port instead.',
      ...(failure.details.guidance ?? []),
    ],
  });
}

/** Exactly these rules. */
export function planExactRemoval(
  place: TargetGroup,
  rules: readonly IngressRule[],
  leaver: RemoveOptions,
  context: ToolContext,
): ChangePlan<RemoveOutcome> {
  const keys = new Set(rules.map(ruleKey));
  return planMatchingRemoval(place, (rule) => keys.has(ruleKey(rule)), leaver, context);
}

/** Every rule that is meant, of those that the group has when it is read. */
export function planMatchingRemoval(
  place: TargetGroup,
  isMeant: (rule: IngressRule) => boolean,
  leaver: RemoveOptions,
  context: ToolContext,
): ChangePlan<RemoveOutcome> {
  const { groupId, session } = place;
  const read = async () => (await session.groups.describe(groupId)).rules.filter(isMeant);
  return createRemovalPlan(place, { read, isMeant }, leaver, context);
}

/** A removal of one rule as the tools tell it. */
async function asOne(revoking: Promise<RevokeResult>): Promise<RemoveOutcome> {
  try {
    const { matched, removed, responseLost: retried, reportedByAws: told } = await revoking;
    // Where nothing says that the rule was there, an undo would let in whom nobody had let in.
    const done = told ? removed : [];
    return {
      ...EMPTY_OUTCOME,
      changed: done,
      maybeOurs: retried,
      isRuleUnknown: matched && done.length === 0,
    };
  } catch (thrown) {
    return { ...EMPTY_OUTCOME, error: toWhitelistError(thrown), isRuleUnknown: false };
  }
}
