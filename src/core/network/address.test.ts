import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBits, formatAddress, parseV4, parseV6 } from './address.ts';

const zeroOften = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
const groups = fc.array(zeroOften, { minLength: 8, maxLength: 8 });
const valueOf = (parts: readonly number[]) => parts.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n);

/** Node's URL parser brings IPv6 hosts to RFC 5952 by code of its own. */
const witness = (text: string) => new URL(`http://[${text}]/`).hostname.slice(1, -1);

/** Some spelling of the same address: case, leading zeros, `::` over any run of zeros, an IPv4 tail. */
const spelling = fc
  .record({
    parts: groups,
    pad: fc.boolean(),
    upper: fc.boolean(),
    tail: fc.boolean(),
    start: fc.nat({ max: 7 }),
    length: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ parts, pad, upper, tail, start, length }) => {
    const hex = parts.map((part) => part.toString(16).padStart(pad ? 4 : 1, '0'));
    const written = hex.slice(0, tail ? 6 : 8);
    if (tail)
      written.push(
        parts
          .slice(6)
          .flatMap((part) => [part >> 8, part & 255])
          .join('.'),
      );
    // The IPv4 tail is one text that stands for two groups; the run may not reach into it.
    const end = Math.min(start + length, tail ? 6 : 8);
    const zeros = end > start && parts.slice(start, end).every((part) => part === 0);
    const text = zeros
      ? `${written.slice(0, start).join(':')}::${written.slice(end).join(':')}`
      : written.join(':');
    return { text: upper ? text.toUpperCase() : text, value: valueOf(parts) };
  });

describe('IPv6', () => {
  // RFC 5952, sections 4.1 to 4.3.
  it.each([
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:DB8::A', '2001:db8::a'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['0:2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
    ['::1.2.3.4', '::102:304'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
  ])('%s is %s', (text, canonical) => {
    expect(formatAddress(6, parseV6(text))).toBe(canonical);
  });

  it('is read alike in every spelling', () => {
    fc.assert(
      fc.property(spelling, ({ text, value }) => parseV6(text) === value),
      { numRuns: 5000 },
    );
  });

  it('is written as an independent implementation of RFC 5952 writes it', () => {
    fc.assert(
      fc.property(spelling, ({ text, value }) => {
        expect(formatAddress(6, value)).toBe(witness(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('is read back from its own text', () => {
    fc.assert(fc.property(groups, (parts) => parseV6(formatAddress(6, valueOf(parts))) === valueOf(parts)));
  });
});

describe('IPv4', () => {
  it('is four numbers, read and written', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(formatAddress(4, parseV4(text))).toBe(text);
        expect(parseV4(text)).toBe(BigInt(Buffer.from(text.split('.').map(Number)).readUInt32BE()));
      }),
    );
  });

  it('has 32 bits where IPv6 has 128', () => {
    expect([addressBits(4), addressBits(6)]).toEqual([32, 128]);
  });
});
