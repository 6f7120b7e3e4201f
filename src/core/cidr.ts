import { isIP } from 'node:net';
import { invalidInput } from './invalid-input.ts';

export type Family = 4 | 6;

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
const PREFIX = /^(?:0|[1-9]\d{0,2})$/;
const MAPPED_HIGH_BITS = 0xffffn;

export const bitsOf = (family: Family): number => (family === 4 ? 32 : 128);

/**
 * Reads an address or CIDR block, strictly: no zone, no leading zeros, no surplus text, since a lenient
 * reading turns a typing error into somebody else's address.
 *
 * @param field - Argument name for the error.
 * @throws WhitelistError `invalid_input`
 */
export function parseCidr(text: unknown, field = 'ip_address'): ParsedCidr {
  const refuse = (hint?: string) =>
    invalidInput({ field, value: text, expected: EXPECTED, example: EXAMPLE, ...(hint && { hint }) });
  if (typeof text !== 'string') throw refuse();
  const [address = '', prefixText, ...surplus] = text.split('/');
  const version = isIP(address);
  if (version === 0 || surplus.length > 0) throw refuse(hintFor(text));
  if (address.includes('%')) throw refuse('A zone such as %eth0 names a link of one machine; leave it out.');
  const family: Family = version === 4 ? 4 : 6;
  if (prefixText !== undefined && !(PREFIX.test(prefixText) && Number(prefixText) <= bitsOf(family))) {
    throw refuse(
      `An IPv${family} prefix length is a number from 0 to ${bitsOf(family)} without leading zeros.`,
    );
  }
  const value = family === 4 ? parseV4(address) : parseV6(address);
  const prefix = prefixText === undefined ? bitsOf(family) : Number(prefixText);
  if (family === 6 && value >> 32n === MAPPED_HIGH_BITS) {
    if (prefix < 96) throw refuse('An IPv4-mapped block needs a prefix length from 96 to 128.');
    return { ...blockOf(4, value & 0xffffffffn, prefix - 96), mapped: true };
  }
  return { ...blockOf(family, value, prefix), mapped: false };
}

function blockOf(family: Family, value: bigint, prefix: number): Omit<ParsedCidr, 'mapped'> {
  const hostBits = BigInt(bitsOf(family) - prefix);
  const network = (value >> hostBits) << hostBits;
  return { cidr: { family, network, prefix }, hostBitsCleared: network !== value };
}

function hintFor(text: string): string | undefined {
  if (text !== text.trim()) return 'Remove the white space around the address.';
  if (text.trim() === '') return 'An empty address is never taken to mean every address.';
  if (/^0\d|\.0\d/.test(text))
    return 'Write each number without leading zeros: some programs read them as octal.';
  if (/^[\d.]+(?:\/\d+)?$/.test(text)) return 'An IPv4 address has four numbers from 0 to 255.';
  return undefined;
}

function parseV4(text: string): bigint {
  return text.split('.').reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}

function parseV6(text: string): bigint {
  const lastColon = text.lastIndexOf(':');
  const tail = text.slice(lastColon + 1);
  if (tail.includes('.')) {
    const v4 = parseV4(tail);
    return parseV6(
      `${text.slice(0, lastColon + 1)}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`,
    );
  }
  const [left = '', right] = text.split('::');
  const head = left === '' ? [] : left.split(':');
  const rest = right === undefined || right === '' ? [] : right.split(':');
  const zeros = Array.from({ length: 8 - head.length - rest.length }, () => '0');
  return [...head, ...zeros, ...rest].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** Canonical text of an address: dotted decimal, or RFC 5952 for IPv6. */
export function formatAddress(family: Family, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  const run = longestZeroRun(groups);
  if (run.length < 2) return groups.join(':');
  return `${groups.slice(0, run.start).join(':')}::${groups.slice(run.start + run.length).join(':')}`;
}

/** The first of the longest runs of zero groups: RFC 5952, 4.2.3. */
function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [i, group] of groups.entries()) {
    length = group === '0' ? length + 1 : 0;
    if (length > best.length) best = { start: i + 1 - length, length };
  }
  return best;
}

/** Canonical text of a block, always with its prefix length: the form in which AWS keeps it. */
export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr.family, cidr.network)}/${cidr.prefix}`;
}

export function firstAddress(cidr: Cidr): bigint {
  return cidr.network;
}

export function lastAddress(cidr: Cidr): bigint {
  return cidr.network | ((1n << BigInt(bitsOf(cidr.family) - cidr.prefix)) - 1n);
}

export function sameCidr(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.network === b.network && a.prefix === b.prefix;
}
