import { quoteMasked } from '#core/errors/invalid-input.ts';
import { MOST, readEntry, refusal, tooMany, unusable, type Found } from './entry.ts';
import { readJson } from './json.ts';
import { commentless, contentLines } from './lines.ts';
import { isTable, readTable } from './table.ts';

export interface AddressList {
  /** As they stand there, without blanks around them. At least one. */
  readonly addresses: readonly string[];
  /** Tells which columns or keys were left out; null: none. */
  readonly unused: string | null;
}

/** Most names of columns that a sentence repeats. */
const NAMED = 10;

/**
 * Reads a list of addresses: lines, CSV or JSON, which its content tells apart.
 *
 * @param name - Of the file, for errors.
 * @throws WhitelistError `invalid_input`, with everything that is wrong with it
 */
export function parseAddressList(text: string, name: string): AddressList {
  const { entries, unused } = find(text.replace(/^\uFEFF/, ''), name);
  if (entries.length === 0) throw unusable(name, 'there is no address in it.');
  if (entries.length > MOST) throw tooMany(name, entries.length);
  const read = entries.map((entry) => ({ ...entry, ...readEntry(entry) }));
  const faults = read.filter((entry) => 'fault' in entry);
  if (faults.length > 0) throw refusal(name, entries.length, faults);
  return {
    addresses: read.flatMap((entry) => ('address' in entry ? [entry.address] : [])),
    unused: unused.length === 0 ? null : `${name}: not used: ${listed(unused)}.`,
  };
}

function find(text: string, name: string): Found {
  if (/^\s*[[{]/.test(text)) return readJson(text, name);
  if (isTable(text)) return readTable(text, name);
  return {
    entries: contentLines(text).map(({ line, number }) => ({
      where: `line ${number}`,
      value: commentless(line),
    })),
    unused: [],
  };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map(quoteMasked);
  return [...shown, ...(names.length > NAMED ? [`and ${names.length - NAMED} more`] : [])].join(', ');
}
