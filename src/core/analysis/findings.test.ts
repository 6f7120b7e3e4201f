import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cidrSource,
  denseRules,
  allowsPacket,
  listPackets,
  rulesOf,
  anyTraffic,
  unknownSource,
} from '#test/support/arbitraries/packets.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { findRuleIssues, findNeededRules } from './findings.ts';
import { parseTraffic } from '#core/network/traffic.ts';

const rule = (from: string, protocol: string, port?: number | string): IngressRule => ({
  source: from.startsWith('sg-')
    ? { kind: 'security_group', id: from, ownerId: null }
    : { kind: 'cidr', cidr: parseCidr(from).cidr },
  traffic: parseTraffic({ port, protocol }),
  description: null,
  ruleId: null,
});
const shadows = (...rules: IngressRule[]) =>
  findRuleIssues(rules).map(({ shadowedBy }) => shadowedBy.map((by) => rules.indexOf(by)));

describe('a shadowed rule', () => {
  it('is told with the wider one', () => {
    expect(
      shadows(
        rule('203.0.113.7', 'tcp', 443),
        rule('203.0.113.0/24', 'tcp', '400-500'),
        rule('203.0.113.7', 'udp', 443),
        rule('203.0.113.0/24', 'all'),
        rule('sg-0a', 'tcp', 443),
      ),
    ).toEqual([[3], [3], [3], [], []]);
  });

  it('is told with several that only together are wider', () => {
    const halves = [rule('10.0.0.0/9', 'tcp', 'all'), rule('10.128.0.0/9', 'tcp', '1-100')];
    expect(shadows(rule('10.0.0.0/8', 'tcp', 22), ...halves, rule('10.0.0.0/10', 'tcp', 443))).toEqual([
      [1, 2],
      [],
      [],
      [1],
    ]);
  });

  it('is each half of a block, and not the block because of them', () => {
    const halves = [rule('10.0.0.0/9', 'tcp', 22), rule('10.128.0.0/9', 'tcp', 22)];
    expect(shadows(rule('10.0.0.0/8', 'tcp', 22), ...halves)).toEqual([[], [0], [0]]);
    expect(shadows(...halves, rule('10.0.0.0/8', 'tcp', 22))).toEqual([[2], [2], []]);
  });

  it('may go with all others, and nothing is lost; what shadows it stays', () => {
    const seen = { one: 0, several: 0 };
    const source = fc.oneof({ arbitrary: cidrSource, weight: 5 }, { arbitrary: unknownSource, weight: 1 });
    fc.assert(
      fc.property(fc.oneof(rulesOf(source, anyTraffic), denseRules), (rules) => {
        const posture = findRuleIssues(rules);
        const kept = findNeededRules(rules).needed;
        expect(posture.map((one) => one.rule)).toEqual(rules);
        expect(posture.filter((one) => one.shadowedBy.length === 0).map((one) => one.rule)).toEqual(kept);
        for (const { rule: gone, shadowedBy: by } of posture.filter((one) => one.shadowedBy.length > 0)) {
          seen[by.length === 1 ? 'one' : 'several'] += 1;
          expect(by.every((one) => kept.includes(one))).toBe(true);
          if (gone.source.kind !== 'cidr') throw new Error(`${describeRule(gone)} cannot be shadowed`);
          // Every address is too many to try.
          if (gone.source.cidr.prefix === 0) continue;
          const all = listPackets(gone.source.cidr, gone.traffic);
          expect(all.filter((packet) => !by.some((one) => allowsPacket(one, packet)))).toEqual([]);
        }
      }),
      { numRuns: 1500, seed: 20261123 },
    );
    expect(seen.one).toBeGreaterThan(100);
    expect(seen.several).toBeGreaterThan(20);
  });
});

describe('a rule that is open to the world', () => {
  const open = (...args: Parameters<typeof rule>) => {
    const [posture] = findRuleIssues([rule(...args)]);
    return posture && [posture.openToWorld, posture.sensitive];
  };

  it.each([
    ['0.0.0.0/0', 'tcp', 443, [true, []]],
    ['::/0', 'tcp', 443, [true, []]],
    ['0.0.0.0/0', 'tcp', 22, [true, ['SSH']]],
    ['::/0', 'udp', '3300-3400', [true, ['MySQL', 'RDP']]],
    ['0.0.0.0/0', 'icmp', 8, [true, []]],
    ['0.0.0.0/1', 'tcp', 22, [false, []]],
    ['10.0.0.0/8', 'tcp', 22, [false, []]],
    ['sg-0a', 'tcp', 22, [false, []]],
  ])('from %s for %s %s', (from, protocol, port, expected) => {
    expect(open(from, protocol, port)).toEqual(expected);
  });

  it('is told for most ports as for each', () => {
    expect(open('0.0.0.0/0', 'tcp', '10000-65535')).toEqual([
      true,
      ['all ports', 'Kubelet', 'Memcached', 'MongoDB'],
    ]);
  });

  it('is held to the sensitive ports that are given', () => {
    const own = { name: 'Ours', every: false, protocol: null, from: 443, to: 443, confirm: false } as const;
    const [posture] = findRuleIssues(
      [rule('0.0.0.0/0', 'tcp', 'all')],
      [{ ...own, minPrefix: { ipv4: 24, ipv6: 56 } }],
    );
    expect(posture?.sensitive).toEqual(['Ours']);
  });
});
