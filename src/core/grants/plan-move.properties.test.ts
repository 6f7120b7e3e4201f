import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byAwsClock } from './moment.ts';
import { createHolder, inMinutes, NOW, smallNote } from '#test/support/arbitraries/grants.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { isPastGrace } from './grant.ts';
import { planMove, findRuleGrants, type MovePlan } from './plan-move.ts';
import { parseNote, formatNote, type Grant } from './note.ts';

const JO = createHolder('jo');
const cidr = (text: string) => parseCidr(text).cidr;
const FROM = [cidr('203.0.113.7'), cidr('2001:db8:1::7')];
const ELSEWHERE = [cidr('192.0.2.1'), cidr('192.0.2.0/24'), cidr('2001:db8:9::/64')];
const NEW4 = cidr('198.51.100.9');
const NEW6 = cidr('2001:db8:2::9');

const to = fc.constantFrom([NEW4], [NEW6], [NEW4, NEW6], [NEW4, NEW6, cidr('198.51.100.10')]);

const rule: fc.Arbitrary<IngressRule> = fc
  .record({
    cidr: fc.constantFrom(...FROM, ...FROM, ...ELSEWHERE, NEW4, NEW6),
    traffic: fc.constantFrom(
      { protocol: 'tcp', ports: { from: 443, to: 443 } } as const,
      { protocol: 'tcp', ports: { from: 22, to: 22 } } as const,
      { protocol: 'all', ports: null } as const,
    ),
    description: fc.oneof(
      { arbitrary: smallNote.map(formatNote), weight: 4 },
      fc.constantFrom(null, 'by hand', 'x [awswhitelist:2 jo]'),
    ),
  })
  .map(({ cidr, ...rest }) => ({ ...rest, source: { kind: 'cidr', cidr }, ruleId: null }));

const group = fc.uniqueArray(rule, { selector: ruleKey, maxLength: 12 });

/** What the group is after that much of the plan: first what is given, then what is taken. */
function after(rules: readonly IngressRule[], plan: MovePlan, part: 'given' | 'all'): IngressRule[] {
  const rewrite = part === 'all' ? [...plan.join, ...plan.leave] : plan.join;
  const texts = new Map(rewrite.map(({ rule, to }) => [ruleKey(rule), to]));
  const gone = new Set(part === 'all' ? plan.revoke.map(ruleKey) : []);
  return [...rules, ...plan.authorize]
    .filter((one) => !gone.has(ruleKey(one)))
    .map((one) => ({ ...one, description: texts.get(ruleKey(one)) ?? one.description }));
}

const holdersOf = (one: IngressRule): readonly Grant[] => parseNote(one.description)?.holders ?? [];
const joOf = (one: IngressRule | undefined) => one && holdersOf(one).find(({ holder }) => holder === JO);
const endOf = (one: Grant | undefined) => (one ? (one.until?.getTime() ?? Infinity) : -Infinity);
const at = (rules: readonly IngressRule[], key: string) => rules.find((one) => ruleKey(one) === key);
const plan = (rules: readonly IngressRule[], to: readonly (typeof NEW4)[], now = NOW) =>
  planMove(rules, { holder: JO, from: FROM, to }, byAwsClock(now));

it('touches no rule that is not ours, and nothing of what anybody else holds', () => {
  fc.assert(
    fc.property(group, to, (rules, to) => {
      const result = after(rules, plan(rules, to), 'all');
      for (const before of rules) {
        const now = at(result, ruleKey(before));
        if (parseNote(before.description) === null) expect(now).toEqual(before);
        const others = holdersOf(before).filter((one) => one.holder !== JO && !isPastGrace(one, NOW));
        if (others.length === 0) continue;
        const left = now ? holdersOf(now) : [];
        for (const other of others) expect(left).toContainEqual(other);
      }
      for (const made of result) {
        const strangers = holdersOf(made).filter(({ holder }) => holder !== JO);
        const before = at(rules, ruleKey(made));
        for (const one of strangers) expect(before && holdersOf(before)).toContainEqual(one);
      }
    }),
  );
});

it('leaves the holder at the new addresses what they had at the old ones, for as long at least, and there nothing', () => {
  fc.assert(
    fc.property(group, to, (rules, to) => {
      const result = after(rules, plan(rules, to), 'all');
      for (const { rule: old, cidr: from, own } of findRuleGrants(rules, JO, NOW)) {
        if (!FROM.includes(from)) continue;
        expect(joOf(at(result, ruleKey(old)))).toBeUndefined();
        const alike = to.filter(({ family }) => family === from.family);
        for (const cidr of alike.length > 0 ? alike : to) {
          const there = at(result, ruleKey({ ...old, source: { kind: 'cidr', cidr } }));
          expect(there).toBeDefined();
          // What is not ours lets in without an end.
          if (there && parseNote(there.description))
            expect(endOf(joOf(there))).toBeGreaterThanOrEqual(endOf(own));
        }
      }
    }),
  );
});

it('comes to nothing on its own result, and to the same from where it was interrupted', () => {
  const isNothing = ({ authorize, join, revoke, leave }: MovePlan) =>
    authorize.length + join.length + revoke.length + leave.length === 0;
  const sorted = (rules: readonly IngressRule[]) =>
    rules.map((one) => `${ruleKey(one)} ${one.description ?? ''}`).sort();
  fc.assert(
    fc.property(group, to, (rules, to) => {
      const first = plan(rules, to);
      const result = after(rules, first, 'all');
      expect(isNothing(plan(result, to))).toBe(true);
      const half = after(rules, first, 'given');
      const second = plan(half, to);
      expect(second.authorize.length + second.join.length).toBe(0);
      expect(sorted(after(half, second, 'all'))).toEqual(sorted(result));
    }),
  );
});

it('gives nothing for longer than it is told to', () => {
  fc.assert(
    fc.property(group, to, (rules, to) => {
      const asked = plan(rules, to);
      const texts = [
        ...asked.authorize.map(({ description }) => description),
        ...asked.join.map((one) => one.to),
      ];
      const ends = texts.map((text) => endOf(parseNote(text)?.holders.find(({ holder }) => holder === JO)));
      const longest = Math.max(...ends);
      const told =
        asked.longest === null ? Infinity : NOW.getTime() + (asked.longest ?? -Infinity) * 3_600_000;
      expect(told).toBe(longest);
    }),
  );
});

it('moves nothing once the share has expired', () => {
  fc.assert(
    fc.property(group, to, (rules, to) => {
      const ending = rules.filter((one) => joOf(one)?.until !== null);
      expect(plan(ending, to, inMinutes(10)).moves).toEqual([]);
    }),
  );
});
