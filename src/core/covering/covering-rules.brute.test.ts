import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  cidrSource,
  denseRules,
  denseTraffic,
  allowsPacket,
  nearbyBlock,
  listPackets,
  rulesOf,
  anyTraffic,
  unknownSource,
} from '#test/support/arbitraries/packets.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { findCoveringRules } from '#test/support/covering/coverage.ts';

const source = fc.oneof({ arbitrary: cidrSource, weight: 5 }, { arbitrary: unknownSource, weight: 1 });
const wide = denseTraffic.map((t): IngressRule => ({
  source: { kind: 'cidr', cidr: nearbyBlock(0, 2) },
  traffic: t,
  description: null,
  ruleId: null,
}));
const dense = fc.tuple(wide, denseRules).map(([rule, others]) => [rule, ...others]);

it('is what trying every packet says: all let in, and by no rule that could be spared', () => {
  const seen = { not: 0, one: 0, several: 0 };
  fc.assert(
    fc.property(fc.oneof(rulesOf(source, anyTraffic), dense), ([rule, ...others]) => {
      // Every address is too many to try.
      if (rule?.source.kind !== 'cidr' || rule.source.cidr.prefix === 0) return;
      const asked = listPackets(rule.source.cidr, rule.traffic);
      const cover = (rules: readonly IngressRule[]) =>
        asked.every((p) => rules.some((r) => allowsPacket(r, p)));
      const byAddress = others.filter((other) => other.source.kind === 'cidr');
      const by = findCoveringRules(rule, others);
      expect(by !== null).toBe(cover(byAddress));
      if (by === null) return void (seen.not += 1);
      expect(by.every((one) => byAddress.includes(one))).toBe(true);
      expect(cover(by)).toBe(true);
      for (const spared of by) expect(cover(by.filter((one) => one !== spared))).toBe(false);
      if (byAddress.some((one) => cover([one]))) expect(by).toHaveLength(1);
      seen[by.length === 1 ? 'one' : 'several'] += 1;
    }),
    { numRuns: 2000, seed: 20261123 },
  );
  expect(seen.not).toBeGreaterThan(100);
  expect(seen.one).toBeGreaterThan(100);
  expect(seen.several).toBeGreaterThan(50);
});

it('is not told of a source whose addresses are not known', () => {
  fc.assert(
    fc.property(unknownSource, rulesOf(source, anyTraffic), (unknown, others) => {
      const [first] = others;
      if (first === undefined) throw new Error('No rule');
      expect(findCoveringRules({ ...first, source: unknown }, others)).toBe(null);
    }),
  );
});
