import fc from 'fast-check';
import { BlockList } from 'node:net';
import { describe, expect, it } from 'vitest';
import { canonicalIpv4, canonicalIpv6 } from './cidr.ts';

describe('canonicalIpv4', () => {
  it.each([
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['203.0.113.7/32', '203.0.113.7/32'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['255.255.255.255/1', '128.0.0.0/1'],
  ])('%s is %s', (given, canonical) => {
    expect(canonicalIpv4(given)).toBe(canonical);
  });

  it.each([
    '203.0.113.7',
    '203.0.113.7/',
    '203.0.113.7/33',
    '203.0.113.7/08',
    '203.0.113.7/-1',
    '203.0.113.7/24 ',
    ' 203.0.113.7/24',
    '203.0.113/24',
    '010.0.0.1/32',
    '256.0.0.1/32',
    '::/0',
    '/24',
    '',
  ])('%j is malformed', (given) => {
    expect(canonicalIpv4(given)).toBeNull();
  });
});

describe('canonicalIpv6', () => {
  // The first rows are the examples of RFC 5952.
  it.each([
    ['2001:0db8::0001/128', '2001:db8::1/128'],
    ['2001:db8:0:0:0:0:2:1/128', '2001:db8::2:1/128'],
    ['2001:db8:0:1:1:1:1:1/128', '2001:db8:0:1:1:1:1:1/128'],
    ['2001:0:0:1:0:0:0:1/128', '2001:0:0:1::1/128'],
    ['2001:db8:0:0:1:0:0:1/128', '2001:db8::1:0:0:1/128'],
    ['2001:DB8::ABCD/128', '2001:db8::abcd/128'],
    ['2001:db8:ffff::1/33', '2001:db8:8000::/33'],
    ['::/0', '::/0'],
    ['ffff::1/0', '::/0'],
    ['::ffff:192.0.2.1/128', '::ffff:c000:201/128'],
    ['1::/16', '1::/16'],
  ])('%s is %s', (given, canonical) => {
    expect(canonicalIpv6(given)).toBe(canonical);
  });

  it.each([
    '2001:db8::1',
    '2001:db8::1/129',
    '2001:db8::1%eth0/64',
    '2001:db8::1::/64',
    '192.0.2.1/32',
    'x/64',
  ])('%j is malformed', (given) => {
    expect(canonicalIpv6(given)).toBeNull();
  });
});

describe('both', () => {
  it('change nothing twice and keep the address inside', () => {
    const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }), fc.constant('ipv4' as const));
    const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }), fc.constant('ipv6' as const));
    fc.assert(
      fc.property(fc.oneof(v4, v6), ([address, length, family]) => {
        const canonical = family === 'ipv4' ? canonicalIpv4 : canonicalIpv6;
        const text = canonical(`${address}/${length}`) ?? '';
        expect(canonical(text)).toBe(text);
        const network = new BlockList();
        network.addSubnet(text.slice(0, text.indexOf('/')), length, family);
        expect(network.check(address, family)).toBe(true);
      }),
    );
  });
});
