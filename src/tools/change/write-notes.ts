import type { EachRule, SecurityGroups } from '#aws/security-groups/group.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { isExpired } from '#core/grants/holders.ts';
import { parseNote } from '#core/grants/note.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { Rewrite } from '#core/rules/rewrite.ts';
import { asRewritten } from './grant-report.ts';

export interface NotesWritten {
  readonly written: readonly Rewrite[];
  /** Taken away and made again. */
  readonly replaced: readonly Rewrite[];
  /** Not written, and their rules are as they were, as far as `error` does not say otherwise. */
  readonly notDone: readonly Rewrite[];
  readonly unknown: readonly Rewrite[];
  readonly error: WhitelistError | null;
}

interface Writing {
  readonly groups: SecurityGroups;
  readonly groupId: SecurityGroupId;
  /** AWS's time. */
  readonly now: Date;
  /** Whether a moment without access is accepted where notes may not be written. */
  readonly allowGap: boolean;
  /** What to tell where AWS does not allow it. Default: that nothing was changed. */
  readonly refused?: (rewrites: readonly Rewrite[], denied: WhitelistError) => WhitelistError;
}

export const NO_NOTES: NotesWritten = { written: [], replaced: [], notDone: [], unknown: [], error: null };

/**
 * Writes notes. Where that is not allowed, a rule that nobody has a right to any more is taken away and made again, and
 * any other with `allowGap` alone; else nothing is changed.
 */
export async function writeNotes(rewrites: readonly Rewrite[], writing: Writing): Promise<NotesWritten> {
  if (rewrites.length === 0) return NO_NOTES;
  const { groups, groupId } = writing;
  try {
    const { done } = await groups.rewrite(groupId, rewrites.map(asRewritten));
    // One that is gone stops them all; the look afterwards tells which.
    return done ? { ...NO_NOTES, written: rewrites } : NO_NOTES;
  } catch (thrown) {
    const error = toWhitelistError(thrown);
    if (error.details.outcome === 'unknown') return { ...NO_NOTES, unknown: rewrites, error };
    return error.code === 'access_denied'
      ? withoutWriting(rewrites, error, writing)
      : { ...NO_NOTES, notDone: rewrites, error };
  }
}

async function withoutWriting(
  rewrites: readonly Rewrite[],
  denied: WhitelistError,
  { groups, groupId, now, allowGap, refused = cannotWrite }: Writing,
): Promise<NotesWritten> {
  const replaceable = rewrites.filter(
    ({ rule }) => allowGap || parseNote(rule.description)?.holders.every((one) => isExpired(one, now)),
  );
  const others = rewrites.filter((one) => !replaceable.includes(one));
  const error = others.length > 0 ? refused(others, denied) : null;
  if (replaceable.length === 0) return { ...NO_NOTES, notDone: others, error };
  const rules = replaceable.map(({ rule }) => rule);
  const gone = await groups.revokeEach(groupId, rules, rules);
  if (gone.error) return { ...NO_NOTES, ...sortedBy(gone, replaceable, others), error: gone.error };
  // One that was gone already, or has been written on since, is another's doing, and looked at again.
  const taken = gone.retried ? replaceable : among(replaceable, gone.done);
  const back = await groups.authorizeEach(groupId, taken.map(asRewritten), []);
  return {
    ...NO_NOTES,
    ...sortedBy(back, taken, others),
    replaced: among(taken, back.done),
    error: back.error ? isGone(back.error) : error,
  };
}

function sortedBy(
  { notDone, unknown }: EachRule,
  rewrites: readonly Rewrite[],
  others: readonly Rewrite[],
): Pick<NotesWritten, 'notDone' | 'unknown'> {
  return { notDone: [...among(rewrites, notDone), ...others], unknown: among(rewrites, unknown) };
}

function among(rewrites: readonly Rewrite[], rules: readonly IngressRule[]): Rewrite[] {
  const keys = new Set(rules.map(ruleKey));
  return rewrites.filter(({ rule }) => keys.has(ruleKey(rule)));
}

function cannotWrite(rewrites: readonly Rewrite[], denied: WhitelistError): WhitelistError {
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
function isGone(error: WhitelistError): WhitelistError {
  return new WhitelistError(error.code, error.message, {
    ...error.details,
    outcome: 'unknown',
    guidance: [
      'The rule was taken away to be made again, and that failed: repeat the call.',
      ...(error.details.guidance ?? []),
    ],
  });
}
