import { WhitelistError } from '#core/errors/errors.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { type Family, parseFamilies } from '#core/network/address.ts';
import { type Cidr, formatCidr, parseCidr } from '#core/network/cidr.ts';
import { explainUnreachable } from '#core/network/unreachable.ts';
import type { ToolContext } from '#tools/definition/context.ts';

/** The arguments that say who. */
export interface AddressArguments {
  readonly ip_address?: string | undefined;
  readonly ip_addresses?: readonly string[] | undefined;
  readonly families?: string | number | undefined;
}

/** Who is meant, as far as the call itself tells. */
export interface AddressRequest {
  readonly cidrs: readonly Cidr[];
  /** In which families the person's own address is meant too; null: it is not. */
  readonly current: readonly Family[] | null;
  /** What had to be understood for the caller. */
  readonly warnings: readonly string[];
}

/** What a group may hold at most, whatever its account's quota is (Amazon VPC user guide, "Amazon VPC quotas"). */
const MAX_ADDRESSES = 1_000;

const CURRENT = 'current';

const isCurrent = (text: string) => text.trim().toLowerCase() === CURRENT;

/**
 * Reads whose addresses are meant; nothing is asked of anybody yet.
 *
 * @returns null where no argument says it
 * @throws WhitelistError `invalid_input`
 */
export function readAddresses({
  ip_address: one,
  ip_addresses: many,
  families,
}: AddressArguments): AddressRequest | null {
  if (one !== undefined && many !== undefined) {
    throw new WhitelistError(
      'invalid_input',
      'ip_address and ip_addresses both say who; only one can be given.',
      {
        guidance: ['Several addresses go into ip_addresses.'],
      },
    );
  }
  if (many?.length === 0 || (many && many.length > MAX_ADDRESSES)) {
    throw invalidInput({
      field: 'ip_addresses',
      value: many,
      expected: `1 to ${MAX_ADDRESSES} addresses`,
      example: '["203.0.113.7", "2001:db8::/64"]',
      ...(many.length === 0 && { hint: 'An empty list is never taken to mean every address.' }),
    });
  }
  const requested = many ?? (one === undefined ? null : [one]);
  const wantsCurrent = requested?.some(isCurrent) === true;
  if (families !== undefined && !wantsCurrent) {
    throw invalidInput({
      field: 'families',
      value: families,
      expected: 'no families but beside the address "current", which they narrow',
      example: 'ip_address "current" with families "4"',
    });
  }
  if (requested === null) return null;
  const read = requested.flatMap((text, i) =>
    isCurrent(text) ? [] : [readAddress(text, many ? `ip_addresses[${i}]` : 'ip_address')],
  );
  const [cidrs, repeated] = deduplicate(read.map(({ cidr }) => cidr));
  return {
    cidrs,
    current: wantsCurrent ? (families === undefined ? [4, 6] : parseFamilies(families)) : null,
    warnings: [...new Set(read.flatMap(({ warnings }) => warnings)), ...describeRepeated(repeated)],
  };
}

/**
 * Refuses to let in where nobody can come from: such a rule does nothing, and its author meant another.
 *
 * @throws WhitelistError `invalid_input`
 */
export function requireReachable({ cidrs }: AddressRequest): void {
  for (const cidr of cidrs) {
    const why = explainUnreachable(cidr);
    if (why === null) continue;
    throw invalidInput({
      field: 'ip_address',
      value: formatCidr(cidr),
      expected: 'an address from which somebody can come',
      example: '"203.0.113.7", or "current" for your own',
      hint: why,
    });
  }
}

/** Whether a call means the person's own address among others. */
export const meansOwnAddress = ({ addresses }: { readonly addresses: AddressRequest | null }): boolean =>
  addresses !== null && addresses.current !== null;

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
export const addressMissing = (): WhitelistError =>
  invalidInput({
    field: 'ip_address',
    value: undefined,
    expected: 'an IPv4 or IPv6 address, a CIDR block, or "current" for your own',
    example: '"203.0.113.7"',
  });

export interface ResolvedAddresses {
  /** Each once; at least one. */
  readonly cidrs: readonly Cidr[];
  /** Those among them that were found out to be the person's own. */
  readonly own: readonly Cidr[];
  readonly warnings: readonly string[];
}

/**
 * Finds out the person's own addresses where they are meant.
 *
 * @throws WhitelistError `ip_disagreement`, `ip_unknown`
 */
export async function resolveAddresses(
  { cidrs, current, warnings }: AddressRequest,
  context: ToolContext,
): Promise<ResolvedAddresses> {
  if (current === null) return { cidrs, own: [], warnings };
  const mine = await context.findOwnAddresses(current);
  const [all] = deduplicate([...mine.addresses, ...cidrs]);
  return { cidrs: all, own: mine.addresses, warnings: [...warnings, ...mine.warnings] };
}

/** One of each in their order, and those that came more than once. */
function deduplicate(cidrs: readonly Cidr[]): [readonly Cidr[], readonly string[]] {
  const seen = new Map<string, Cidr>();
  const repeated = new Set<string>();
  for (const cidr of cidrs) {
    const text = formatCidr(cidr);
    if (seen.has(text)) repeated.add(text);
    else seen.set(text, cidr);
  }
  return [[...seen.values()], [...repeated]];
}

const describeRepeated = (texts: readonly string[]): string[] =>
  texts.length === 0
    ? []
    : [`Given more than once, counted once: ${texts.slice(0, 5).join(', ')}${texts.length > 5 ? ' …' : ''}.`];
