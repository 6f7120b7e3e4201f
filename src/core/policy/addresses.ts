import { bitsOf, type Family } from '../address.ts';
import { firstAddress, lastAddress, parseCidr, type Cidr } from '../cidr.ts';

/**
 * Ranges from which nobody on the internet can come: private use (RFC 1918), shared address space (RFC 6598),
 * link-local (RFC 3927, RFC 4291) and unique local addresses (RFC 4193).
 */
export const PRIVATE_RANGES: readonly Cidr[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
].map((text) => parseCidr(text).cidr);

type Span = readonly [first: bigint, last: bigint];

export const isPrivate = (cidr: Cidr) => PRIVATE_RANGES.some((range) => contains(range, cidr));

function contains(outer: Cidr, inner: Cidr): boolean {
  return (
    outer.family === inner.family &&
    firstAddress(outer) <= firstAddress(inner) &&
    lastAddress(inner) <= lastAddress(outer)
  );
}

/** The addresses of one family as spans that neither touch nor overlap, in order. */
export function merged(cidrs: readonly Cidr[], family: Family): Span[] {
  const spans = cidrs
    .filter((cidr) => cidr.family === family)
    .map((cidr): Span => [firstAddress(cidr), lastAddress(cidr)])
    .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const joined: Span[] = [];
  for (const [first, last] of spans) {
    const before = joined.at(-1);
    if (before && first <= before[1] + 1n) {
      joined[joined.length - 1] = [before[0], last > before[1] ? last : before[1]];
    } else joined.push([first, last]);
  }
  return joined;
}

/** How many different addresses of one family there are. */
export function countOf(cidrs: readonly Cidr[], family: Family): bigint {
  return merged(cidrs, family).reduce((sum, [first, last]) => sum + last - first + 1n, 0n);
}

/** How many addresses a block with this prefix has. */
export const sizeOf = (prefix: number, family: Family): bigint => 1n << BigInt(bitsOf(family) - prefix);

/** The longest prefix whose block holds so many addresses: what "as wide as /N" means for several sources. */
export function widthOf(count: bigint, family: Family): number {
  let prefix = bitsOf(family);
  while (prefix > 0 && sizeOf(prefix, family) < count) prefix -= 1;
  return prefix;
}

/** Whether every address of the block lies in one of the ranges, or in several together. */
export function isWithin(cidr: Cidr, ranges: readonly Cidr[]): boolean {
  return merged(ranges, cidr.family).some(
    ([first, last]) => first <= firstAddress(cidr) && lastAddress(cidr) <= last,
  );
}
