import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyBlock } from '#test/support/arbitraries/policies.ts';
import { addressBits, type Family } from './address.ts';
import { firstAddress, formatCidr, lastAddress, parseCidr, type Cidr } from './cidr.ts';
import {
  countAddresses,
  isCidrWithin,
  mergeSpans,
  toMergedSpans,
  PRIVATE_RANGES,
  selectPublicSpans,
  blockSize,
  longestPrefixHolding,
} from './spans.ts';

const cidr = (text: string) => parseCidr(text).cidr;

/** Blocks of a world of 32 addresses per family, small enough to try each. */
const BASE: Record<Family, bigint> = { 4: cidr('203.0.113.0').network, 6: cidr('2001:db8::').network };
const small: fc.Arbitrary<Cidr> = fc
  .tuple(fc.constantFrom<Family>(4, 6), fc.nat({ max: 31 }), fc.nat({ max: 5 }))
  .map(([family, at, bits]) => ({
    family,
    network: BASE[family] + BigInt((at >> bits) << bits),
    prefix: addressBits(family) - bits,
  }));
const world = (family: Family) => Array.from({ length: 34 }, (_, i) => BASE[family] - 1n + BigInt(i));
const holds = ({ family, network, prefix }: Cidr, of: Family, address: bigint) =>
  family === of &&
  address >> BigInt(addressBits(of) - prefix) === network >> BigInt(addressBits(of) - prefix);

describe('in a world of few addresses', () => {
  it('merged holds what trying every address says, in spans with gaps between', () => {
    fc.assert(
      fc.property(fc.array(small, { maxLength: 8 }), fc.constantFrom<Family>(4, 6), (cidrs, family) => {
        const spans = toMergedSpans(cidrs, family);
        const tried = world(family).filter((address) => cidrs.some((one) => holds(one, family, address)));
        const found = world(family).filter((a) => spans.some(([first, last]) => first <= a && a <= last));
        expect(found).toEqual(tried);
        expect(countAddresses(spans)).toBe(BigInt(tried.length));
        for (const [i, [first]] of spans.entries()) {
          if (i > 0) expect(first > (spans[i - 1]?.[1] ?? 0n) + 1n).toBe(true);
        }
        expect(mergeSpans([...spans].reverse())).toEqual(spans);
      }),
    );
  });

  it('isWithin says what trying every address says', () => {
    const seen = { true: 0, false: 0 };
    fc.assert(
      fc.property(small, fc.array(small, { maxLength: 8 }), (one, ranges) => {
        const tried = world(one.family)
          .filter((address) => holds(one, one.family, address))
          .every((address) => ranges.some((range) => holds(range, one.family, address)));
        expect(isCidrWithin(one, ranges)).toBe(tried);
        seen[`${tried}`] += 1;
      }),
      { numRuns: 1000, seed: 20261201 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });
});

it('widthOf is the longest prefix that has room', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Family>(4, 6),
      fc.nat({ max: 128 }),
      fc.integer({ min: -1, max: 1 }),
      (family, bits, more) => {
        const most = addressBits(family);
        const count = (1n << BigInt(Math.min(bits, most))) + BigInt(more);
        fc.pre(count > 0n && count <= blockSize(0, family));
        const width = longestPrefixHolding(count, family);
        expect(blockSize(width, family) >= count).toBe(true);
        if (width < most) expect(blockSize(width + 1, family) < count).toBe(true);
      },
    ),
  );
});

describe('what is private', () => {
  const isPublic = (...texts: string[]) => {
    const family = texts[0]?.includes(':') ? 6 : 4;
    return selectPublicSpans(toMergedSpans(texts.map(cidr), family), family).length > 0;
  };

  it.each(PRIVATE_RANGES.map(formatCidr))('%s and no address beside it', (text) => {
    const range = cidr(text);
    const host = (network: bigint) => formatCidr({ ...range, network, prefix: addressBits(range.family) });
    expect(isPublic(text)).toBe(false);
    expect(isPublic(host(firstAddress(range)))).toBe(false);
    expect(isPublic(host(lastAddress(range)))).toBe(false);
    expect(isPublic(host(firstAddress(range) - 1n))).toBe(true);
    expect(isPublic(host(lastAddress(range) + 1n))).toBe(true);
  });

  it('a private range and its neighbour are public, as one block and as two', () => {
    expect(isPublic('192.168.0.0/15')).toBe(true);
    expect(isPublic('192.168.0.0/16', '192.169.0.0/16')).toBe(true);
  });

  it('no two ranges touch', () => {
    for (const family of [4, 6] as const) {
      const own = PRIVATE_RANGES.filter((range) => range.family === family);
      expect(toMergedSpans(own, family)).toHaveLength(own.length);
    }
  });

  it.each(['8.8.8.8', '100.128.0.0/10', '172.32.0.1', '127.0.0.1', '224.0.0.0/4', '2001:db8::/32', '::1'])(
    '%s is not',
    (text) => {
      expect(isPublic(text)).toBe(true);
    },
  );
});

it('holds for blocks of every width', () => {
  fc.assert(
    fc.property(anyBlock, (one) => {
      expect(countAddresses(toMergedSpans([one], one.family))).toBe(blockSize(one.prefix, one.family));
      expect(isCidrWithin(one, [one])).toBe(true);
      expect(isCidrWithin(one, [])).toBe(false);
    }),
  );
});
