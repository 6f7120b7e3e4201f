import { addressBits, type Family } from './address.ts';
import { firstAddress, lastAddress, parseCidr, type Cidr } from './cidr.ts';

/** The first and the last of consecutive addresses of one family. */
export type Span = readonly [first: bigint, last: bigint];

/** Shortest prefix that a source may have, for each family: a smaller number is a wider source. */
export interface PrefixLimits {
  readonly ipv4: number;
  readonly ipv6: number;
}

/**
 * Ranges from which nobody on the internet can come: private use (RFC 1918), shared address space (RFC 6598),
 * link-local (RFC 3927, RFC 4291) and unique local addresses (RFC 4193). No two of them touch.
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

export const toSpan = (cidr: Cidr): Span => [firstAddress(cidr), lastAddress(cidr)];

/** The same addresses as spans that neither touch nor overlap, in order. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const [first, last] of [...spans].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const before = result.at(-1);
    if (before && first <= before[1] + 1n) {
      result[result.length - 1] = [before[0], last > before[1] ? last : before[1]];
    } else result.push([first, last]);
  }
  return result;
}

/** The addresses of one family that lie in any of the blocks. */
export const toMergedSpans = (cidrs: readonly Cidr[], family: Family): Span[] =>
  mergeSpans(cidrs.filter((cidr) => cidr.family === family).map(toSpan));

/** How many there are in spans that do not overlap. */
export const countAddresses = (spans: readonly Span[]): bigint =>
  spans.reduce((sum, [first, last]) => sum + last - first + 1n, 0n);

/** How many addresses a block with this prefix has. */
export const blockSize = (prefix: number, family: Family): bigint =>
  1n << BigInt(addressBits(family) - prefix);

/** The longest prefix whose block has room for so many addresses: what "as wide as /N" means for several sources. */
export function longestPrefixHolding(count: bigint, family: Family): number {
  let prefix = addressBits(family);
  while (prefix > 0 && blockSize(prefix, family) < count) prefix -= 1;
  return prefix;
}

/** Whether one of the spans contains all of this one. */
export const isSpanInside = ([first, last]: Span, spans: readonly Span[]): boolean =>
  spans.some(([from, to]) => from <= first && last <= to);

/** Whether every address of the block lies in one of the ranges, or in several together. */
export const isCidrWithin = (cidr: Cidr, ranges: readonly Cidr[]): boolean =>
  isSpanInside(toSpan(cidr), toMergedSpans(ranges, cidr.family));

const PRIVATE_SPANS: Record<Family, readonly Span[]> = {
  4: toMergedSpans(PRIVATE_RANGES, 4),
  6: toMergedSpans(PRIVATE_RANGES, 6),
};

/**
 * Those of the merged spans that are not entirely private: a private range together with its neighbour is public, whether
 * it is given as one block or as two.
 */
export const selectPublicSpans = (spans: readonly Span[], family: Family): Span[] =>
  spans.filter((span) => !isSpanInside(span, PRIVATE_SPANS[family]));
