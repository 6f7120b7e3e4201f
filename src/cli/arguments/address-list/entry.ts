import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { quoteMasked } from '#core/text/redact.ts';
import { parseCidr } from '#core/network/cidr.ts';

/** What stands where an address is expected. */
export interface Entry {
  /** `line 3`, or a path such as `$[2].ip`. */
  readonly where: string;
  readonly value: unknown;
}

/** What a file holds, before anybody has looked whether they are addresses. */
export interface ListContent {
  readonly entries: readonly Entry[];
  /** Columns or keys that play no part, as they are called there. */
  readonly unused: readonly string[];
}

/** What columns and keys of addresses are called: where there are several, the first of these counts. */
export const ADDRESS_KEYS = [
  'ip_address',
  'ip',
  'cidr',
  'address',
  'source',
  'ip_range',
  'cidr_block',
  'cidr_ip',
  'network',
  'ip_adresse',
];

/** `IP Address` is `ip_address`. */
export const normalizeName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

const EXPECTED = 'an IPv4 or IPv6 address, a CIDR block, or "current"';
const EXAMPLE = '203.0.113.7, 198.51.100.0/24 or 2001:db8::1';

/** Most entries of a file. */
export const MAX_ENTRIES = 10_000;

/** Most faults that are listed one by one. */
const MAX_LISTED_FAULTS = 10;

/** @returns the trimmed address; else what is wrong with it, an empty text where that is plain to see. */
export function parseEntry({ value }: Entry): { readonly address: string } | { readonly fault: string } {
  const text = typeof value === 'string' ? value.trim() : null;
  if (text === null) return { fault: 'It is no text.' };
  if (text === '') return { fault: 'It is empty.' };
  if (isCurrent(text)) return { address: text };
  if (/\s/.test(text)) return { fault: 'It has blanks inside.' };
  try {
    // The tool reads it again; but it would not know the line.
    parseCidr(text);
    return { address: text };
  } catch (error) {
    return { fault: toWhitelistError(error).details.guidance?.[0] ?? '' };
  }
}

/** All entries that are no addresses, up to as many as a person wants to read. */
export function invalidEntriesError(
  name: string,
  total: number,
  faults: readonly (Entry & { readonly fault: string })[],
): WhitelistError {
  const lines = faults
    .slice(0, MAX_LISTED_FAULTS)
    .map(({ where, value, fault }) => `${where}: ${quoteMasked(value)}${fault === '' ? '' : `: ${fault}`}`);
  const rest = faults.length - MAX_LISTED_FAULTS;
  const count = `${faults.length} of ${total} ${total === 1 ? 'entry' : 'entries'}`;
  return new WhitelistError(
    'invalid_input',
    `${name}: ${count} cannot be used, expected ${EXPECTED} in each. Example: ${EXAMPLE}. Nothing was sent.`,
    { guidance: [...lines, ...(rest > 0 ? [`and ${rest} more.`] : [])] },
  );
}

export const tooManyEntriesError = (name: string, count: number): WhitelistError =>
  unusableFileError(name, `it has ${count} entries, and ${MAX_ENTRIES} are the most that is taken.`);

/** The file as a whole is not what it should be. */
export function unusableFileError(name: string, why: string): WhitelistError {
  return new WhitelistError('invalid_input', `${name}: ${why}`, {
    guidance: [
      `Give one address a line, a table (CSV) with a column that is called ${ADDRESS_KEYS.join(', ')}, or a JSON list.`,
      `Example: ${EXAMPLE}.`,
    ],
  });
}

/** As somebody writes an IPv4 address, or a span or pattern of them that is none: `300.1.1.1`, `10.0.0.*`. */
const V4_LIKE = /^[\d./*-]+$/;
/** Also with an IPv4 address or a port at its end, or with a zone. */
const V6_LIKE = /^[\da-f.:/]+(?:%[\w./-]*)?$/i;

/** The person's own address. */
const isCurrent = (word: string): boolean => word.toLowerCase() === 'current';

/**
 * Whether a word was meant for an address, right or wrong: whoever mistyped one is told about addresses, not that nothing
 * has this name.
 */
export const looksLikeAddress = (word: string): boolean =>
  isCurrent(word) ||
  (/\d/.test(word) && word.includes('.') && V4_LIKE.test(word)) ||
  (word.includes(':') && V6_LIKE.test(word));
