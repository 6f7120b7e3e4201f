import { expect, it } from 'vitest';
import { parseCidr } from '#core/network/cidr.ts';
import type { RuleSource } from '#core/rules/ingress-rule.ts';
import { toRuleRequest } from './to-ec2.ts';

it.each<[RuleSource, object]>([
  [{ kind: 'cidr', cidr: parseCidr('203.0.113.7').cidr }, { CidrIpv4: '203.0.113.7/32' }],
  [{ kind: 'cidr', cidr: parseCidr('2001:db8::/64').cidr }, { CidrIpv6: '2001:db8::/64' }],
  [{ kind: 'security_group', id: 'sg-0a', ownerId: '123456789012' }, { ReferencedGroupId: 'sg-0a' }],
  [{ kind: 'prefix_list', id: 'pl-0a' }, { PrefixListId: 'pl-0a' }],
])('a rule has one source, and its description is always sent: %o', (source, wire) => {
  const rule = { source, traffic: { protocol: 'all' as const, ports: null }, ruleId: 'sgr-0a' };
  expect(toRuleRequest({ ...rule, description: 'Jo' })).toEqual({
    IpProtocol: '-1',
    ...wire,
    Description: 'Jo',
  });
  expect(toRuleRequest({ ...rule, description: null })).toMatchObject({ Description: '' });
});
