import type { AwsSession } from '#aws/session.ts';
import type { RelativeEnd } from '#core/approval/planned-change.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { parseEnd, type RequestedEnd, resolveEnd } from '#core/grants/end.ts';
import type { GrantRequest } from '#core/grants/grant.ts';
import { type HolderName, parseHolder, toHolderName } from '#core/grants/holder.ts';
import { formatNote, NOTE_MARK, parseReason } from '#core/grants/note.ts';
import { MAX_DESCRIPTION_LENGTH } from '#core/rules/description.ts';
import type { ToolSettings } from '#tools/definition/context.ts';
import type { ReadContext } from '#tools/definition/definition.ts';

export interface GrantArguments {
  readonly holder?: string | undefined;
  readonly reason?: string | undefined;
  readonly expires_in?: string | undefined;
  readonly expires_at?: string | undefined;
}

/** Whose access a call is about, why, and until when, before AWS's time is known. */
export interface GrantInput {
  readonly holder: HolderName;
  readonly reason: string | null;
  /** Null: neither the call nor the config file says. */
  readonly end: RequestedEnd | null;
}

/** The holder that a call names, else the config file's, else the operating system's user. */
export const resolveHolder = (given: string | undefined, { settings, user }: ReadContext): HolderName =>
  given === undefined ? (settings.grants.holder ?? toHolderName(user)) : parseHolder(given);

/** Whose calls these are, whatever holder a call names: that is an argument, and proves nothing. */
export const resolveCaller = (context: ReadContext): HolderName => resolveHolder(undefined, context);

/**
 * An end that is not said is the config file's default; where that sets a longest life alone, it is that.
 *
 * @returns null: neither the call nor the config file says
 * @throws WhitelistError `invalid_input`
 */
function readEnd(given: GrantArguments, { grants, policy }: ToolSettings): RequestedEnd | null {
  const maxLife: RequestedEnd | null =
    policy.maxHours === null ? null : { kind: 'in', minutes: Math.max(1, Math.floor(policy.maxHours * 60)) };
  return parseEnd(given) ?? grants.defaultEnd ?? maxLife;
}

/** @throws WhitelistError `invalid_input` */
export const readGrant = (given: GrantArguments, context: ReadContext): GrantInput => ({
  holder: resolveHolder(given.holder, context),
  reason: parseReason(given.reason),
  end: readEnd(given, context.settings),
});

/** How long it gives access: hours; null: without an end. A moment is measured from `now`. */
export function toHours({ end }: Pick<GrantInput, 'end'>, now: Date): number | null {
  if (end === null || end.kind === 'never') return null;
  return end.kind === 'in' ? end.minutes / 60 : (end.at.getTime() - now.getTime()) / 3_600_000;
}

/** What of it is approved as a time from now on. @param until - The end that it comes to. */
export const toLasting = (
  { holder, end }: GrantInput,
  { grant: { until } }: TimedGrant,
): RelativeEnd | null => (end?.kind === 'in' && until ? { holder, minutes: end.minutes, until } : null);

/** A grant by AWS's time. */
export interface TimedGrant {
  readonly grant: GrantRequest;
  /** How long it gives access; null: without an end. */
  readonly hours: number | null;
}

/**
 * The share with its end by AWS's time, for which AWS is asked only where it plays a part.
 *
 * @throws WhitelistError `invalid_input` for an end that is past
 */
export async function resolveGrant(
  { holder, reason, end }: GrantInput,
  session: AwsSession,
): Promise<TimedGrant> {
  if (end === null) return { grant: { holder, reason, until: undefined }, hours: null };
  if (end.kind === 'never') return { grant: { holder, reason, until: null }, hours: null };
  const now = await session.now();
  return { grant: { holder, reason, until: resolveEnd(end, now) }, hours: toHours({ end }, now) };
}

/**
 * The description of a rule that is made for this share alone.
 *
 * @throws WhitelistError `invalid_input` where AWS would not take so much
 */
export function formatRuleDescription(
  words: string | null,
  { holder, until = null, reason }: GrantRequest,
): string {
  const text = formatNote({ words, holders: [{ holder, until, reason }] });
  if (text.length <= MAX_DESCRIPTION_LENGTH) return text;
  const note = formatNote({ words: null, holders: [{ holder, until, reason }] });
  throw invalidInput({
    field: words === null ? 'reason' : 'description',
    value: words ?? reason,
    expected: `at most ${MAX_DESCRIPTION_LENGTH - note.length - 1} characters beside the note of whose rule it is, for which AWS keeps ${MAX_DESCRIPTION_LENGTH} together`,
    example: 'fewer words, or a shorter reason',
  });
}

/**
 * Notes are this program's to write: words that look like one would be taken for it.
 *
 * @throws WhitelistError `invalid_input`
 */
export function rejectNote(words: string | null): void {
  if (!words?.includes(NOTE_MARK)) return;
  throw invalidInput({
    field: 'description',
    value: words,
    expected: `words without ${NOTE_MARK}, which begins the note that says whose a rule is`,
    example: '"Jo, home office", with holder, reason and expires_in beside it',
  });
}
