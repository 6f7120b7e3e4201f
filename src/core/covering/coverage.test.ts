import { describe, expect, it } from 'vitest';
import { parseCidr } from '#core/network/cidr.ts';
import { computeCoverage } from '#test/support/covering/coverage.ts';
import type { IngressRule, RuleSource } from '#core/rules/ingress-rule.ts';
import { parseTraffic } from '#core/network/traffic.ts';

/** `from` is a block, `sg-…` or `pl-…`. */
function rule(from: string, protocol: string, port?: number | string): IngressRule {
  const source: RuleSource = from.startsWith('sg-')
    ? { kind: 'security_group', id: from, ownerId: null }
    : from.startsWith('pl-')
      ? { kind: 'prefix_list', id: from }
      : { kind: 'cidr', cidr: parseCidr(from).cidr };
  return { source, traffic: parseTraffic({ port, protocol }), description: null, ruleId: null };
}

function check(rules: readonly IngressRule[], from: string, protocol: string, port?: number | string) {
  const { allowed, by, undecided } = computeCoverage(
    rules,
    parseCidr(from).cidr,
    parseTraffic({ port, protocol }),
  );
  return { allowed, by: by.map((r) => rules.indexOf(r)), undecided: undecided.map((r) => rules.indexOf(r)) };
}

const yes = (...by: number[]) => ({ allowed: true, by, undecided: [] });
const no = (...by: number[]) => ({ allowed: false, by, undecided: [] });

describe('one rule', () => {
  it('[check.allowed-true] [check.letting-rules] is named when it lets the traffic in', () => {
    const rules = [rule('198.51.100.0/24', 'tcp', 443), rule('203.0.113.7', 'tcp', 443)];
    expect(check(rules, '203.0.113.7', 'tcp', 443)).toEqual(yes(1));
  });

  it('[check.allowed-false] for another address, port or family lets nothing in', () => {
    const rules = [
      rule('203.0.113.8', 'tcp', 443),
      rule('203.0.113.7', 'tcp', 444),
      rule('::/0', 'tcp', 443),
      rule('sg-1', 'tcp', 22),
    ];
    expect(check(rules, '203.0.113.7', 'tcp', 443)).toEqual(no());
    expect(check([], '203.0.113.7', 'tcp', 443)).toEqual(no());
  });

  it.each([['203.0.113.0/24'], ['203.0.113.6/31'], ['128.0.0.0/1']])(
    '[check.wider-cidr] for %s counts',
    (from) => {
      expect(check([rule(from, 'tcp', 443)], '203.0.113.7', 'tcp', 443)).toEqual(yes(0));
    },
  );

  it('[check.anywhere] for every address counts, in its own family', () => {
    const rules = [rule('0.0.0.0/0', 'tcp', 443), rule('::/0', 'tcp', 443)];
    expect(check(rules, '203.0.113.7', 'tcp', 443)).toEqual(yes(0));
    expect(check(rules, '2001:db8::7', 'tcp', 443)).toEqual(yes(1));
  });

  it.each(['443-443', '443-500', '400-443', '0-65535', 'all'])('[check.port-range] for %s counts', (port) => {
    expect(check([rule('203.0.113.7', 'tcp', port)], '203.0.113.7', 'tcp', 443)).toEqual(yes(0));
  });

  it.each(['tcp', 'udp'])('[check.all-protocols] for all protocols counts for %s', (protocol) => {
    expect(check([rule('203.0.113.7', 'all')], '203.0.113.7', protocol, 443)).toEqual(yes(0));
    expect(check([rule('203.0.113.7', '-1')], '203.0.113.7', 'icmp')).toEqual(yes(0));
  });

  it.each([
    ['udp', 'tcp'],
    ['tcp', 'udp'],
  ])('[check.udp-not-tcp] for %s does not let %s in', (given, asked) => {
    expect(check([rule('0.0.0.0/0', given, 'all')], '203.0.113.7', asked, 443)).toEqual(no());
  });

  it('[check.whole-cidr] that covers a part of a block is named, and is not enough', () => {
    const rules = [rule('203.0.113.0/25', 'tcp', 443)];
    expect(check(rules, '203.0.113.0/24', 'tcp', 443)).toEqual(no(0));
    expect(check([rule('203.0.113.7', 'tcp', 443)], '203.0.113.7', 'tcp', '443-444')).toEqual(no(0));
  });

  it('of ICMP covers its type and code, ports or not', () => {
    const rules = [rule('0.0.0.0/0', 'icmp', 8)];
    expect(check(rules, '203.0.113.7', 'icmp', '8/0')).toEqual(yes(0));
    expect(check(rules, '203.0.113.7', 'icmp', '8/255')).toEqual(yes(0));
    expect(check(rules, '203.0.113.7', 'icmp', 8)).toEqual(yes(0));
    expect(check(rules, '203.0.113.7', 'icmp', 3)).toEqual(no());
    expect(check(rules, '203.0.113.7', 'icmp')).toEqual(no(0));
    expect(check([rule('0.0.0.0/0', 'icmp', '3/3')], '203.0.113.7', 'icmp', 3)).toEqual(no(0));
  });

  it.each([
    ['203.0.113.0/24', '203.0.113.7', 'icmp', 8],
    ['2001:db8::/64', '2001:db8::7', 'icmpv6', 128],
    ['203.0.113.0/24', '203.0.113.7', 'icmp', 13],
    ['2001:db8::/64', '2001:db8::7', 'icmpv6', 2],
  ])(
    'of ICMP, of a type with one code, covers all codes with that one: %s, %s, %s type %s',
    (from, asked, protocol, type) => {
      expect(check([rule(from, protocol, `${type}/0`)], asked, protocol, type)).toEqual(yes(0));
      expect(check([rule(from, protocol, `${type}/1`)], asked, protocol, type)).toEqual(no());
      // All of ICMP is more than one type.
      expect(check([rule(from, protocol, `${type}/0`)], asked, protocol)).toEqual(no(0));
    },
  );
});

describe('several rules', () => {
  it('[check.joint-cover] cover a block together, also by pieces that overlap or come in any order', () => {
    const halves = [rule('203.0.113.128/25', 'tcp', 443), rule('203.0.113.0/25', 'tcp', '400-500')];
    expect(check(halves, '203.0.113.0/24', 'tcp', 443)).toEqual(yes(0, 1));
    const pieces = [
      rule('10.0.0.0/10', 'all'),
      rule('10.0.0.0/9', 'tcp', 22),
      rule('10.128.0.0/9', 'tcp', 22),
    ];
    expect(check(pieces, '10.0.0.0/8', 'tcp', 22)).toEqual(yes(0, 1, 2));
    expect(check(pieces.slice(0, 2), '10.0.0.0/8', 'tcp', 22)).toEqual(no(0, 1));
  });

  it.each([0, 1, 2, 3])('leave nothing out, not one address: %i of 4', (hole) => {
    const others = [0, 1, 2, 3].filter((n) => n !== hole);
    const rules = others.map((n) => rule(`203.0.113.${n}`, 'tcp', 443));
    expect(check(rules, '203.0.113.0/30', 'tcp', 443)).toEqual(no(0, 1, 2));
  });

  it('cover a range of ports together, but only where their addresses meet', () => {
    const rules = [rule('203.0.113.0/24', 'tcp', '1-9'), rule('203.0.113.0/25', 'tcp', '10-20')];
    expect(check(rules, '203.0.113.7', 'tcp', '5-15')).toEqual(yes(0, 1));
    expect(check(rules, '203.0.113.0/24', 'tcp', '5-15')).toEqual(no(0, 1));
  });

  it('named one by one are all protocols only if none is left out', () => {
    const each = Array.from({ length: 256 }, (_, n) => rule('0.0.0.0/0', String(n), 'all'));
    expect(check(each, '203.0.113.7', 'all').allowed).toBe(true);
    expect(check(each.slice(1), '203.0.113.7', 'all').allowed).toBe(false);
  });
});

const open = (...undecided: number[]) => ({ allowed: null, by: [], undecided });

describe('a source whose members are not known', () => {
  it.each([
    ['sg-0a', '10.0.0.5'],
    ['sg-0a', '192.168.0.0/24'],
    ['sg-0a', '2001:db8::7'],
    ['pl-0b', '10.0.0.5'],
    ['pl-0b', '203.0.113.7'],
    ['pl-0b', '2001:db8::7'],
  ])('[check.allowed-null] leaves the answer open, and is named: %s for %s', (id, asked) => {
    expect(check([rule(id, 'tcp', 443)], asked, 'tcp', 443)).toEqual(open(0));
  });

  it.each(['203.0.113.7', '203.0.113.0/24', '10.0.0.0/7', '0.0.0.0/0'])(
    'is a group, which lets in no public IPv4 address such as those of %s, unless it is used inside the VPC',
    (asked) => {
      const rules = [rule('sg-0a', 'tcp', 443), rule('sg-0b', 'tcp', 22)];
      const { cidr } = parseCidr(asked);
      const { allowed, undecided, unlessMember } = computeCoverage(
        rules,
        cidr,
        parseTraffic({ port: 443, protocol: 'tcp' }),
      );
      expect({ allowed, undecided, unlessMember }).toEqual({
        allowed: false,
        undecided: [],
        unlessMember: [rules[0]],
      });
    },
  );

  it('is asked of the private addresses alone where the public ones are let in', () => {
    const rules = [rule('11.0.0.0/8', 'tcp', 443), rule('sg-0a', 'tcp', 443)];
    expect(check(rules, '10.0.0.0/7', 'tcp', 443)).toEqual({ allowed: null, by: [0], undecided: [1] });
  });

  it('is a list, which may let in what a group does not', () => {
    const rules = [rule('sg-0a', 'tcp', 443), rule('pl-0b', 'tcp', 443)];
    expect(check(rules, '203.0.113.7', 'tcp', 443)).toEqual(open(1));
    expect(check(rules, '10.0.0.5', 'tcp', 443)).toEqual(open(0, 1));
  });

  it('plays no part where the addresses answer', () => {
    const rules = [rule('sg-0a', 'tcp', 443), rule('203.0.113.7', 'tcp', 443)];
    expect(check(rules, '203.0.113.7', 'tcp', 443)).toEqual(yes(1));
    expect(check(rules, '203.0.113.8', 'tcp', '443-444')).toEqual(no());
  });

  it('is named only where something hangs on it', () => {
    const rules = [rule('0.0.0.0/0', 'tcp', 1), rule('sg-0a', 'tcp', 1), rule('pl-0b', 'tcp', '1-2')];
    expect(check(rules, '10.0.0.5', 'tcp', '1-2')).toEqual({ allowed: null, by: [0], undecided: [2] });
  });
});
