import type { AwsSession } from '#aws/aws-session.ts';
import { endAt, parseEnd, type WantedEnd } from '#core/grants/end.ts';
import { holderOfUser, parseHolder, type HolderName } from '#core/grants/holder.ts';
import type { WantedHolding } from '#core/grants/holders.ts';
import { LONGEST_DESCRIPTION, MARK, printNote } from '#core/grants/note.ts';
import { parseReason } from '#core/grants/reason.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import type { PlannedChange } from '#core/approval/planned-change.ts';
import type { ToolContext, ToolSettings } from '#tools/definition/context.ts';

export interface GrantGiven {
  readonly holder?: string | undefined;
  readonly reason?: string | undefined;
  readonly expires_in?: string | undefined;
  readonly expires_at?: string | undefined;
}

/** Whose access a call is about, why, and until when, before AWS's time is known. */
export interface Grant {
  readonly holder: HolderName;
  readonly reason: string | null;
  /** Null: neither the call nor the config file says. */
  readonly end: WantedEnd | null;
}

/** The holder that a call names, else the config file's, else the operating system's user. */
export const holderOf = (given: string | undefined, { settings, user }: ToolContext): HolderName =>
  given === undefined ? (settings.grants.holder ?? holderOfUser(user)) : parseHolder(given);

/**
 * An end that is not said is the config file's default; where that sets a longest life alone, it is that.
 *
 * @returns null: neither the call nor the config file says
 * @throws WhitelistError `invalid_input`
 */
export function endOf(given: GrantGiven, { grants, policy }: ToolSettings): WantedEnd | null {
  const longest: WantedEnd | null =
    policy.maxHours === null ? null : { kind: 'in', minutes: Math.max(1, Math.floor(policy.maxHours * 60)) };
  return parseEnd(given) ?? grants.defaultEnd ?? longest;
}

/** @throws WhitelistError `invalid_input` */
export const readGrant = (given: GrantGiven, context: ToolContext): Grant => ({
  holder: holderOf(given.holder, context),
  reason: parseReason(given.reason),
  end: endOf(given, context.settings),
});

/** How long it gives access: hours; null: without an end. A moment is measured from `now`. */
export function hoursOf({ end }: Pick<Grant, 'end'>, now: Date): number | null {
  if (end === null || end.kind === 'never') return null;
  return end.kind === 'in' ? end.minutes / 60 : (end.at.getTime() - now.getTime()) / 3_600_000;
}

/** What of it is approved as a time from now on. */
export const lastingOf = ({ holder, end }: Grant): PlannedChange['lasting'] =>
  end?.kind === 'in' ? { holder, minutes: end.minutes } : null;

/** A grant by AWS's time. */
export interface Timed {
  readonly holding: WantedHolding;
  /** How long it gives access; null: without an end. */
  readonly hours: number | null;
}

/**
 * The share with its end by AWS's time, for which AWS is asked only where it plays a part.
 *
 * @throws WhitelistError `invalid_input` for an end that is past
 */
export async function timed({ holder, reason, end }: Grant, session: AwsSession): Promise<Timed> {
  if (end === null) return { holding: { holder, reason, until: undefined }, hours: null };
  if (end.kind === 'never') return { holding: { holder, reason, until: null }, hours: null };
  const now = await session.now();
  return { holding: { holder, reason, until: endAt(end, now) }, hours: hoursOf({ end }, now) };
}

/**
 * The description of a rule that is made for this share alone.
 *
 * @throws WhitelistError `invalid_input` where AWS would not take so much
 */
export function describedBy(words: string | null, { holder, until = null, reason }: WantedHolding): string {
  const text = printNote({ words, holders: [{ holder, until, reason }] });
  if (text.length <= LONGEST_DESCRIPTION) return text;
  const note = printNote({ words: null, holders: [{ holder, until, reason }] });
  throw invalidInput({
    field: words === null ? 'reason' : 'description',
    value: words ?? reason,
    expected: `at most ${LONGEST_DESCRIPTION - note.length - 1} characters beside the note of whose rule it is, for which AWS keeps ${LONGEST_DESCRIPTION} together`,
    example: 'fewer words, or a shorter reason',
  });
}

/**
 * Notes are this program's to write: words that look like one would be taken for it.
 *
 * @throws WhitelistError `invalid_input`
 */
export function refuseNote(words: string | null): void {
  if (!words?.includes(MARK)) return;
  throw invalidInput({
    field: 'description',
    value: words,
    expected: `words without ${MARK}, which begins the note that says whose a rule is`,
    example: '"Jo, home office", with holder, reason and expires_in beside it',
  });
}
