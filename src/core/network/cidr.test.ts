import fc from 'fast-check';
import { BlockList } from 'node:net';
import { describe, expect, it } from 'vitest';
import { formatAddress, type Family } from './address.ts';
import { firstAddress, formatCidr, lastAddress, parseCidr, parseRuleCidr, isSameCidr } from './cidr.ts';

const canonical = (text: string) => formatCidr(parseCidr(text).cidr);

/** An address, a prefix length, and the text of both; never IPv4-mapped. */
const block = (family: Family) =>
  fc
    .record({
      value: fc.bigInt({ min: 0n, max: (1n << (family === 4 ? 32n : 128n)) - 1n }),
      prefix: fc.integer({ min: 0, max: family === 4 ? 32 : 128 }),
    })
    .filter(({ value }) => family === 4 || value >> 32n !== 0xffffn)
    .map((b) => ({ ...b, family, text: `${formatAddress(family, b.value)}/${b.prefix}` }));
const anyBlock = fc.oneof(block(4), block(6));

describe('an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7/32'],
    ['0.0.0.0', '0.0.0.0/32'],
    ['255.255.255.255/32', '255.255.255.255/32'],
  ])('[add.ipv4-single-host] %s is the block %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it('of IPv6 is one of 128 bits', () => {
    expect(canonical('2001:DB8::0001')).toBe('2001:db8::1/128');
  });

  it.each(['10.0.0.1', '172.16.0.0/12', '192.168.1.100', '169.254.1.1', '127.0.0.1', 'fd00::1', 'fe80::1'])(
    '[input.private-addresses] %s is accepted',
    (text) => {
      expect(parseCidr(text)).toMatchObject({ hostBitsCleared: false, mapped: false });
    },
  );
});

describe('a block with host bits', () => {
  it.each([
    ['203.0.113.7/24', '203.0.113.0/24'],
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['203.0.113.7/0', '0.0.0.0/0'],
    ['2001:db8::1/64', '2001:db8::/64'],
    ['ffff::/1', '8000::/1'],
  ])('%s is brought to %s, which is told', (text, expected) => {
    const { cidr, hostBitsCleared } = parseCidr(text);
    expect([formatCidr(cidr), hostBitsCleared]).toEqual([expected, true]);
  });

  it('keeps the bits of its prefix and no other, and tells whether there were any', () => {
    fc.assert(
      fc.property(anyBlock, ({ family, value, prefix, text }) => {
        const { cidr, hostBitsCleared } = parseCidr(text);
        const size = 1n << BigInt((family === 4 ? 32 : 128) - prefix);
        expect(cidr).toEqual({ family, prefix, network: value - (value % size) });
        expect(hostBitsCleared).toBe(value % size !== 0n);
        expect(lastAddress(cidr) - firstAddress(cidr)).toBe(size - 1n);
      }),
      { numRuns: 2000 },
    );
  });

  it('holds the addresses that Node holds it to hold', () => {
    const near = fc.tuple(anyBlock, fc.constantFrom(-1n, 0n, 1n), fc.boolean());
    fc.assert(
      fc.property(near, ([{ family, text }, step, atEnd]) => {
        const { cidr } = parseCidr(text);
        const address = (atEnd ? lastAddress(cidr) : firstAddress(cidr)) + step;
        fc.pre(address >= 0n && address < 1n << (family === 4 ? 32n : 128n));
        const type = family === 4 ? 'ipv4' : 'ipv6';
        const list = new BlockList();
        // A subnet of no bits at all is beyond BlockList.
        fc.pre(cidr.prefix > 0);
        list.addSubnet(formatAddress(family, cidr.network), cidr.prefix, type);
        const inside = firstAddress(cidr) <= address && address <= lastAddress(cidr);
        expect(list.check(formatAddress(family, address), type)).toBe(inside);
      }),
    );
  });
});

describe('canonical text', () => {
  it('reads back as the same block, and is its own canonical text', () => {
    fc.assert(
      fc.property(anyBlock, ({ text }) => {
        const { cidr } = parseCidr(text);
        const again = parseCidr(formatCidr(cidr));
        expect(again).toEqual({ cidr, hostBitsCleared: false, mapped: false });
        expect(isSameCidr(again.cidr, cidr)).toBe(true);
        expect(formatCidr(again.cidr)).toBe(formatCidr(cidr));
        expect(parseRuleCidr(text)).toEqual(cidr);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same for the same block alone', () => {
    fc.assert(
      fc.property(anyBlock, anyBlock, (a, b) => {
        const [x, y] = [parseCidr(a.text).cidr, parseCidr(b.text).cidr];
        expect(isSameCidr(x, y)).toBe(formatCidr(x) === formatCidr(y));
      }),
    );
    const any = parseCidr('0.0.0.0/0').cidr;
    for (const other of ['::/0', '0.0.0.0/1', '128.0.0.0/1']) {
      expect(isSameCidr(any, parseCidr(other).cidr)).toBe(false);
    }
  });
});
