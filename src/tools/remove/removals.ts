import type { Revoked } from '#aws/security-groups/group.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { SecurityGroupRuleId } from '#core/identifiers/ids.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { NOTHING } from '#tools/change/grant-report.ts';
import type { Place } from '#tools/lookup/places.ts';
import type { Proposal } from '#tools/change/proposal.ts';
import { removal, twice, type Leaver, type Removed } from './removal.ts';

/** The one rule of this id, whoever holds it; what it is, only a look at the group tells. */
export function byId(
  place: Place,
  id: SecurityGroupRuleId,
  leaver: Leaver,
  context: ToolContext,
): Proposal<Removed> {
  const { groups } = place.session;
  const read = async () =>
    (await groups.describeRules(place.groupId).catch(cannotBeShown)).filter(({ ruleId }) => ruleId === id);
  const proposal = removal(place, { read, isMeant: () => true }, { ...leaver, whole: true }, context);
  return {
    ...proposal,
    async find(isShown) {
      const looked = async () => twice(await read(), read, context);
      const rules = await looked().catch((error: unknown) => {
        // Where it may not be shown, nobody can be told whose it is; the id names it all the same.
        if (!isShown && toWhitelistError(error).code === 'access_denied') return null;
        throw error;
      });
      return rules && proposal.ofRules(rules);
    },
    make: () => asOne(groups.revokeById(place.groupId, id)),
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
export function exactly(
  place: Place,
  rules: readonly IngressRule[],
  leaver: Leaver,
  context: ToolContext,
): Proposal<Removed> {
  const keys = new Set(rules.map(ruleKey));
  return allOf(place, (rule) => keys.has(ruleKey(rule)), leaver, context);
}

/** Every rule that is meant, of those that the group has when it is read. */
export function allOf(
  place: Place,
  isMeant: (rule: IngressRule) => boolean,
  leaver: Leaver,
  context: ToolContext,
): Proposal<Removed> {
  const { groupId, session } = place;
  const read = async () => (await session.groups.describe(groupId)).rules.filter(isMeant);
  return removal(place, { read, isMeant }, leaver, context);
}

/** A removal of one rule as the tools tell it. */
async function asOne(revoking: Promise<Revoked>): Promise<Removed> {
  try {
    const { matched, removed, retried, told } = await revoking;
    // Where nothing says that the rule was there, an undo would let in whom nobody had let in.
    const done = told ? removed : [];
    return { ...NOTHING, done, retried, isUntold: matched && done.length === 0 };
  } catch (thrown) {
    return { ...NOTHING, error: toWhitelistError(thrown), isUntold: false };
  }
}
