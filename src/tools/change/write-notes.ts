import type { RuleOutcomes, SecurityGroups } from '#aws/security-groups/group.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { isExpired } from '#core/grants/grant.ts';
import { parseNote } from '#core/grants/note.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/rewrite.ts';
import { toUpdatedRule } from './group-outcome.ts';

export interface NotesWritten {
  readonly written: readonly DescriptionUpdate[];
  /** Taken away and made again. */
  readonly replaced: readonly DescriptionUpdate[];
  /** Not written, and their rules are as they were, as far as `error` does not say otherwise. */
  readonly notDone: readonly DescriptionUpdate[];
  readonly unknown: readonly DescriptionUpdate[];
  readonly error: WhitelistError | null;
}

interface WriteOptions {
  readonly groups: SecurityGroups;
  readonly groupId: SecurityGroupId;
  /** AWS's time. */
  readonly now: Date;
  /** Whether a moment without access is accepted where notes may not be written. */
  readonly allowGap: boolean;
  /** What to tell where AWS does not allow it. Default: that nothing was changed. */
  readonly describeRefusal?: (
    rewrites: readonly DescriptionUpdate[],
    denied: WhitelistError,
  ) => WhitelistError;
}

export const NO_NOTES: NotesWritten = { written: [], replaced: [], notDone: [], unknown: [], error: null };

/**
 * Writes notes. Where that is not allowed, a rule that nobody has a right to any more is taken away and made again, and
 * any other with `allowGap` alone; else nothing is changed.
 */
export async function writeNotes(
  rewrites: readonly DescriptionUpdate[],
  writing: WriteOptions,
): Promise<NotesWritten> {
  if (rewrites.length === 0) return NO_NOTES;
  const { groups, groupId } = writing;
  try {
    const { done } = await groups.updateDescriptions(groupId, rewrites.map(toUpdatedRule));
    // One that is gone stops them all; the look afterwards tells which.
    return done ? { ...NO_NOTES, written: rewrites } : NO_NOTES;
  } catch (thrown) {
    const error = toWhitelistError(thrown);
    if (error.details.outcome === 'unknown') return { ...NO_NOTES, unknown: rewrites, error };
    return error.code === 'access_denied'
      ? replaceRules(rewrites, error, writing)
      : { ...NO_NOTES, notDone: rewrites, error };
  }
}

async function replaceRules(
  rewrites: readonly DescriptionUpdate[],
  denied: WhitelistError,
  { groups, groupId, now, allowGap, describeRefusal = writeDenied }: WriteOptions,
): Promise<NotesWritten> {
  const replaceable = rewrites.filter(
    ({ rule }) => allowGap || parseNote(rule.description)?.holders.every((one) => isExpired(one, now)),
  );
  const others = rewrites.filter((one) => !replaceable.includes(one));
  const error = others.length > 0 ? describeRefusal(others, denied) : null;
  if (replaceable.length === 0) return { ...NO_NOTES, notDone: others, error };
  const rules = replaceable.map(({ rule }) => rule);
  const revoked = await groups.revokeEach(groupId, rules, rules);
  if (revoked.error)
    return { ...NO_NOTES, ...pickUnfinished(revoked, replaceable, others), error: revoked.error };
  // One that was gone already, or has been written on since, is another's doing, and looked at again.
  const taken = revoked.maybeOurs ? replaceable : updatesOf(replaceable, revoked.changed);
  const restored = await groups.authorizeEach(groupId, taken.map(toUpdatedRule), []);
  return {
    ...NO_NOTES,
    ...pickUnfinished(restored, taken, others),
    replaced: updatesOf(taken, restored.changed),
    error: restored.error ? accessLost(restored.error) : error,
  };
}

function pickUnfinished(
  { markFailed: notDone, unknown }: RuleOutcomes,
  rewrites: readonly DescriptionUpdate[],
  others: readonly DescriptionUpdate[],
): Pick<NotesWritten, 'notDone' | 'unknown'> {
  return { notDone: [...updatesOf(rewrites, notDone), ...others], unknown: updatesOf(rewrites, unknown) };
}

function updatesOf(
  rewrites: readonly DescriptionUpdate[],
  rules: readonly IngressRule[],
): DescriptionUpdate[] {
  const keys = new Set(rules.map(ruleKey));
  return rewrites.filter(({ rule }) => keys.has(ruleKey(rule)));
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
