import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byAwsClock } from '#core/grants/moment.ts';
import {
  cidrSource,
  allowsPacket,
  listPackets,
  rulesOf,
  anyTraffic,
  unknownSource,
} from '#test/support/arbitraries/packets.ts';
import { createHolder, NOW } from '#test/support/arbitraries/grants.ts';
import { planGrant } from '#core/grants/plan-changes.ts';
import { findOverlaps } from '#core/covering/overlaps.ts';
import { groupIntoPermissions, buildRules, type PermissionGroup } from './batch.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { describeRule, ruleKey, isSameRule, type IngressRule } from './ingress-rule.ts';
import { parsePortList } from '#core/network/port-list.ts';

const cidrs = (...texts: string[]) => texts.map((text) => parseCidr(text).cidr);
const asked = (port: unknown, protocol?: string) => parsePortList({ port, protocol });
const wanted = (texts: readonly string[], port: unknown, protocol?: string) =>
  buildRules(cidrs(...texts), asked(port, protocol), 'office');
const words = (rules: readonly IngressRule[]) => rules.map(describeRule);

describe('what is wanted', () => {
  it('is every address with all the traffic, each once', () => {
    const rules = wanted(['203.0.113.7', '2001:db8::7', '203.0.113.7/32'], [443, 'ping', 'https']);
    expect(words(rules)).toEqual([
      'tcp 443 from 203.0.113.7/32',
      'icmp type 8 from 203.0.113.7/32',
      'tcp 443 from 2001:db8::7/128',
      'icmpv6 type 128 from 2001:db8::7/128',
    ]);
    expect(rules.every(({ description, ruleId }) => description === 'office' && ruleId === null)).toBe(true);
    expect(findOverlaps(rules, Infinity)).toEqual({ count: 0, pairs: [] });
  });

  it('is refused where an address has no such traffic', () => {
    expect(() => wanted(['2001:db8::7', '203.0.113.7'], 'packet-too-big')).toThrow('expected what IPv4 has');
  });

  it.each([
    [['203.0.113.0/24', '203.0.113.7'], 443, 1],
    [['203.0.113.7'], ['80-90', '85-95', 90], 3],
    [['203.0.113.0/24', '203.0.113.128/25'], ['443-444', 444], 6],
    [['203.0.113.0/25', '203.0.113.128/25', '::/0'], [80, '81-90'], 0],
  ])('tells which of %j × %j overlap', (texts, port, count) => {
    const rules = wanted(texts, port);
    expect(rules).toHaveLength(texts.length * asked(port).length);
    const overlaps = findOverlaps(rules, Infinity);
    expect(overlaps.count).toBe(count);
    expect(overlaps.pairs).toHaveLength(count);
  });

  it('overlaps where trying every packet says so', () => {
    const seen = { true: 0, false: 0 };
    const oneOf = fc.record({ source: cidrSource, traffic: anyTraffic });
    fc.assert(
      fc.property(oneOf, oneOf, (a, b) => {
        const kinds = [a, b].map((one) => ({ input: '', 4: one.traffic, 6: one.traffic }));
        const blocks = [a, b].flatMap(({ source }) => (source.kind === 'cidr' ? [source.cidr] : []));
        const rules = buildRules(blocks, kinds, null);
        const overlaps = findOverlaps(rules, Infinity);
        expect(overlaps.pairs).toHaveLength(overlaps.count);
        const small = (rule: IngressRule) =>
          rule.source.kind === 'cidr' && rule.source.cidr.prefix > 0
            ? listPackets(rule.source.cidr, rule.traffic)
            : [];
        const tries = rules.map((rule) => [rule, small(rule)] as const);
        for (const [i, [one, ones]] of tries.entries())
          for (const [other, others] of tries.slice(i + 1)) {
            const tried =
              ones.some((p) => allowsPacket(other, p)) || others.some((p) => allowsPacket(one, p));
            const told = overlaps.pairs.some(([x, y]) => x === one && y === other);
            // Of two that hold every address, not every packet can be tried.
            if (ones.length + others.length > 0) expect(told).toBe(tried);
            seen[`${tried}`] += 1;
          }
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(100);
  });
});

const anySource = fc.oneof({ arbitrary: cidrSource, weight: 4 }, { arbitrary: unknownSource, weight: 1 });
const batch = rulesOf(anySource, anyTraffic);

/** As EC2 does: all of a call or nothing, and nothing that is doubtful. */
function authorize(state: readonly IngressRule[], parts: readonly PermissionGroup[]): IngressRule[] {
  const rules = parts.flatMap((part) => part.rules);
  const kinds = parts.map((part) =>
    part.rules.map(({ source }) => (source.kind === 'cidr' ? `ipv${source.cidr.family}` : source.kind)),
  );
  if (kinds.some((of, i) => of.some((kind) => kind !== parts[i]?.sources))) throw new Error('Mixed sources');
  if (parts.some((part) => part.rules.length === 0)) throw new Error('An empty permission');
  for (const [i, rule] of rules.entries()) {
    if (rules.slice(0, i).some((other) => isSameRule(other, rule))) throw new Error('Twice in one call');
    if (state.some((other) => isSameRule(other, rule))) throw new Error('InvalidPermission.Duplicate');
  }
  return [...state, ...rules];
}

const JO = { holder: createHolder('jo'), until: undefined, reason: null };
const add = (state: readonly IngressRule[], rules: readonly IngressRule[]) =>
  authorize(state, groupIntoPermissions(planGrant(state, rules, JO, byAwsClock(NOW)).authorize));
const stateOf = (rules: readonly IngressRule[]) => rules.map(describeRule).sort();

it('any bulk add, split in any way, repeated and in any order, gives the same final state', () => {
  const cuts = fc.array(fc.nat({ max: 16 }), { maxLength: 4 });
  let joined = 0;
  fc.assert(
    fc.property(batch, batch, cuts, fc.boolean(), (before, rules, at, backwards) => {
      const start = add([], before);
      const whole = add(start, rules);
      const edges = [0, ...at, rules.length].sort((a, b) => a - b);
      const pieces = edges.slice(1).map((edge, i) => rules.slice(edges[i], edge));
      const inPieces = (backwards ? pieces.reverse() : pieces).reduce(add, start);
      expect(stateOf(inPieces)).toEqual(stateOf(whole));
      // What was made is what was wanted and what was there, and the same call again changes nothing.
      const all = [...before, ...rules];
      expect(whole.every((rule) => all.some((other) => isSameRule(other, rule)))).toBe(true);
      expect(all.every((rule) => whole.some((other) => isSameRule(other, rule)))).toBe(true);
      expect(add(inPieces, rules)).toEqual(inPieces);
      if (whole.length < all.length) joined += 1;
    }),
    { numRuns: 300 },
  );
  expect(joined).toBeGreaterThan(30);
});

it('permissions are as few as their traffic and kinds of sources', () => {
  fc.assert(
    fc.property(batch, (rules) => {
      const parts = groupIntoPermissions(rules);
      for (const [i, part] of parts.entries()) {
        expect(part.rules.every((rule) => isSameRule({ ...rule, traffic: part.traffic }, rule))).toBe(true);
        const like = ({ traffic: t, sources }: PermissionGroup) =>
          sources === part.sources && t.protocol === part.traffic.protocol;
        const [first] = part.rules;
        for (const other of parts.slice(i + 1).filter(like))
          expect(first && isSameRule({ ...first, traffic: other.traffic }, first)).toBe(false);
      }
    }),
  );
});

it('the key of a rule is the same where EC2 takes both for one', () => {
  fc.assert(
    fc.property(batch, (rules) => {
      for (const a of rules)
        for (const b of rules) expect(ruleKey(a) === ruleKey(b), describeRule(a)).toBe(isSameRule(a, b));
    }),
  );
});
