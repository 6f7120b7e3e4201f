import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cidrSource,
  denseRules,
  rulesOf,
  anyTraffic,
  unknownSource,
} from '#test/support/arbitraries/packets.ts';
import { parseCidr } from '#core/network/cidr.ts';
import {
  dedupeRules,
  describeRule,
  isSameRule,
  type IngressRule,
  type RuleSource,
} from '#core/rules/ingress-rule.ts';
import { DEFAULT_RULE_LIMIT, checkQuota, type QuotaCheck } from './quota.ts';
import { parseTraffic } from '#core/network/traffic.ts';

function rule(from: string, port: number | string = 443): IngressRule {
  const source: RuleSource = from.startsWith('sg-')
    ? { kind: 'security_group', id: from, ownerId: null }
    : from.startsWith('pl-')
      ? { kind: 'prefix_list', id: from }
      : { kind: 'cidr', cidr: parseCidr(from).cidr };
  return { source, traffic: parseTraffic({ port, protocol: 'tcp' }), description: null, ruleId: null };
}
/** Every second address, so that none could be put together. */
const v4 = (count: number) => Array.from({ length: count }, (_, i) => rule(`192.0.2.${2 * i}`));
const v6 = (count: number) =>
  Array.from({ length: count }, (_, i) => rule(`2001:db8::${(2 * i).toString(16)}`));
const counts = ({ fits, over, unknown }: QuotaCheck) => [fits.length, over.length, unknown.length];

describe('the quota', () => {
  it('is sixty for each family by itself, unless another figure is given', () => {
    expect(DEFAULT_RULE_LIMIT).toBe(60);
    const existing = [...v4(59), ...v6(58)];
    const wanted = [rule('198.51.100.1'), rule('198.51.100.3'), rule('::1'), rule('::3'), rule('::5')];
    const fit = checkQuota({ existing, wanted });
    expect(fit.used).toEqual({ 4: 59, 6: 58 });
    expect(fit.fits).toEqual([wanted[0], wanted[2], wanted[3]]);
    expect(fit.over).toEqual([wanted[1], wanted[4]]);
    expect(fit.missing).toEqual({ 4: 1, 6: 1 });
    expect(counts(checkQuota({ existing, wanted, limit: 61 }))).toEqual([5, 0, 0]);
  });

  it('is taken by a group in both families', () => {
    const existing = [...v4(60), ...v6(58)];
    expect(checkQuota({ existing: [rule('sg-0a'), rule('sg-0b')], wanted: [] }).used).toEqual({ 4: 2, 6: 2 });
    expect(checkQuota({ existing, wanted: [rule('sg-0a')] })).toMatchObject({
      fits: [],
      missing: { 4: 1, 6: 0 },
    });
    expect(counts(checkQuota({ existing: v6(59), wanted: [rule('sg-0a'), rule('::1')] }))).toEqual([1, 1, 0]);
  });

  it('is not known of a prefix list, and that is said', () => {
    const [there, asked] = [rule('pl-0a'), rule('pl-0b')];
    const fit = checkQuota({
      existing: [there, ...v4(59)],
      wanted: [asked, rule('10.0.0.1'), rule('10.0.0.3')],
    });
    expect(fit.unknown).toEqual([there, asked]);
    expect(fit.used).toEqual({ 4: 59, 6: 0 });
    expect(counts(fit)).toEqual([1, 1, 2]);
  });

  it('that is exceeded already holds up only its own family', () => {
    const fit = checkQuota({ existing: v4(70), wanted: [rule('::1')] });
    expect(fit).toMatchObject({ over: [], missing: { 4: 0, 6: 0 }, room: [] });
  });
});

describe('room', () => {
  const existing = [
    ...v4(56),
    rule('10.0.0.0/9'),
    rule('10.128.0.0/9'),
    rule('203.0.113.0/24', 'all'),
    rule('203.0.113.7'),
    rule('::/9'),
    rule('::1'),
  ];

  it('is made by what is shadowed and by what could be one rule', () => {
    const { room } = checkQuota({ existing, wanted: [rule('198.51.100.1')] });
    expect(
      room.map((one) =>
        one.kind === 'shadowed'
          ? [one.frees[4], describeRule(one.rule), ...one.by.map(describeRule)]
          : [one.frees[4], ...one.merge.rules.map(describeRule), describeRule(one.merge.into)],
      ),
    ).toEqual([
      [1, 'tcp 443 from 203.0.113.7/32', 'tcp all ports from 203.0.113.0/24'],
      [1, 'tcp 443 from 10.0.0.0/9', 'tcp 443 from 10.128.0.0/9', 'tcp 443 from 10.0.0.0/8'],
    ]);
  });

  it('is not looked for where nothing is missing', () => {
    expect(checkQuota({ existing, wanted: [rule('::3')] }).room).toEqual([]);
    expect(checkQuota({ existing, wanted: [rule('198.51.100.1')], limit: 61 }).room).toEqual([]);
  });
});

const isByList = ({ source }: IngressRule) => source.kind === 'prefix_list';

/** Each place of the quota that a rule takes, one by one; of a prefix list it is not known. */
function places({ source }: IngressRule): ('4' | '6')[] {
  if (source.kind === 'cidr') return [source.cidr.family === 4 ? '4' : '6'];
  return source.kind === 'security_group' ? ['4', '6'] : [];
}
const taken = (rules: readonly IngressRule[]) => {
  const all = rules.flatMap(places);
  return { 4: all.filter((one) => one === '4').length, 6: all.filter((one) => one === '6').length };
};

it('what fits, fits; what does not, does not; and what makes room, makes as much', () => {
  const source = fc.oneof({ arbitrary: cidrSource, weight: 6 }, { arbitrary: unknownSource, weight: 1 });
  const group = fc.oneof(rulesOf(source, anyTraffic), denseRules);
  const seen = { fits: 0, over: 0, room: 0, enough: 0 };
  fc.assert(
    fc.property(group, group, fc.integer({ min: 1, max: 20 }), (before, asked, limit) => {
      const existing = dedupeRules(before);
      const wanted = dedupeRules(asked).filter((one) => !existing.some((there) => isSameRule(there, one)));
      const fit = checkQuota({ existing, wanted, limit });
      expect(fit.used).toEqual(taken(existing));
      expect(fit.unknown).toEqual([...existing, ...wanted].filter(isByList));
      expect(wanted.filter((one) => fit.fits.includes(one))).toEqual(fit.fits);
      expect(wanted.filter((one) => fit.over.includes(one))).toEqual(fit.over);
      expect(fit.fits.length + fit.over.length).toBe(wanted.filter((one) => !isByList(one)).length);

      const isWithin = (rules: readonly IngressRule[], added: readonly IngressRule[]) => {
        const [all, own] = [taken(rules), taken(added)];
        return ([4, 6] as const).every((family) => own[family] === 0 || all[family] <= limit);
      };
      expect(isWithin([...existing, ...fit.fits], fit.fits)).toBe(true);
      for (const one of fit.over) expect(isWithin([...existing, ...fit.fits, one], [one])).toBe(false);
      expect(fit.missing[4] + fit.missing[6] === 0).toBe(isWithin([...existing, ...wanted], wanted));

      const gone = fit.room.flatMap((one) => (one.kind === 'shadowed' ? [one.rule] : one.merge.rules));
      expect(new Set(gone).size).toBe(gone.length);
      const come = fit.room.flatMap((one) => (one.kind === 'merge' ? [one.merge.into] : []));
      const after = [...existing.filter((one) => !gone.includes(one)), ...come];
      for (const family of [4, 6] as const) {
        const freed = fit.room.reduce((n, one) => n + one.frees[family], 0);
        expect(taken(existing)[family] - taken(after)[family]).toBe(freed);
        if (freed > 0) expect(fit.missing[family]).toBeGreaterThan(0);
      }
      seen.fits += fit.fits.length;
      seen.over += fit.over.length;
      seen.room += fit.room.length;
      if (fit.room.length > 0 && isWithin([...after, ...wanted], wanted)) seen.enough += 1;
    }),
    { numRuns: 500, seed: 20261123 },
  );
  expect(Math.min(seen.fits, seen.over, seen.room)).toBeGreaterThan(100);
  expect(seen.enough).toBeGreaterThan(5);
});
