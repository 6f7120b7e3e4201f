import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Protocol } from './protocol.ts';
import {
  describeTraffic,
  toPortInterval,
  LAST_PORT,
  parseTraffic,
  formatPortArgument,
  isSameTraffic,
  type Traffic,
} from './traffic.ts';

const parse = (port: unknown, protocol: unknown = undefined) => parseTraffic({ port, protocol });

const port = fc.nat({ max: LAST_PORT });
const range = fc.tuple(port, port).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const code = fc.oneof(fc.constant(-1), fc.nat({ max: 255 }));
const traffic: fc.Arbitrary<Traffic> = fc.oneof(
  fc.record({ protocol: fc.constantFrom<Protocol>('tcp', 'udp'), ports: fc.option(range) }),
  fc.record({
    protocol: fc.constantFrom<Protocol>('icmp', 'icmpv6'),
    ports: fc.option(fc.record({ from: fc.nat({ max: 255 }), to: code })),
  }),
  fc.record({ protocol: fc.constantFrom<Protocol>('all', '0', '47', '255'), ports: fc.option(range) }),
);

it('the port argument of any traffic reads back as that traffic', () => {
  fc.assert(
    fc.property(traffic, (t) => {
      const again = parse(formatPortArgument(t), t.protocol);
      expect(isSameTraffic(again, t)).toBe(true);
      expect(toPortInterval(again)).toEqual(toPortInterval(t));
    }),
    { numRuns: 3000 },
  );
});

it('is the same where protocol and packets are', () => {
  const tcp = parse(443);
  expect(isSameTraffic({ protocol: 'tcp', ports: null }, parse('0-65535'))).toBe(true);
  for (const other of [parse(443, 'udp'), parse('443-444'), parse('442-443')])
    expect(isSameTraffic(tcp, other)).toBe(false);
});

it.each([
  [443, 'tcp', 'tcp 443'],
  ['8000-8010', 'udp', 'udp 8000-8010'],
  ['all', 'tcp', 'tcp all ports'],
  ['0-1', 'tcp', 'tcp 0-1'],
  [undefined, 'icmp', 'icmp'],
  [8, 'icmp', 'icmp type 8'],
  ['8/0', 'icmpv6', 'icmpv6 type 8/0'],
  [undefined, 47, 'protocol 47'],
  [undefined, 'all', 'all traffic'],
])('port %j of %s is told as %s', (port, protocol, words) => {
  expect(describeTraffic(parse(port, protocol))).toBe(words);
});

it('TCP whose ports AWS did not tell is all of it', () => {
  expect(describeTraffic({ protocol: 'tcp', ports: null })).toBe('tcp all ports');
});
