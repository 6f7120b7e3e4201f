import { describe, expect, it } from 'vitest';
import { findNeededRules } from '#core/analysis/findings.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { parseTraffic } from '#core/network/traffic.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { createCoverageCheck } from './coverage.ts';
import { CoveringRules, dropContained, MAX_COMPARISONS } from './covering-rules.ts';
import { findOverlaps } from './overlaps.ts';
import { findSpansWithPorts } from './spans-with-ports.ts';
import { WorkMeter } from './work-meter.ts';

/** What a group may hold at most, and a call may ask for. */
const MOST_RULES = 1_000;

function rule(from: string, port: string): IngressRule {
  const { cidr } = parseCidr(from);
  const traffic = parseTraffic({ port, protocol: 'tcp' });
  return { source: { kind: 'cidr', cidr }, traffic, description: null, ruleId: null };
}

const listOf = (count: number, at: (i: number) => IngressRule) =>
  Array.from({ length: count }, (_, i) => at(i));

/** Groups that took 6 to 23 s to list, and others in which much meets much. */
const SHAPES: Readonly<Record<string, (count: number) => IngressRule[]>> = {
  'ranges, each inside the one before': (n) => listOf(n, (i) => rule('10.0.0.0/8', `${i}-${65_535 - i}`)),
  'ranges that all overlap, none inside another': (n) =>
    listOf(n, (i) => rule('10.0.0.0/8', `${i}-${50_000 + i}`)),
  'a grid of networks and ranges': (n) =>
    listOf(n, (i) => {
      const column = Math.floor(i / 30) * 100;
      return rule(`10.0.${i % 30}.0/24`, `${column}-${column + 150}`);
    }),
  'networks inside one another, with ranges that overlap': (n) =>
    listOf(n, (i) => rule(`10.0.0.0/${8 + (i % 24)}`, `${i}-${i + 3_000}`)),
  'single addresses': (n) => listOf(n, (i) => rule(`10.1.${i >> 8}.${i & 255}`, '443')),
};

const ALGORITHMS: Readonly<Record<string, (rules: IngressRule[], meter: WorkMeter) => unknown>> = {
  'rules that one other contains': (rules, meter) => dropContained(rules, meter),
  'pairs that overlap': (rules, meter) => findOverlaps(rules, 5, meter),
  'one question about all of them': (rules, meter) =>
    createCoverageCheck(rules, meter)(
      parseCidr('10.0.0.0/8').cidr,
      parseTraffic({ port: 'all', protocol: 'tcp' }),
    ),
  'what opens most ports': (rules, meter) =>
    findSpansWithPorts(
      rules.flatMap(({ traffic: { ports } }, i) =>
        ports
          ? [{ addresses: [BigInt(i), BigInt(i + 500)] as const, ports: [ports.from, ports.to] as const }]
          : [],
      ),
      (count) => count > 32_768,
      meter,
    ),
};

function countComparisons(run: (meter: WorkMeter) => unknown): number {
  const meter = new WorkMeter();
  run(meter);
  return meter.spent;
}

describe.each(Object.entries(ALGORITHMS))('%s', (_name, run) => {
  it.each(Object.entries(SHAPES))('take n log n comparisons: %s', (_shape, listShape) => {
    const [half = 0, whole = 0] = [MOST_RULES / 2, MOST_RULES].map((count) =>
      countComparisons((meter) => run(listShape(count), meter)),
    );
    // Twice as many, and a little for the logarithm; four times as many would be n × n.
    expect(whole).toBeLessThan(half * 2.6);
    // A block of addresses is inside at most as many others as it has bits.
    expect(whole).toBeLessThan(MOST_RULES * 10 * 60);
  });
});

describe('what several rules do together', () => {
  it.each(Object.entries(SHAPES))('is looked for within a limit: %s', (_shape, listShape) => {
    const rules = listShape(MOST_RULES);
    const meter = new WorkMeter(MAX_COMPARISONS);
    const { needed, isComplete } = findNeededRules(rules, meter);
    // The last question may go beyond the limit: it is about as many rules as there are.
    expect(meter.spent).toBeLessThan(MAX_COMPARISONS + MOST_RULES * 10 * 10);
    expect(needed.length).toBeGreaterThan(0);
    if (!isComplete) expect(meter.isUsedUp).toBe(true);
  });

  it('is not said of a rule once the limit has come, and what one rule does alone still is', () => {
    const rules = [rule('10.0.0.0/9', '1-9'), rule('10.128.0.0/9', '1-9'), rule('11.0.0.0/8', '1-9')];
    const covering = new CoveringRules(rules, new WorkMeter(0));
    expect(covering.find(rule('10.0.0.0/8', '5'))).toBe(null);
    expect(covering.isComplete).toBe(false);
    expect(covering.find(rule('11.0.0.1', '5'))).toEqual([rules[2]]);
    expect(new CoveringRules(rules).find(rule('10.0.0.0/8', '5'))).toEqual(rules.slice(0, 2));
  });
});
