import type { Family } from '#core/network/address.ts';
import { formatCidr, type Cidr } from '#core/network/cidr.ts';
import {
  countAddresses,
  isSpanInside,
  PRIVATE_RANGES,
  selectPublicSpans,
  blockSize,
  toSpan,
  longestPrefixHolding,
  type PrefixLimits,
  type Span,
} from '#core/network/spans.ts';

/** Widest private source, IPv4 and IPv6 alike: 10.0.0.0/8 as a whole. */
export const MIN_PRIVATE_PREFIX = 8;

export const prefixLimit = (limits: PrefixLimits, family: Family) =>
  family === 4 ? limits.ipv4 : limits.ipv6;

export const isWholeFamily = (spans: readonly Span[], family: Family) =>
  countAddresses(spans) === blockSize(0, family);

/** Addresses that are limited together, with the shortest prefix that they may come to. */
interface LimitedSpans {
  readonly what: 'public' | 'private';
  readonly spans: readonly Span[];
  readonly limit: number;
}

/** Addresses that exceed their limit: how wide they are, and how wide they may be. */
export interface Excess extends LimitedSpans {
  readonly width: number;
}

/** All public addresses together, and those of each private range, so that pieces are limited like the whole. */
export function splitByLimit(spans: readonly Span[], family: Family, limit: number): LimitedSpans[] {
  const ranges = PRIVATE_RANGES.filter((range) => range.family === family).map(toSpan);
  return [
    selectLimitedPublic(spans, family, limit),
    ...ranges.map((range) => ({
      what: 'private' as const,
      spans: spans.filter((span) => isSpanInside(span, [range])),
      limit: Math.min(limit, MIN_PRIVATE_PREFIX),
    })),
  ];
}

export const selectLimitedPublic = (spans: readonly Span[], family: Family, limit: number): LimitedSpans => ({
  what: 'public',
  spans: selectPublicSpans(spans, family),
  limit,
});

export function findExcess(limited: LimitedSpans, family: Family): Excess[] {
  // Most rules open none of the many sensitive ports.
  if (limited.spans.length === 0) return [];
  const count = countAddresses(limited.spans);
  return count <= blockSize(limited.limit, family)
    ? []
    : [{ ...limited, width: longestPrefixHolding(count, family) }];
}

/** `a, b, c and 27 more` */
export function listFew(texts: readonly string[]): string {
  const [few, more] = [texts.slice(0, 3), texts.length - 3];
  return more > 0 ? `${few.join(', ')} and ${more} more` : few.join(', ');
}

/** `203.0.112.0/20, 198.51.100.0/24 together are as wide as /19` */
export function describeWidth({ spans, width }: Excess, sources: readonly Cidr[], family: Family): string {
  const contributing = sources.filter((cidr) => cidr.family === family && isSpanInside(toSpan(cidr), spans));
  // Each stands in the rules of every port.
  const texts = [...new Set(contributing.map(formatCidr))];
  return `${listFew(texts)} ${texts.length > 1 ? 'together are' : 'is'} as wide as /${width}`;
}
