import { isIP } from 'node:net';
import { addressBits, formatAddress, parseV4, parseV6, type Family } from './address.ts';
import type { WhitelistError } from '#core/errors/errors.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';

/** A block of addresses in canonical form: the host bits of `network` are always zero. */
export interface Cidr {
  readonly family: Family;
  readonly network: bigint;
  readonly prefix: number;
}

/** A block together with what had to be done to the text to get it. */
export interface ParsedCidr {
  readonly cidr: Cidr;
  /** The text named an address inside the block, and was brought to the block's network. */
  readonly hostBitsCleared: boolean;
  /** The text was an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2) and stands for this IPv4 block. */
  readonly mapped: boolean;
}

const EXPECTED = 'an IPv4 or IPv6 address, or a CIDR block';
const EXAMPLE = '203.0.113.7, 203.0.113.0/24 or 2001:db8::1';
const PREFIX_PATTERN = /^(?:0|[1-9]\d{0,2})$/;
const MAPPED_HIGH_BITS = 0xffffn;

/**
 * Reads an address or CIDR block, strictly: no zone, no leading zeros, no surplus text, since a lenient
 * reading turns a typing error into somebody else's address.
 *
 * @param field - Argument name for the error.
 * @throws WhitelistError `invalid_input`
 */
export function parseCidr(text: unknown, field = 'ip_address'): ParsedCidr {
  const refuse = (hint?: string) => invalidCidr(field, text, hint);
  const { family, value, prefix } = readBlock(text, refuse);
  if (family === 6 && value >> 32n === MAPPED_HIGH_BITS) {
    if (prefix < 96) throw refuse('An IPv4-mapped block needs a prefix length from 96 to 128.');
    return { ...toParsedBlock(4, value & 0xffffffffn, prefix - 96), mapped: true };
  }
  return { ...toParsedBlock(family, value, prefix), mapped: false };
}

/**
 * Reads a block as AWS tells it. Unlike a person's text, an IPv4-mapped block stays IPv6: as a rule it lets no
 * IPv4 packet in, and nothing but its own text removes it.
 *
 * @throws WhitelistError `invalid_input`
 */
export function parseRuleCidr(text: string): Cidr {
  const { family, value, prefix } = readBlock(text, (hint) => invalidCidr('cidr', text, hint));
  return toParsedBlock(family, value, prefix).cidr;
}

interface Block {
  readonly family: Family;
  readonly value: bigint;
  readonly prefix: number;
}

function readBlock(text: unknown, refuse: (hint?: string) => WhitelistError): Block {
  if (typeof text !== 'string') throw refuse();
  const [address = '', prefixText, ...surplus] = text.split('/');
  if (address.includes('%')) throw refuse('A zone such as %eth0 names a link of one machine; leave it out.');
  const version = isIP(address);
  if (version === 0 || surplus.length > 0) throw refuse(suggestFix(text));
  const family: Family = version === 4 ? 4 : 6;
  if (
    prefixText !== undefined &&
    !(PREFIX_PATTERN.test(prefixText) && Number(prefixText) <= addressBits(family))
  ) {
    throw refuse(
      `An IPv${family} prefix length is a number from 0 to ${addressBits(family)} without leading zeros.`,
    );
  }
  const value = family === 4 ? parseV4(address) : parseV6(address);
  return { family, value, prefix: prefixText === undefined ? addressBits(family) : Number(prefixText) };
}

function invalidCidr(field: string, value: unknown, hint: string | undefined): WhitelistError {
  return invalidInput({ field, value, expected: EXPECTED, example: EXAMPLE, ...(hint && { hint }) });
}

function toParsedBlock(family: Family, value: bigint, prefix: number): Omit<ParsedCidr, 'mapped'> {
  const hostBits = BigInt(addressBits(family) - prefix);
  const network = (value >> hostBits) << hostBits;
  return { cidr: { family, network, prefix }, hostBitsCleared: network !== value };
}

function suggestFix(text: string): string | undefined {
  if (text.trim() === '') return 'An empty address is never taken to mean every address.';
  if (text !== text.trim()) return 'Remove the white space around the address.';
  if (/^0\d|\.0\d/.test(text))
    return 'Write each number without leading zeros: some programs read them as octal.';
  if (/^[\d.]+(?:\/\d+)?$/.test(text)) return 'An IPv4 address has four numbers from 0 to 255.';
  return undefined;
}

/** Canonical text of a block, always with its prefix length: the form in which AWS keeps it. */
export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr.family, cidr.network)}/${cidr.prefix}`;
}

export function firstAddress(cidr: Cidr): bigint {
  return cidr.network;
}

export function lastAddress(cidr: Cidr): bigint {
  return cidr.network | ((1n << BigInt(addressBits(cidr.family) - cidr.prefix)) - 1n);
}

export function isSameCidr(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.network === b.network && a.prefix === b.prefix;
}
