import { expect, it } from 'vitest';
import { hasPorts, hasIcmpTypes, parseProtocol, protocolNumber } from './protocol.ts';

it.each([
  ['tcp', 'tcp', 6],
  ['UDP', 'udp', 17],
  ['Icmp', 'icmp', 1],
  ['icmpv6', 'icmpv6', 58],
  ['all', 'all', -1],
  ['-1', 'all', -1],
  [-1, 'all', -1],
  [6, 'tcp', 6],
  ['17', 'udp', 17],
  ['58', 'icmpv6', 58],
  ['esp', '50', 50],
  ['GRE', '47', 47],
  ['ah', '51', 51],
  ['sctp', '132', 132],
  ['0', '0', 0],
  [47, '47', 47],
  ['255', '255', 255],
])('%j is %s', (given, protocol, number) => {
  expect(parseProtocol(given)).toBe(protocol);
  expect(protocolNumber(parseProtocol(given))).toBe(number);
});

it('every number has one name, which reads back as itself', () => {
  const names = Array.from({ length: 257 }, (_, i) => parseProtocol(i - 1));
  expect(new Set(names).size).toBe(257);
  expect(names.map(parseProtocol)).toEqual(names);
  expect(names.map(protocolNumber)).toEqual(names.map((_, i) => i - 1));
  expect(names.filter(hasPorts)).toEqual(['tcp', 'udp']);
  expect(names.filter(hasIcmpTypes)).toEqual(['icmp', 'icmpv6']);
});

it.each([
  '',
  ' tcp',
  'http',
  '256',
  '-2',
  '06',
  '6.0',
  '1e1',
  '６',
  '+6',
  256,
  -2,
  6.5,
  NaN,
  Infinity,
  null,
  undefined,
  true,
  ['tcp'],
  {},
  'constructor',
  '__proto__',
])('%j is refused', (given) => {
  expect(() => parseProtocol(given)).toThrow(/^Invalid protocol: got .*, expected tcp, udp,/);
});
