import { describe, expect, it } from 'vitest';
import { parseCidr } from '#core/network/cidr.ts';
import { computeCoverage } from './coverage.ts';
import type { IngressRule, RuleSource } from './ingress-rule.ts';
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
    expect(check([rule('0.0.0.0/0', 'icmp', '8/0')], '203.0.113.7', 'icmp', 8)).toEqual(no(0));
  });
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

describe('a source whose members are not known', () => {
  it.each(['sg-0a', 'pl-0b'])('[check.allowed-null] leaves the answer open, and is named: %s', (id) => {
    expect(check([rule(id, 'tcp', 443)], '203.0.113.7', 'tcp', 443)).toEqual({
      allowed: null,
      by: [],
      undecided: [0],
    });
  });

  it('plays no part where the addresses answer', () => {
    const rules = [rule('sg-0a', 'tcp', 443), rule('203.0.113.7', 'tcp', 443)];
    expect(check(rules, '203.0.113.7', 'tcp', 443)).toEqual(yes(1));
    expect(check(rules, '203.0.113.8', 'tcp', '443-444')).toEqual(no());
  });

  it('is named only where something hangs on it', () => {
    const rules = [rule('0.0.0.0/0', 'tcp', 1), rule('sg-0a', 'tcp', 1), rule('pl-0b', 'tcp', '1-2')];
    expect(check(rules, '203.0.113.7', 'tcp', '1-2')).toEqual({ allowed: null, by: [0], undecided: [2] });
  });
});
