import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, type Family } from '#core/network/address.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { MAX_ANSWER_BYTES, readAnswer, describeSpecialRange } from './read-answer.ts';

const bits = { 4: 32n, 6: 128n } as const;
const anyAddress = fc.constantFrom<Family>(4, 6).chain((family) =>
  fc.bigInt({ min: 0n, max: (1n << bits[family]) - 1n }).map((value) => ({
    family,
    text: formatAddress(family, value),
  })),
);
const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\r', '\n'), maxLength: 4 });

describe('what a source answered', () => {
  it('is an address in whatever white space, in its canonical form', () => {
    expect(readAnswer('203.0.113.7\n', 4)).toEqual({ address: '203.0.113.7', why: null });
    expect(readAnswer('\r\n 2001:DB8:0:0::7 ', 6)).toEqual({ address: '2001:db8::7', why: null });
  });

  it.each<[string, Family, string]>([
    ['', 4, 'its answer is empty'],
    [' \r\n', 6, 'its answer is empty'],
    ['203.0.113.7 203.0.113.8', 4, 'its answer is no address'],
    ['203.0.113.7\n203.0.113.7', 4, 'its answer is no address'],
    ['203.0.113.7/32', 4, 'its answer is no address'],
    ['203.0.113.07', 4, 'its answer is no address'],
    ['203.0.113', 4, 'its answer is no address'],
    ['203.0.113.7.', 4, 'its answer is no address'],
    ['\uFEFF203.0.113.7', 4, 'its answer is no address'],
    ['\u00A0203.0.113.7', 4, 'its answer is no address'],
    ['203.0.113.7\u0000', 4, 'its answer is no address'],
    ['fe80::1%eth0', 6, 'its answer is no address'],
    ['<html>203.0.113.7</html>', 4, 'its answer is no address'],
    ['{"ip":"203.0.113.7"}', 4, 'its answer is no address'],
    ['"203.0.113.7"', 4, 'its answer is no address'],
    ['2001:db8::7', 4, 'its answer is of IPv6 (2001:db8::7)'],
    ['203.0.113.7', 6, 'its answer is of IPv4 (203.0.113.7)'],
    ['::ffff:203.0.113.7', 6, 'its answer is the IPv4 address 203.0.113.7, written as IPv6'],
    ['::ffff:203.0.113.7', 4, 'its answer is the IPv4 address 203.0.113.7, written as IPv6'],
    ['192.168.1.1', 4, 'its answer 192.168.1.1 is a private address'],
    ['fd00::7', 6, 'its answer fd00::7 is a unique local address'],
    [`${'0'.repeat(MAX_ANSWER_BYTES)}1`, 4, 'its answer is too long for an address'],
    [`203.0.113.7${' '.repeat(MAX_ANSWER_BYTES)}`, 4, 'its answer is too long for an address'],
  ])('%j for IPv%i is refused', (body, family, why) => {
    expect(readAnswer(body, family)).toEqual({ address: null, why });
  });

  it('never yields anything but a public address of the family asked for', () => {
    fc.assert(
      fc.property(
        anyAddress,
        fc.constantFrom<Family>(4, 6),
        space,
        space,
        ({ family, text }, asked, a, b) => {
          const { address, why } = readAnswer(`${a}${text}${b}`, asked);
          const { cidr, mapped } = parseCidr(text);
          const counts = family === asked && !mapped && describeSpecialRange(cidr) === null;
          expect(address).toBe(counts ? text : null);
          expect(why === null).toBe(counts);
        },
      ),
    );
  });

  it('repeats nothing of what is no address', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.constantFrom<Family>(4, 6), (text, family) => {
        const { address, why } = readAnswer(`CANARY${text}`, family);
        expect(address).toBeNull();
        expect(why).not.toContain('CANARY');
      }),
    );
  });
});

describe('the kind of an address', () => {
  const kind = (text: string) => describeSpecialRange(parseCidr(text).cidr);
  const NOBODY = 'an address that nobody on the internet has';

  it.each([
    ['10.0.0.0', 'a private address'],
    ['10.255.255.255', 'a private address'],
    ['172.16.0.0', 'a private address'],
    ['172.31.255.255', 'a private address'],
    ['192.168.0.0', 'a private address'],
    ['192.168.255.255', 'a private address'],
    ['100.64.0.0', 'an address that a provider shares among customers (CGNAT)'],
    ['100.127.255.255', 'an address that a provider shares among customers (CGNAT)'],
    ['169.254.169.254', 'a link-local address'],
    ['fe80::1', 'a link-local address'],
    ['febf:ffff::', 'a link-local address'],
    ['fc00::', 'a unique local address'],
    ['fdff:ffff::1', 'a unique local address'],
    ['127.0.0.1', "the machine's own loopback"],
    ['127.255.255.255', "the machine's own loopback"],
    ['::1', "the machine's own loopback"],
    ['0.0.0.0', NOBODY],
    ['192.0.0.8', NOBODY],
    ['192.88.99.1', NOBODY],
    ['198.18.0.0', NOBODY],
    ['198.19.255.255', NOBODY],
    ['224.0.0.0', NOBODY],
    ['240.0.0.1', NOBODY],
    ['255.255.255.255', NOBODY],
    ['::', NOBODY],
    ['64:ff9b::1.2.3.4', NOBODY],
    ['1fff:ffff::', NOBODY],
    ['4000::', NOBODY],
    ['ff02::1', NOBODY],
    ['2001::1', NOBODY],
    ['2002:a00:1::', NOBODY],
  ])('%s: %s', (text, expected) => {
    expect(kind(text)).toBe(expected);
  });

  it.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '192.167.255.255',
    '198.17.255.255',
    '198.20.0.0',
    '203.0.113.7',
    '223.255.255.255',
    '2000::',
    '2001:200::',
    '2001:db8::7',
    '2003::1',
    '3fff:ffff::',
  ])('%s: public', (text) => {
    expect(kind(text)).toBeNull();
  });
});
