import { parseHolder, type HolderName } from './holder.ts';

/** One holder's share of a rule. */
export interface Holding {
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
  readonly holders: readonly Holding[];
}

/** EC2 API reference, IpRange.Description: at most so many characters. */
export const LONGEST_DESCRIPTION = 255;

/** Begins every note of every version, and nothing else. */
export const MARK = '[awswhitelist:';

const NOTE = /^(?:(.+) )?\[awswhitelist:1 ([^[\]]+)\]$/s;
const HOLDING = /^([A-Za-z0-9._@-]+)(?: until (\d{4}-\d\d-\d\dT\d\d:\d\dZ))?(?: \(([^()]+)\))?$/;
const OTHER_VERSION = /\[awswhitelist:(?!1 )[^[\]]*\]$/;

/** `2026-11-23T18:02Z` */
export const formatEnd = (end: Date): string => `${end.toISOString().slice(0, 16)}Z`;

/** The whole description; it may be longer than AWS takes. */
export function printNote({ words, holders }: Note): string {
  const note = `${MARK}1 ${holders.map(printHolding).join('; ')}]`;
  return words === null ? note : `${words} ${note}`;
}

function printHolding({ holder, until, reason }: Holding): string {
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
  const [, words = null, list] = NOTE.exec(description ?? '') ?? [];
  if (list === undefined || words?.includes(MARK)) return null;
  const holders = list.split('; ').map(parseHolding);
  const known = holders.filter((holding) => holding !== null);
  const names = new Set(known.map(({ holder }) => holder));
  return names.size === holders.length ? { words, holders: known } : null;
}

function parseHolding(text: string): Holding | null {
  const [, holder, end, reason = null] = HOLDING.exec(text) ?? [];
  const until = end === undefined ? null : new Date(end);
  try {
    const isReal = until === null || formatEnd(until) === end;
    return isReal && isReason(reason) ? { holder: parseHolder(holder), until, reason } : null;
  } catch {
    return null;
  }
}

const isReason = (text: string | null): boolean => text === null || text.trim() === text;

/** A note of another version of this program: what it says is not known, so nothing that is its may be taken. */
export const isOtherNote = (description: string | null): boolean =>
  parseNote(description) === null && OTHER_VERSION.test(description ?? '');
