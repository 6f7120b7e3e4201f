import { expect, it } from 'vitest';
import { ICMP_NAMES, translateTraffic } from './icmp.ts';
import type { Traffic } from './traffic.ts';

const icmp = (from: number, to = -1): Traffic => ({ protocol: 'icmp', ports: { from, to } });
const icmpv6 = (from: number, to = -1): Traffic => ({ protocol: 'icmpv6', ports: { from, to } });

it.each<[Traffic, Traffic | null]>([
  [
    { protocol: 'tcp', ports: { from: 443, to: 443 } },
    { protocol: 'tcp', ports: { from: 443, to: 443 } },
  ],
  [
    { protocol: 'all', ports: null },
    { protocol: 'all', ports: null },
  ],
  [
    { protocol: 'icmp', ports: null },
    { protocol: 'icmpv6', ports: null },
  ],
  [icmp(8), icmpv6(128)],
  [icmp(8, 0), icmpv6(128, 0)],
  [icmp(0, 0), icmpv6(129, 0)],
  [icmp(3), icmpv6(1)],
  // Codes of one family mean something else in the other, or nothing.
  [icmp(3, 4), null],
  [icmp(11, 0), null],
  [icmp(8, 1), null],
  [icmp(13), null],
])('%j over IPv4 is %j over IPv6', (traffic, other) => {
  expect(translateTraffic(traffic, 4, 6)).toEqual(other);
  expect(translateTraffic(traffic, 4, 4)).toBe(traffic);
  if (other) expect(translateTraffic(other, 6, 4)).toEqual(traffic);
});

it('leaves what belongs to neither family as it is: a rule may have ICMP of the other one', () => {
  expect(translateTraffic(icmpv6(128), 4, 6)).toEqual(icmpv6(128));
});

it('knows no message of one family alone in the other', () => {
  for (const { 6: v6, 4: v4 } of ICMP_NAMES.values())
    if (v6 && !v4) expect(translateTraffic({ protocol: 'icmpv6', ports: v6 }, 6, 4)).toBeNull();
});
