import type { Family } from '#core/network/address.ts';
import { formatCidr, type Cidr } from '#core/network/cidr.ts';
import {
  countOf,
  isInside,
  PRIVATE_RANGES,
  publicOf,
  sizeOf,
  spanOf,
  widthOf,
  type PrefixLimits,
  type Span,
} from '#core/network/spans.ts';

export const FAMILIES = [4, 6] as const;

/** Widest private source, IPv4 and IPv6 alike: 10.0.0.0/8 as a whole. */
export const PRIVATE_PREFIX = 8;

export const limitOf = (limits: PrefixLimits, family: Family) => (family === 4 ? limits.ipv4 : limits.ipv6);

export const isWorld = (spans: readonly Span[], family: Family) => countOf(spans) === sizeOf(0, family);

/** Addresses that are limited together, with the shortest prefix that they may come to. */
interface Share {
  readonly what: 'public' | 'private';
  readonly spans: readonly Span[];
  readonly limit: number;
}

/** More than may be: how wide it is, and how wide it may be. */
export interface Excess extends Share {
  readonly width: number;
}

/** All public addresses together, and those of each private range: pieces come no further than the whole. */
export function sharesOf(spans: readonly Span[], family: Family, limit: number): Share[] {
  const ranges = PRIVATE_RANGES.filter((range) => range.family === family).map(spanOf);
  return [
    publicShare(spans, family, limit),
    ...ranges.map((range) => ({
      what: 'private' as const,
      spans: spans.filter((span) => isInside(span, [range])),
      limit: Math.min(limit, PRIVATE_PREFIX),
    })),
  ];
}

export const publicShare = (spans: readonly Span[], family: Family, limit: number): Share => ({
  what: 'public',
  spans: publicOf(spans, family),
  limit,
});

export function excessOf(share: Share, family: Family): Excess[] {
  const count = countOf(share.spans);
  return count <= sizeOf(share.limit, family) ? [] : [{ ...share, width: widthOf(count, family) }];
}

/** `a, b, c and 27 more` */
export function fewOf(texts: readonly string[]): string {
  const [few, more] = [texts.slice(0, 3), texts.length - 3];
  return more > 0 ? `${few.join(', ')} and ${more} more` : few.join(', ');
}

/** `203.0.112.0/20, 198.51.100.0/24 together are as wide as /19` */
export function describeWidth({ spans, width }: Excess, sources: readonly Cidr[], family: Family): string {
  const own = sources.filter((cidr) => cidr.family === family && isInside(spanOf(cidr), spans));
  const texts = fewOf(own.map(formatCidr));
  return `${texts} ${own.length > 1 ? 'together are' : 'is'} as wide as /${width}`;
}
