import { describe, expect, it } from 'vitest';
import { parseCidr } from '#core/network/cidr.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { describeForeignRemovals, describeForeignRemoved } from './foreign-rules.ts';
import { parseHolder } from './holder.ts';

const rule = (source: string, description: string | null): IngressRule => ({
  source: source.startsWith('sg-')
    ? { kind: 'security_group', id: source, ownerId: null }
    : { kind: 'cidr', cidr: parseCidr(source).cidr },
  traffic: { protocol: 'tcp', ports: { from: 443, to: 443 } },
  description,
  ruleId: null,
});
const jo = [parseHolder('jo')];
const risks = (revoke: IngressRule[], more: object = {}) => describeForeignRemovals({ revoke, ...more }, jo);

describe('taking away what is not the caller’s', () => {
  it.each<[string, string, string | null, boolean]>([
    ['one address of others', '203.0.113.7', 'partner', false],
    ['one IPv6 address of others', '2001:db8::7', null, false],
    ['a network of others', '203.0.113.0/31', 'partner', true],
    ['an IPv6 network of others', '2001:db8::/127', null, true],
    ['the world', '0.0.0.0/0', 'open', true],
    ['a group', 'sg-0a', null, true],
    ['a network of the caller', '203.0.113.0/24', '[awswhitelist:1 jo]', false],
    ['a network that the caller holds with others', '203.0.113.0/24', '[awswhitelist:1 ann; jo]', false],
    ['a network of somebody else by name', '203.0.113.0/24', '[awswhitelist:1 ann]', true],
    ['a network with a note of another version', '203.0.113.0/24', '[awswhitelist:2 jo]', true],
    ['a network whose note only looks like one', '203.0.113.0/24', '[awswhitelist:1 jo ]', true],
  ])('%s', (_, source, description, isRisky) => {
    expect(risks([rule(source, description)])).toHaveLength(isRisky ? 1 : 0);
    expect(risks([rule(source, description)], { onlyExpired: true })).toEqual([]);
  });

  it('by its id is risky even where it is one address', () => {
    const foreign = rule('203.0.113.7', 'partner');
    expect(risks([foreign], { isNamedById: true })).toEqual([
      'It takes away what is not yours, by its id: tcp 443 from 203.0.113.7/32.',
    ]);
    expect(risks([rule('203.0.113.7', '[awswhitelist:1 jo]')], { isNamedById: true })).toEqual([]);
  });

  it('names the first few', () => {
    const many = Array.from({ length: 9 }, (_, i) => rule(`10.${i}.0.0/16`, null));
    expect(risks(many)[0]).toMatch(/10\.4\.0\.0\/16 and 4 more\.$/);
  });

  it('is told afterwards', () => {
    expect(
      describeForeignRemoved(
        [
          rule('203.0.113.7', 'partner'),
          rule('203.0.113.8', '[awswhitelist:1 ann (on call)]'),
          rule('1.1.1.1', '[awswhitelist:1 jo]'),
        ],
        jo,
      ),
    ).toEqual([
      'tcp 443 from 203.0.113.7/32 was not yours: others made it.',
      'tcp 443 from 203.0.113.8/32 was not yours: it was held by ann (no end).',
    ]);
  });
});
