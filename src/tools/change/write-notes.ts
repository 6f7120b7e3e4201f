import type { SecurityGroups } from '#aws/security-groups/group.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { isExpired } from '#core/grants/grant.ts';
import { certainTime, type Moment } from '#core/grants/moment.ts';
import { parseNote } from '#core/grants/note.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/description-update.ts';
import { RuleOutcomes } from '#core/rules/rule-outcomes.ts';

interface WriteOptions {
  readonly groups: SecurityGroups;
  readonly groupId: SecurityGroupId;
  readonly now: Moment;
  /** Whether a moment without access is accepted where notes may not be written. */
  readonly allowGap: boolean;
  /** What to tell where AWS does not allow it. Default: that nothing was changed. */
  readonly describeRefusal?: (
    rewrites: readonly DescriptionUpdate[],
    denied: WhitelistError,
  ) => WhitelistError;
}

/** The rule as it is to be. */
export const toUpdatedRule = ({ rule, to }: DescriptionUpdate): IngressRule => ({ ...rule, description: to });

/**
 * Writes notes. Where that is not allowed, a rule that nobody has a right to any more is taken away and made again, and
 * any other with `allowGap` alone; else nothing is changed. Never rejects.
 */
export async function writeNotes(
  updates: readonly DescriptionUpdate[],
  options: WriteOptions,
): Promise<RuleOutcomes> {
  const rules = updates.map(({ rule }) => rule);
  const outcomes = new RuleOutcomes(rules);
  if (updates.length === 0) return outcomes;
  outcomes.record('sent', rules);
  try {
    const { done } = await options.groups.updateDescriptions(options.groupId, updates.map(toUpdatedRule));
    // One that is gone stops them all; the read afterwards tells which.
    if (done) outcomes.recordUpdates('updated', updates);
    else outcomes.record('untouched', rules);
  } catch (thrown) {
    const error = toWhitelistError(thrown);
    if (error.code === 'access_denied' && error.details.outcome !== 'unknown') {
      outcomes.record('untouched', rules);
      await replaceRules(updates, error, options, outcomes);
    } else {
      outcomes.record(error.details.outcome === 'unknown' ? 'lost' : 'refused', rules);
      outcomes.fail(error);
    }
  }
  return outcomes;
}

/** What one write of a change came to. Where it failed, a note that was not written is not as it was to be. */
export function recordWrites(
  outcomes: RuleOutcomes,
  {
    rules,
    notes,
    rewrite,
  }: {
    readonly rules: RuleOutcomes;
    readonly notes: RuleOutcomes;
    readonly rewrite: readonly DescriptionUpdate[];
  },
): void {
  outcomes.absorb(rules);
  outcomes.absorb(notes);
  if (outcomes.error === null) return;
  const unwritten = listUpdated(rewrite).filter((rule) => notes.stateOf(rule) !== 'changed');
  outcomes.record('reverted', unwritten);
}

async function replaceRules(
  updates: readonly DescriptionUpdate[],
  denied: WhitelistError,
  { groups, groupId, now, allowGap, describeRefusal = writeDenied }: WriteOptions,
  outcomes: RuleOutcomes,
): Promise<void> {
  const replaceable = updates.filter(
    ({ rule }) =>
      allowGap || parseNote(rule.description)?.holders.every((one) => isExpired(one, certainTime(now))),
  );
  const isReplaceable = new Set(replaceable);
  const others = updates.filter((one) => !isReplaceable.has(one));
  outcomes.record('refused', listUpdated(others));
  if (replaceable.length > 0) await replaceEach(replaceable, { groups, groupId }, outcomes);
  if (others.length > 0) outcomes.fail(describeRefusal(others, denied));
}

/** Takes rules away and makes them again as they are to be. */
async function replaceEach(
  updates: readonly DescriptionUpdate[],
  { groups, groupId }: Pick<WriteOptions, 'groups' | 'groupId'>,
  outcomes: RuleOutcomes,
): Promise<void> {
  const rules = listUpdated(updates);
  const revoked = (await groups.revokeEach(groupId, rules, rules)).summarize();
  outcomes.record('lost', revoked.unknown);
  outcomes.record('refused', revoked.failed);
  if (revoked.error) return outcomes.fail(revoked.error);
  // One that was gone already, or has been written on since, is another's doing, and read again.
  const taken = revoked.maybeOurs ? updates : updatesOf(updates, revoked.changed);
  const restored = (await groups.authorizeEach(groupId, taken.map(toUpdatedRule), [])).summarize();
  outcomes.recordUpdates('replaced', updatesOf(taken, restored.changed));
  outcomes.record('lost', restored.unknown);
  outcomes.record('refused', restored.failed);
  if (restored.error) outcomes.fail(accessLost(restored.error));
}

const listUpdated = (updates: readonly DescriptionUpdate[]): IngressRule[] => updates.map(({ rule }) => rule);

function updatesOf(
  updates: readonly DescriptionUpdate[],
  rules: readonly IngressRule[],
): DescriptionUpdate[] {
  const keys = new Set(rules.map(ruleKey));
  return updates.filter(({ rule }) => keys.has(ruleKey(rule)));
}

function writeDenied(rewrites: readonly DescriptionUpdate[], denied: WhitelistError): WhitelistError {
  const ends = rewrites.map(({ rule }) => rule.description ?? '').slice(0, 3);
  return new WhitelistError(denied.code, denied.message, {
    ...denied.details,
    guidance: [
      `Nothing was changed. As it is now: ${ends.join(' / ')}`,
      ...(denied.details.guidance ?? []),
      'allow_gap: true takes the rule away and makes it again instead, with a moment without access.',
    ],
  });
}

/** The one place where a failure leaves somebody without access who had it. */
function accessLost(error: WhitelistError): WhitelistError {
  return new WhitelistError(error.code, error.message, {
    ...error.details,
    outcome: 'unknown',
    guidance: [
      'The rule was taken away to be made again, and that failed: repeat the call.',
      ...(error.details.guidance ?? []),
    ],
  });
}
