import { quoteMasked } from '#core/text/redact.ts';
import {
  MAX_ENTRIES,
  parseEntry,
  invalidEntriesError,
  looksLikeAddress,
  tooManyEntriesError,
  unusableFileError,
  type ListContent,
} from './entry.ts';
import { parseJsonList } from './json.ts';
import { stripComment, contentLines, markSemicolonComments } from './lines.ts';
import { isAddressKey, isTable, parseTable } from './table.ts';

export interface AddressList {
  /** As they stand there, without blanks around them. At least one. */
  readonly addresses: readonly string[];
  /** Tells which columns or keys were left out; null: none. */
  readonly unused: string | null;
}

/** Most names of columns that a sentence repeats. */
const MAX_LISTED_NAMES = 10;

/**
 * Reads a list of addresses: lines, CSV or JSON, which its content tells apart.
 *
 * @param name - Of the file, for errors.
 * @throws WhitelistError `invalid_input`, with everything that is wrong with it
 */
export function parseAddressList(text: string, name: string): AddressList {
  const { entries, unused } = parseContent(text.replace(/^\uFEFF/, ''), name);
  if (entries.length === 0) throw unusableFileError(name, 'there is no address in it.');
  if (entries.length > MAX_ENTRIES) throw tooManyEntriesError(name, entries.length);
  const read = entries.map((entry) => ({ ...entry, ...parseEntry(entry) }));
  const faults = read.filter((entry) => 'fault' in entry);
  if (faults.length > 0) throw invalidEntriesError(name, entries.length, faults);
  return {
    addresses: read.flatMap((entry) => ('address' in entry ? [entry.address] : [])),
    unused: unused.length === 0 ? null : `${name}: not used: ${formatNames(unused)}.`,
  };
}

function parseContent(text: string, name: string): ListContent {
  if (/^\s*[[{]/.test(text)) return parseJsonList(text, name);
  const marked = markSemicolonComments(text, looksLikeAddress, isAddressKey);
  if (isTable(marked)) return parseTable(marked, name);
  return {
    entries: contentLines(marked).map(({ line, number }) => ({
      where: `line ${number}`,
      value: stripComment(line),
    })),
    unused: [],
  };
}

function formatNames(names: readonly string[]): string {
  const listed = names.slice(0, MAX_LISTED_NAMES).map(quoteMasked);
  return [
    ...listed,
    ...(names.length > MAX_LISTED_NAMES ? [`and ${names.length - MAX_LISTED_NAMES} more`] : []),
  ].join(', ');
}
