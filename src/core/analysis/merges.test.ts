import fc from 'fast-check';
import { expect, it } from 'vitest';
import { propertyRuns } from '#test/support/harness/test-size.ts';
import { denseRules, allowsPacket, listPackets } from '#test/support/arbitraries/packets.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { describeMerge, findMerges } from './merges.ts';
import { findNeededRules } from './findings.ts';
import { parseTraffic, type Traffic } from '#core/network/traffic.ts';

const rule = (
  from: string,
  port: number | string,
  protocol = 'tcp',
  description: string | null = null,
): IngressRule => ({
  source: from.startsWith('pl-')
    ? { kind: 'prefix_list', id: from }
    : { kind: 'cidr', cidr: parseCidr(from).cidr },
  traffic: parseTraffic({ port, protocol }),
  description,
  ruleId: `sgr-${from}`,
});
const note = (from: string, holders: string, version = 1) =>
  rule(from, 22, 'tcp', `[awswhitelist:${version} ${holders}]`);
const merges = (...rules: IngressRule[]) =>
  findMerges(rules).map((merge) => [merge.rules.map((one) => rules.indexOf(one)), describeRule(merge.into)]);

it('blocks that make up a wider one are one', () => {
  expect(merges(rule('10.128.0.0/9', 22), rule('10.0.0.0/9', 22))).toEqual([
    [[1, 0], 'tcp 22 from 10.0.0.0/8'],
  ]);
  expect(
    merges(
      rule('2001:db8::/128', 22),
      rule('2001:db8::2/127', 22),
      rule('2001:db8::1', 22),
      rule('::/9', 22),
    ),
  ).toEqual([[[0, 2, 1], 'tcp 22 from 2001:db8::/126']]);
  expect(merges(rule('0.0.0.0/1', 8, 'icmp'), rule('128.0.0.0/1', 8, 'icmp'))).toEqual([
    [[0, 1], 'icmp type 8 from 0.0.0.0/0'],
  ]);
});

it('ports that follow one another or overlap are one range', () => {
  expect(merges(rule('10.0.0.1', 81), rule('10.0.0.1', '90-99'), rule('10.0.0.1', 80))).toEqual([
    [[2, 0], 'tcp 80-81 from 10.0.0.1/32'],
  ]);
  expect(merges(rule('::1', '1-5', 'udp'), rule('::1', '3-9', 'udp'), rule('::1', 10, 'udp'))).toEqual([
    [[0, 1, 2], 'udp 1-10 from ::1/128'],
  ]);
});

it.each([
  ['no halves of one block', rule('10.64.0.0/10', 22), rule('10.128.0.0/10', 22)],
  ['blocks of two sizes', rule('10.0.0.0/9', 22), rule('10.128.0.0/10', 22)],
  ['other ports', rule('10.0.0.0/9', 22), rule('10.128.0.0/9', 23)],
  ['a port between them', rule('10.0.0.1', 80), rule('10.0.0.1', 82)],
  ['another protocol', rule('10.0.0.1', 80), rule('10.0.0.1', 81, 'udp')],
  ["ICMP's types", rule('10.0.0.1', 8, 'icmp'), rule('10.0.0.1', 9, 'icmp')],
  ['another family', rule('0.0.0.0/1', 22), rule('8000::/1', 22)],
  ['prefix lists', rule('pl-0a', 80), rule('pl-0a', 81)],
  ['other descriptions', rule('10.0.0.0/9', 22, 'tcp', 'Jo'), rule('10.128.0.0/9', 22, 'tcp', 'Al')],
  ['a description on one', rule('10.0.0.0/9', 22, 'tcp', 'Jo'), rule('10.128.0.0/9', 22)],
  ['other ends', note('10.0.0.0/9', 'jo until 2026-12-01T18:00Z'), note('10.128.0.0/9', 'jo')],
  ['other holders', note('10.0.0.0/9', 'jo'), note('10.128.0.0/9', 'ann')],
  ['rules that several hold', note('10.0.0.0/9', 'jo; ann'), note('10.128.0.0/9', 'jo; ann')],
  ['notes of another version', note('10.0.0.0/9', 'jo', 2), note('10.128.0.0/9', 'jo', 2)],
  ['one that is shadowed', rule('10.0.0.0/8', 22), rule('10.0.0.0/9', 22)],
])('is not proposed for %s', (_, a, b) => {
  expect(merges(a, b)).toEqual([]);
});

it('keeps the description, and has no id', () => {
  const [merge] = findMerges([rule('10.0.0.0/9', 22, 'tcp', 'Jo'), rule('10.128.0.0/9', 22, 'tcp', 'Jo')]);
  expect(merge?.into).toMatchObject({ description: 'Jo', ruleId: null });
  const [ports] = findMerges([rule('10.0.0.1', 80, 'tcp', 'Jo'), rule('10.0.0.1', 81, 'tcp', 'Jo')]);
  expect(ports?.into).toMatchObject({ description: 'Jo', ruleId: null });
  expect(merges(note('10.0.0.0/9', 'jo'), note('10.128.0.0/9', 'jo'))).toHaveLength(1);
});

it('is told with the share that the one rule would need', () => {
  const told = (...rules: IngressRule[]) => findMerges(rules).map(describeMerge);
  const words =
    'tcp 22 from 10.0.0.0/9 and tcp 22 from 10.128.0.0/9 could be one rule: tcp 22 from 10.0.0.0/8';
  expect(told(rule('10.0.0.0/9', 22), rule('10.128.0.0/9', 22))).toEqual([words]);
  const shares = 'jo until 2026-12-01T18:00Z (deploy)';
  expect(told(note('10.0.0.0/9', shares), note('10.128.0.0/9', shares))).toEqual([
    `${words}, held by jo until 2026-12-01T18:00Z`,
  ]);
});

const sources = [
  '192.0.2.0',
  '192.0.2.1',
  '192.0.2.2',
  '192.0.2.3',
  '192.0.2.0/31',
  '192.0.2.2/31',
  '192.0.2.4/30',
];
const traffics: readonly Traffic[] = [
  ...['1-2', '3-4', '2-3', '5', '0-7'].map((port) => parseTraffic({ port, protocol: 'tcp' })),
  ...['1-2', '3-4'].map((port) => parseTraffic({ port, protocol: 'udp' })),
  parseTraffic({ port: 1, protocol: 'icmp' }),
  parseTraffic({ port: undefined, protocol: 'all' }),
];
const ALONE = '[awswhitelist:1 jo until 2026-12-01T18:00Z]';
const NOTES = [ALONE, ALONE, ALONE, '[awswhitelist:1 jo]', '[awswhitelist:1 jo; ann]', '[awswhitelist:2 jo]'];
const near = (...descriptions: (string | null)[]) =>
  fc.record({
    source: fc
      .constantFrom(...sources, '2001:db8::', '2001:db8::1')
      .map((text) => ({ kind: 'cidr', cidr: parseCidr(text).cidr }) as const),
    traffic: fc.constantFrom(...traffics.slice(0, 5), ...traffics),
    description: fc.constantFrom(...descriptions),
    ruleId: fc.constant(null),
  });
const few = (...descriptions: (string | null)[]): fc.Arbitrary<IngressRule[]> =>
  fc.array(near(...descriptions), { minLength: 1, maxLength: 16, size: 'max' });

const packetsOf = ({ source, traffic }: IngressRule) =>
  source.kind === 'cidr' ? listPackets(source.cidr, traffic) : [];

it('proposals, one and all, let in exactly what is let in', () => {
  const runs = propertyRuns({ full: 2500, short: 500, seed: 20261123 });
  const seen = { address: 0, ports: 0, threeOrMore: 0, held: 0 };
  fc.assert(
    fc.property(fc.oneof(few(null, null, 'Jo'), few(...NOTES), denseRules), (rules) => {
      const proposed = findMerges(rules);
      for (const { rules: merged, into } of proposed) {
        expect(packetsOf(into).every((packet) => merged.some((one) => allowsPacket(one, packet)))).toBe(true);
        expect(merged.flatMap(packetsOf).every((packet) => allowsPacket(into, packet))).toBe(true);
        expect(merged.every((one) => one.description === into.description)).toBe(true);
        expect(merged.length).toBeGreaterThan(1);
        // Whoever follows it makes one rule with the one share that all of them have: nobody else's is lost.
        expect([null, 'Jo', ALONE, '[awswhitelist:1 jo]']).toContain(into.description);
        if (into.description === ALONE) seen.held += 1;
        seen[new Set(merged.map((one) => JSON.stringify(one.traffic))).size > 1 ? 'ports' : 'address'] += 1;
        if (merged.length > 2) seen.threeOrMore += 1;
      }
      // Every rule is in one proposal at most, and none is in one that could simply go.
      const used = proposed.flatMap((merge) => merge.rules);
      expect(new Set(used).size).toBe(used.length);
      expect(used.every((one) => findNeededRules(rules).needed.includes(one))).toBe(true);
      const after = [...rules.filter((one) => !used.includes(one)), ...proposed.map((merge) => merge.into)];
      expect(rules.flatMap(packetsOf).every((packet) => after.some((one) => allowsPacket(one, packet)))).toBe(
        true,
      );
    }),
    runs,
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50 * runs.share);
});
