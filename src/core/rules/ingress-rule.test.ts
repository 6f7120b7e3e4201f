import { describe, expect, it } from 'vitest';
import { parseCidr } from '#core/network/cidr.ts';
import { formatSource, isSameRule, type IngressRule, type RuleSource } from './ingress-rule.ts';
import { parseTraffic } from '#core/network/traffic.ts';

const block = (text: string): RuleSource => ({ kind: 'cidr', cidr: parseCidr(text).cidr });
const group = (id: string, ownerId: string | null = null): RuleSource => ({
  kind: 'security_group',
  id,
  ownerId,
});
const list = (id: string): RuleSource => ({ kind: 'prefix_list', id });
const rule = (
  source: RuleSource,
  protocol: string,
  port: number | string,
  description: string | null = null,
): IngressRule => ({
  source,
  traffic: parseTraffic({ port, protocol }),
  description,
  ruleId: description === null ? null : `sgr-${description}`,
});

describe('a rule', () => {
  it('is the same whatever its description, id and the spelling of its ports', () => {
    const one = rule(block('203.0.113.7'), 'tcp', 'all', 'a');
    const other = {
      ...rule(block('203.0.113.7/32'), 'tcp', '0-65535', 'b'),
      traffic: { protocol: 'tcp', ports: null },
    } as const;
    expect(isSameRule(one, other)).toBe(true);
    expect(isSameRule(one, rule(block('203.0.113.7'), 'udp', 'all'))).toBe(false);
    expect(isSameRule(one, rule(block('203.0.113.8'), 'tcp', 'all'))).toBe(false);
  });
});

describe('a source', () => {
  const sources = [
    block('203.0.113.7'),
    block('203.0.113.0/24'),
    group('sg-0a'),
    group('pl-0b'),
    list('pl-0b'),
    list('pl-0c'),
  ];

  it('is the same as itself alone', () => {
    for (const [i, a] of sources.entries())
      for (const [j, b] of sources.entries())
        expect(isSameRule(rule(a, 'tcp', 443), rule(b, 'tcp', 443))).toBe(i === j);
  });

  it('of a group is the same whether or not its owner was told', () => {
    const [told, untold] = [
      rule(group('sg-0a', '123456789012'), 'tcp', 443),
      rule(group('sg-0a'), 'tcp', 443),
    ];
    expect(isSameRule(told, untold)).toBe(true);
  });

  it('is told as its block or its id', () => {
    expect(sources.slice(0, 5).map(formatSource)).toEqual([
      '203.0.113.7/32',
      '203.0.113.0/24',
      'sg-0a',
      'pl-0b',
      'pl-0b',
    ]);
  });
});
