import { expect, it } from 'vitest';
import { parseCidr } from '#core/network/cidr.ts';
import { computeCoverage } from '#test/support/covering/coverage.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { parseTraffic } from '#core/network/traffic.ts';
import { describeExpiringAccess } from './expiry-warnings.ts';

const NOW = new Date('2026-11-23T12:00:30Z');
const traffic = parseTraffic({ port: 443, protocol: 'tcp' });
const rule = (from: string, shares: string | null): IngressRule => ({
  source: { kind: 'cidr', cidr: parseCidr(from).cidr },
  traffic,
  description: shares && `[awswhitelist:1 ${shares}]`,
  ruleId: null,
});
const warnings = (asked: readonly string[], ...rules: IngressRule[]) =>
  describeExpiringAccess(
    asked.map((text) => {
      const { cidr } = parseCidr(text);
      return { cidr, traffic, ...computeCoverage(rules, cidr, traffic) };
    }),
    rules,
    NOW,
  );
const JO = 'tcp 443 from 10.0.0.1/32';

it.each([
  ['expired', 'jo until 2026-11-23T12:00Z', 'has expired: it lets it in until it is swept.'],
  ['about to end', 'jo until 2026-11-23T12:01Z', 'ends in 1 min.'],
  ['within the hour', 'jo until 2026-11-23T13:00Z', 'ends in 1 h.'],
])('warns of what is %s', (_, shares, words) => {
  expect(warnings(['10.0.0.1'], rule('10.0.0.1', shares))).toEqual([`${JO} (${shares}) ${words}`]);
});

it.each([
  ['later', 'jo until 2026-11-23T13:01Z'],
  ['never', 'jo'],
  ['later for somebody', 'jo until 2026-11-23T12:00Z; ann until 2026-11-23T13:01Z'],
  ['never for somebody', 'jo until 2026-11-23T12:00Z; ann'],
  ['never, as it is not ours', null],
])('says nothing of what ends %s', (_, shares) => {
  expect(warnings(['10.0.0.1'], rule('10.0.0.1', shares))).toEqual([]);
});

it('the last end is the one that counts, and everybody is named', () => {
  const shares = 'jo until 2026-11-23T12:00Z; ann until 2026-11-23T12:10Z';
  expect(warnings(['10.0.0.1'], rule('10.0.0.1', shares))).toEqual([
    `${JO} (${shares.replace('; ', ', ')}) ends in 10 min.`,
  ]);
});

it('says nothing where the answer stays the same without it', () => {
  const over = rule('10.0.0.1', 'jo until 2026-11-23T12:00Z');
  expect(warnings(['10.0.0.1'], over, rule('10.0.0.0/8', null))).toEqual([]);
  // An hour from now that one is gone as well.
  expect(warnings(['10.0.0.1'], over, rule('10.0.0.0/8', 'ann until 2026-11-23T12:30Z'))).toHaveLength(2);
});

it('warns once of a rule that several parts of the question hang on, also where only a part is let in', () => {
  const half = rule('10.0.0.0/31', 'jo until 2026-11-23T12:30Z');
  expect(warnings(['10.0.0.0', '10.0.0.1'], half)).toHaveLength(1);
  expect(warnings(['10.0.0.0/30'], half)).toHaveLength(1);
});
