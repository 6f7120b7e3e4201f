import type { EachRule, Group, Revoked } from '../aws/group.ts';
import { toWhitelistError, WhitelistError } from '../core/errors.ts';
import type { SecurityGroupRuleId } from '../core/ids.ts';
import { ruleKey, type IngressRule } from '../core/ingress-rule.ts';
import { NOTHING } from './group-report.ts';
import type { Place } from './places.ts';
import type { Difference, Proposal } from './proposal.ts';

/** What a removal came to. */
export interface Removed extends EachRule {
  /** Something was removed, and AWS did not say what. */
  readonly isUntold: boolean;
}

/** AWS's reads may be behind by a moment, so that "there is none" is looked at twice: milliseconds. */
const MOMENT = 300;

async function lookedTwice(
  first: readonly IngressRule[],
  again: () => Promise<readonly IngressRule[]>,
): Promise<Difference> {
  if (first.length > 0) return removing(first);
  await new Promise((resolve) => setTimeout(resolve, MOMENT));
  return removing(await again());
}

const removing = (revoke: readonly IngressRule[]): Difference => ({ authorize: [], revoke });

const base = ({ session, groupId }: Place) => ({ session, groupId, authorize: [], revoke: [], reads: false });

/** The one rule of this id; what it is, only a look at the group tells. */
export function byId(place: Place, id: SecurityGroupRuleId): Proposal<Removed> {
  const { groups } = place.session;
  const look = async () =>
    (await groups.describeRules(place.groupId).catch(cannotBeShown)).filter(({ ruleId }) => ruleId === id);
  return {
    ...base(place),
    against: async () => lookedTwice(await look(), look),
    make: () => asEach(groups.revokeById(place.groupId, id), []),
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

/**
 * Exactly these rules. A single one is sent as it is; of several, AWS would refuse all for one that is not there, so the
 * group is read first.
 */
export function exactly(place: Place, rules: readonly IngressRule[], isAlone: boolean): Proposal<Removed> {
  const { groups } = place.session;
  const keys = new Set(rules.map(ruleKey));
  const reads = rules.length > 1 || !isAlone;
  return {
    ...selected(place, (rule) => keys.has(ruleKey(rule))),
    ...(reads
      ? {}
      : { revoke: rules, reads, make: () => asEach(groups.revoke(place.groupId, rules), rules) }),
  };
}

/** Every rule that is meant, of those that the group has when it is read. */
export function allOf(place: Place, isMeant: (rule: IngressRule) => boolean): Proposal<Removed> {
  const { groupId, session } = place;
  return {
    ...selected(place, isMeant),
    async make({ revoke }, before) {
      const each = await session.groups.revokeEach(groupId, revoke, before?.rules);
      if (each.unneeded.length === 0 || each.error) return { ...each, isUntold: false };
      // Somebody else is at it too: what they put in the place of it was neither judged nor approved.
      const group = await session.groups.describe(groupId).catch(() => null);
      const left = group?.rules.filter(isMeant) ?? [];
      const error = left.length > 0 ? keptChanging(groupId) : null;
      return { ...each, notDone: left, error, isUntold: false };
    },
  };
}

function keptChanging(groupId: string): WhitelistError {
  return new WhitelistError('aws_error', `The rules that were to go from ${groupId} kept changing.`, {
    retryable: true,
    guidance: ['Somebody else is changing this group; repeat the call.'],
  });
}

function selected(place: Place, isMeant: (rule: IngressRule) => boolean): Proposal<Removed> {
  const { groupId, session } = place;
  const own = ({ rules }: Group) => rules.filter(isMeant);
  return {
    ...base(place),
    reads: true,
    against: (group) => lookedTwice(own(group), async () => own(await session.groups.describe(groupId))),
    make: async ({ revoke }, before) => ({
      ...(await session.groups.revokeEach(groupId, revoke, before?.rules)),
      isUntold: false,
    }),
  };
}

/** A removal of one rule as the tools tell it. */
async function asEach(revoking: Promise<Revoked>, rules: readonly IngressRule[]): Promise<Removed> {
  try {
    const { matched, removed, retried, told } = await revoking;
    // Where nothing says that the rule was there, an undo would let in whom nobody had let in.
    const done = told ? removed : [];
    return {
      ...NOTHING,
      done,
      unneeded: matched ? [] : rules,
      retried,
      isUntold: matched && done.length === 0,
    };
  } catch (thrown) {
    const error = toWhitelistError(thrown);
    const isUnknown = error.details.outcome === 'unknown';
    return {
      ...NOTHING,
      error,
      isUntold: false,
      ...(isUnknown ? { unknown: rules } : { notDone: rules }),
    };
  }
}
