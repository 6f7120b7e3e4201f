import type { Family } from '#core/network/address.ts';
import { formatCidr, parseCidr, type Cidr } from '#core/network/cidr.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { parseFamilies } from '#core/network/families.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import type { ToolContext } from '#tools/definition/context.ts';

/** The arguments that say who. */
export interface WhoGiven {
  readonly ip_address?: string | undefined;
  readonly ip_addresses?: readonly string[] | undefined;
  readonly families?: string | number | undefined;
}

/** Who is meant, as far as the call itself tells. */
export interface Who {
  readonly cidrs: readonly Cidr[];
  /** In which families the person's own address is meant too; null: it is not. */
  readonly current: readonly Family[] | null;
  /** What had to be understood for the caller. */
  readonly warnings: readonly string[];
}

/** What a group may hold at most, whatever its account's quota is (Amazon VPC user guide, "Amazon VPC quotas"). */
const MOST_ADDRESSES = 1_000;

const CURRENT = 'current';

const isCurrent = (text: string) => text.trim().toLowerCase() === CURRENT;

/**
 * Reads whose addresses are meant; nothing is asked of anybody yet.
 *
 * @returns null where no argument says it
 * @throws WhitelistError `invalid_input`
 */
export function readWho({ ip_address: one, ip_addresses: many, families }: WhoGiven): Who | null {
  if (one !== undefined && many !== undefined) {
    throw new WhitelistError(
      'invalid_input',
      'ip_address and ip_addresses both say who; only one can be given.',
      {
        guidance: ['Several addresses go into ip_addresses.'],
      },
    );
  }
  if (many?.length === 0 || (many && many.length > MOST_ADDRESSES)) {
    throw invalidInput({
      field: 'ip_addresses',
      value: many,
      expected: `1 to ${MOST_ADDRESSES} addresses`,
      example: '["203.0.113.7", "2001:db8::/64"]',
      ...(many.length === 0 && { hint: 'An empty list is never taken to mean every address.' }),
    });
  }
  const texts = many ?? (one === undefined ? null : [one]);
  const wantsCurrent = texts?.some(isCurrent) === true;
  if (families !== undefined && !wantsCurrent) {
    throw invalidInput({
      field: 'families',
      value: families,
      expected: 'no families but beside the address "current", which they narrow',
      example: 'ip_address "current" with families "4"',
    });
  }
  if (texts === null) return null;
  const read = texts.flatMap((text, i) =>
    isCurrent(text) ? [] : [readAddress(text, many ? `ip_addresses[${i}]` : 'ip_address')],
  );
  const [cidrs, repeated] = once(read.map(({ cidr }) => cidr));
  return {
    cidrs,
    current: wantsCurrent ? (families === undefined ? [4, 6] : parseFamilies(families)) : null,
    warnings: [...new Set(read.flatMap(({ warnings }) => warnings)), ...repeats(repeated)],
  };
}

/** Reads an address; says in words where it stands for another text than the one given. */
function readAddress(value: unknown, field = 'ip_address'): { cidr: Cidr; warnings: string[] } {
  const { cidr, hostBitsCleared, mapped } = parseCidr(value, field);
  const text = formatCidr(cidr);
  return {
    cidr,
    warnings: [
      ...(mapped
        ? [`${String(value)} is an IPv4-mapped address; the IPv4 address it stands for, ${text}, was used.`]
        : []),
      ...(hostBitsCleared
        ? [`${String(value)} names one address of a network; the whole network ${text} was used.`]
        : []),
    ],
  };
}

/** Who is to be let in is never guessed. */
export const whoIsMissing = (): WhitelistError =>
  invalidInput({
    field: 'ip_address',
    value: undefined,
    expected: 'an IPv4 or IPv6 address, a CIDR block, or "current" for your own',
    example: '"203.0.113.7"',
  });

export interface Addresses {
  /** Each once; at least one. */
  readonly cidrs: readonly Cidr[];
  /** Those among them that were found out to be the person's own. */
  readonly mine: readonly Cidr[];
  readonly warnings: readonly string[];
}

/**
 * Finds out the person's own addresses where they are meant.
 *
 * @throws WhitelistError `ip_disagreement`, `ip_unknown`
 */
export async function addressesOf(
  { cidrs, current, warnings }: Who,
  context: ToolContext,
): Promise<Addresses> {
  if (current === null) return { cidrs, mine: [], warnings };
  const mine = await context.myAddresses(current);
  const [all] = once([...mine.addresses, ...cidrs]);
  return { cidrs: all, mine: mine.addresses, warnings: [...warnings, ...mine.warnings] };
}

/** One of each in their order, and those that came more than once. */
function once(cidrs: readonly Cidr[]): [readonly Cidr[], readonly string[]] {
  const seen = new Map<string, Cidr>();
  const repeated = new Set<string>();
  for (const cidr of cidrs) {
    const text = formatCidr(cidr);
    if (seen.has(text)) repeated.add(text);
    else seen.set(text, cidr);
  }
  return [[...seen.values()], [...repeated]];
}

const repeats = (texts: readonly string[]): string[] =>
  texts.length === 0
    ? []
    : [`Given more than once, counted once: ${texts.slice(0, 5).join(', ')}${texts.length > 5 ? ' …' : ''}.`];
