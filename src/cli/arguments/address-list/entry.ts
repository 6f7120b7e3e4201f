import { parseCidr } from '#core/network/cidr.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { quoteMasked } from '#core/errors/invalid-input.ts';
import { isCurrent } from '#cli/arguments/looks-like-address.ts';

/** What stands where an address is expected. */
export interface Entry {
  /** `line 3`, or a path such as `$[2].ip`. */
  readonly where: string;
  readonly value: unknown;
}

/** What a file holds, before anybody has looked whether they are addresses. */
export interface Found {
  readonly entries: readonly Entry[];
  /** Columns or keys that play no part, as they are called there. */
  readonly unused: readonly string[];
}

/** What columns and keys of addresses are called: where there are several, the first of these counts. */
export const NAMES = ['ip_address', 'ip', 'cidr', 'address', 'source'];

/** `IP Address` is `ip_address`. */
export const normalName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

const EXPECTED = 'an IPv4 or IPv6 address, a CIDR block, or "current"';
const EXAMPLE = '203.0.113.7, 198.51.100.0/24 or 2001:db8::1';

/** Most entries of a file. */
export const MOST = 10_000;

/** Most faults that are told one by one. */
const TOLD = 10;

/** @returns the trimmed address; else what is wrong with it, an empty text where that is plain to see. */
export function readEntry({ value }: Entry): { readonly address: string } | { readonly fault: string } {
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

/** All entries that are none, as far as a person wants to read them. */
export function refusal(
  name: string,
  total: number,
  faults: readonly (Entry & { readonly fault: string })[],
): WhitelistError {
  const lines = faults
    .slice(0, TOLD)
    .map(({ where, value, fault }) => `${where}: ${quoteMasked(value)}${fault === '' ? '' : `: ${fault}`}`);
  const rest = faults.length - TOLD;
  const count = `${faults.length} of ${total} ${total === 1 ? 'entry' : 'entries'}`;
  return new WhitelistError(
    'invalid_input',
    `${name}: ${count} cannot be used, expected ${EXPECTED} in each. Example: ${EXAMPLE}. Nothing was sent.`,
    { guidance: [...lines, ...(rest > 0 ? [`and ${rest} more.`] : [])] },
  );
}

export const tooMany = (name: string, count: number): WhitelistError =>
  unusable(name, `it has ${count} entries, and ${MOST} are the most that is taken.`);

/** The file as a whole is not what it should be. */
export function unusable(name: string, why: string): WhitelistError {
  return new WhitelistError('invalid_input', `${name}: ${why}`, {
    guidance: [
      `Give one address a line, a table (CSV) with a column that is called ${NAMES.join(', ')}, or a JSON list.`,
      `Example: ${EXAMPLE}.`,
    ],
  });
}
