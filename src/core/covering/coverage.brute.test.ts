import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  anyBlock,
  cidrSource,
  denseRules,
  denseTraffic,
  anyFamily,
  allowsPacket,
  nearbyBlock,
  listPackets,
  type Packet,
  rulesOf,
  anyTraffic,
  unknownSource,
} from '#test/support/arbitraries/packets.ts';
import type { Cidr } from '#core/network/cidr.ts';
import { toAskedTraffic } from '#core/network/icmp.ts';
import { computeCoverage } from '#test/support/covering/coverage.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { Traffic } from '#core/network/traffic.ts';

function byTrying(rules: readonly IngressRule[], cidr: Cidr, traffic: Traffic) {
  const asked = listPackets(cidr, toAskedTraffic(traffic));
  // The IPv4 addresses of the small world are public, so no member of a group has them.
  const isOpenTo = (rule: IngressRule, packet: Packet) =>
    allowsPacket(rule, packet) && !(rule.source.kind === 'security_group' && packet.family === 4);
  const by = rules.filter((rule) => rule.source.kind === 'cidr' && asked.some((p) => allowsPacket(rule, p)));
  const rest = asked.filter((packet) => !by.some((rule) => allowsPacket(rule, packet)));
  const open = rules.filter((rule) => rule.source.kind !== 'cidr' && rest.some((p) => isOpenTo(rule, p)));
  if (rest.length === 0) return { allowed: true, by, undecided: [] };
  const lost = rest.some((packet) => !open.some((rule) => isOpenTo(rule, packet)));
  return lost ? { allowed: false, by, undecided: [] } : { allowed: null, by, undecided: open };
}

const mixed = fc.record({
  rules: rulesOf(
    fc.oneof({ arbitrary: cidrSource, weight: 4 }, { arbitrary: unknownSource, weight: 1 }),
    anyTraffic,
  ),
  cidr: anyFamily.chain((f) => anyBlock(f, fc.integer({ min: 0, max: 3 }))),
  traffic: anyTraffic,
});

const dense = fc.record({
  rules: denseRules,
  cidr: fc.constantFrom(nearbyBlock(0, 2), nearbyBlock(0, 3)),
  traffic: denseTraffic,
});

it('is what trying every packet of a small world says', () => {
  const seen = { true: 0, false: 0, null: 0, jointly: 0 };
  fc.assert(
    fc.property(fc.oneof(mixed, dense), ({ rules, cidr, traffic }) => {
      const tried = byTrying(rules, cidr, traffic);
      const { unlessMember, ...told } = computeCoverage(rules, cidr, traffic);
      expect(told).toEqual(tried);
      if (tried.allowed !== false || cidr.family === 6) expect(unlessMember).toEqual([]);
      seen[`${tried.allowed}`] += 1;
      if (tried.allowed !== true) return;
      if (!tried.by.some((one) => byTrying([one], cidr, traffic).allowed === true)) seen.jointly += 1;
    }),
    { numRuns: 2000, seed: 20261123 },
  );
  // Each answer came up often enough to mean something.
  expect(Object.entries(seen).filter(([, count]) => count < 100)).toEqual([]);
});
