import { invalidInput } from '#core/errors/invalid-input.ts';
import { parseDescription } from '#core/rules/description.ts';
import { type HolderName, parseHolder } from './holder.ts';

/** One holder's share of a rule. */
export interface Grant {
  readonly holder: HolderName;
  /** UTC, to the minute; null: no end. */
  readonly until: Date | null;
  readonly reason: string | null;
}

/** What this program keeps on a rule that it made, in the rule's description. docs/grants.md has the grammar. */
export interface Note {
  /** The person's own words; null: none. */
  readonly words: string | null;
  /** At least one, each holder once. */
  readonly holders: readonly Grant[];
}

/** EC2 API reference, IpRange.Description: at most so many characters. */
export const MAX_DESCRIPTION_LENGTH = 255;

/** Begins every note of every version, and nothing else. */
export const NOTE_MARK = '[awswhitelist:';

const NOTE_PATTERN = /^(?:(.+) )?\[awswhitelist:1 ([^[\]]+)\]$/s;
const GRANT_PATTERN = /^([A-Za-z0-9._@-]+)(?: until (\d{4}-\d\d-\d\dT\d\d:\d\dZ))?(?: \(([^()]+)\))?$/;
const OTHER_VERSION_PATTERN = /\[awswhitelist:(?!1 )[^[\]]*\]$/;

/** `2026-11-23T18:02Z` */
export const formatEnd = (end: Date): string => `${end.toISOString().slice(0, 16)}Z`;

/** The whole description; it may be longer than AWS takes. */
export function formatNote({ words, holders }: Note): string {
  const note = `${NOTE_MARK}1 ${holders.map(formatGrant).join('; ')}]`;
  return words === null ? note : `${words} ${note}`;
}

function formatGrant({ holder, until, reason }: Grant): string {
  return [holder, ...(until ? [`until ${formatEnd(until)}`] : []), ...(reason ? [`(${reason})`] : [])].join(
    ' ',
  );
}

/**
 * Reads what `printNote` wrote, to the letter; whatever else a description says is others' text.
 *
 * @returns null: there is no note of this version
 */
export function parseNote(description: string | null): Note | null {
  const [, words = null, list] = NOTE_PATTERN.exec(description ?? '') ?? [];
  if (list === undefined || words?.includes(NOTE_MARK)) return null;
  const holders = list.split('; ').map(parseGrant);
  const known = holders.filter((holding) => holding !== null);
  const names = new Set(known.map(({ holder }) => holder));
  return names.size === holders.length ? { words, holders: known } : null;
}

function parseGrant(text: string): Grant | null {
  const [, holder, end, reason = null] = GRANT_PATTERN.exec(text) ?? [];
  const until = end === undefined ? null : new Date(end);
  try {
    const isReal = until === null || formatEnd(until) === end;
    return isReal && isTrimmedReason(reason) ? { holder: parseHolder(holder), until, reason } : null;
  } catch {
    return null;
  }
}

const isTrimmedReason = (text: string | null): boolean => text === null || text.trim() === text;

/** A note of another version of this program: what it says is not known, so nothing that is its may be taken. */
export const isNoteOfOtherVersion = (description: string | null): boolean =>
  parseNote(description) === null && OTHER_VERSION_PATTERN.test(description ?? '');

/** Characters that end a reason, or the list of holders that it stands in. */
const RESERVED_CHARACTER = /[()[\];]/;

/**
 * Why somebody is let in.
 *
 * @returns null: nothing is said
 * @throws WhitelistError `invalid_input`
 */
export function parseReason(value: string | undefined): string | null {
  const text = parseDescription(value ?? '', 'reason').trim();
  const [reserved] = RESERVED_CHARACTER.exec(text) ?? [];
  if (reserved === undefined) return text === '' ? null : text;
  throw invalidInput({
    field: 'reason',
    value,
    expected: 'text without ( ) [ ] and ;',
    example: '"index repair, ticket 4711"',
  });
}
