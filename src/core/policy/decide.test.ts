import { describe, expect, it } from 'vitest';
import {
  add,
  decideChange,
  findRefusals,
  remove,
  createRule,
  findRefusingSettings,
  tcp,
} from '#test/support/arbitraries/policies.ts';
import { parseCidr } from '#core/network/cidr.ts';
import type { RuleSource } from '#core/rules/ingress-rule.ts';
import type { Traffic } from '#core/network/traffic.ts';
import { SENSITIVE_PORTS } from './ports.ts';

const ALL: Traffic = { protocol: 'all', ports: null };
const cidr = (text: string) => parseCidr(text).cidr;

describe('by the defaults', () => {
  it.each<[string, Traffic]>([
    ['203.0.113.7', tcp(22)],
    ['203.0.113.0/24', tcp(5432)],
    ['203.0.0.0/16', tcp(443)],
    ['2001:db8::/48', tcp(443)],
    ['2001:db8::/56', tcp(22)],
    ['10.0.0.0/8', tcp(22)],
    ['10.0.0.0/8', ALL],
    ['fd00::/8', tcp(5432)],
    ['203.0.113.7', ALL],
    ['203.0.113.7', { protocol: 'icmp', ports: null }],
  ])('%s on %j goes through', (source, traffic) => {
    expect(decideChange(add(createRule(source, traffic)))).toEqual({ kind: 'allow' });
  });

  it.each<[string, Traffic, string, string, string]>([
    ['0.0.0.0/0', tcp(443), 'allow_world_open', 'It would let in every IPv4 address in the world.', 'true'],
    ['::/0', tcp(443), 'allow_world_open', 'It would let in every IPv6 address in the world.', 'true'],
    [
      '203.0.0.0/15',
      tcp(443),
      'min_prefix_length.ipv4',
      '203.0.0.0/15 is as wide as /15; public IPv4 sources may be no wider than /16.',
      '15',
    ],
    [
      '2001:db8::/47',
      tcp(443),
      'min_prefix_length.ipv6',
      '2001:db8::/47 is as wide as /47; public IPv6 sources may be no wider than /48.',
      '47',
    ],
    [
      'fc00::/7',
      tcp(443),
      'min_prefix_length.ipv6',
      'fc00::/7 is as wide as /7; private IPv6 sources may be no wider than /8.',
      '7',
    ],
    [
      '203.0.112.0/23',
      tcp(22),
      'sensitive_ports',
      '203.0.112.0/23 is as wide as /23; on SSH, public IPv4 sources may be no wider than /24.',
      '{ "port": 22, "min_prefix_length": { "ipv4": 23 } }',
    ],
    [
      '203.0.112.0/23',
      tcp(22, 23),
      'sensitive_ports',
      '203.0.112.0/23 is as wide as /23; on SSH, Telnet, public IPv4 sources may be no wider than /24.',
      '{ "port": 22, "min_prefix_length": { "ipv4": 23 } }, { "port": 23, "min_prefix_length": { "ipv4": 23 } }',
    ],
    [
      '2001:db8::/48',
      ALL,
      'sensitive_ports',
      `2001:db8::/48 is as wide as /48; on all ports, SSH, Telnet and ${SENSITIVE_PORTS.length - 3} more, public IPv6 sources may be no wider than /56.`,
      `for each of these ${SENSITIVE_PORTS.length}, an entry with "min_prefix_length": { "ipv6": 48 }`,
    ],
  ])('%s on %j does not', (source, traffic, setting, reason, allows) => {
    expect(findRefusals(add(createRule(source, traffic)))).toEqual([{ setting, reason, allows }]);
  });

  it('[guard.together] the addresses of one call are judged together', () => {
    const halves = add(createRule('203.0.0.0/16', tcp(443)), createRule('198.51.0.0/16', tcp(443)));
    expect(findRefusals(halves)).toEqual([
      {
        setting: 'min_prefix_length.ipv4',
        reason:
          '203.0.0.0/16, 198.51.0.0/16 together are as wide as /15; public IPv4 sources may be no wider than /16.',
        allows: '15',
      },
    ]);
    expect(
      findRefusingSettings(add(createRule('0.0.0.0/1', tcp(443)), createRule('128.0.0.0/1', tcp(443)))),
    ).toEqual(['allow_world_open']);
    const ports = [80, 443].flatMap((port) =>
      ['203.0.0.0/16', '198.51.0.0/16'].map((source) => createRule(source, tcp(port))),
    );
    expect(findRefusals(add(...ports))[0]?.reason).toMatch(
      /^203\.0\.0\.0\/16, 198\.51\.0\.0\/16 together are/,
    );
    const five = add(...[0, 1, 2, 3, 4].map((n) => createRule(`203.0.${n * 2}.0/24`, tcp(22))));
    expect(findRefusals(five)[0]?.reason).toContain(
      '203.0.0.0/24, 203.0.2.0/24, 203.0.4.0/24 and 2 more together',
    );
  });

  it('all private ranges in one call are ordinary', () => {
    const call = add(
      ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((own) => createRule(own, tcp(22))),
    );
    expect(decideChange(call)).toEqual({ kind: 'allow' });
    expect(
      findRefusingSettings(add(createRule('fc00::/8', tcp(80)), createRule('fd00::/8', tcp(80)))),
    ).toEqual(['min_prefix_length.ipv6']);
  });

  it('what one address and another may do is told with the sources of each', () => {
    const call = add(
      createRule('203.0.112.0/23', tcp(22)),
      createRule('198.51.100.0/23', tcp(3389)),
      createRule('2001:db8::1', tcp(22)),
    );
    expect(findRefusals(call).map(({ reason }) => reason.split(';')[0])).toEqual([
      '203.0.112.0/23 is as wide as /23',
      '198.51.100.0/23 is as wide as /23',
    ]);
  });

  it('a prefix list may hold the world; the members of a group are no addresses', () => {
    const list: RuleSource = { kind: 'prefix_list', id: 'pl-0a' };
    expect(findRefusingSettings(add(createRule(list, tcp(443))))).toEqual([
      'allow_world_open',
      'allow_world_open',
    ]);
    const group: RuleSource = { kind: 'security_group', id: 'sg-0a', ownerId: null };
    expect(decideChange(add(createRule(group, tcp(22))))).toEqual({ kind: 'allow' });
    expect(
      findRefusingSettings(add(createRule(group, tcp(22))), { allowedIpRanges: [cidr('0.0.0.0/0')] }),
    ).toEqual(['allowed_ip_ranges']);
  });

  it('removing is never refused for being wide', () => {
    expect(decideChange(remove(createRule('0.0.0.0/0', ALL)))).toEqual({ kind: 'allow' });
  });

  it('[guard.narrowing] narrowing is no addition; adding beside it is', () => {
    const revoke = [createRule('0.0.0.0/0', tcp(22))];
    expect(decideChange({ revoke, authorize: [createRule('0.0.0.0/1', tcp(22))] })).toEqual({
      kind: 'allow',
    });
    expect(findRefusingSettings({ revoke, authorize: [createRule('0.0.0.0/1', tcp(22, 23))] })).not.toEqual(
      [],
    );
    const group = createRule({ kind: 'security_group', id: 'sg-0a', ownerId: null }, tcp(22));
    const ranges = { allowedIpRanges: [cidr('10.0.0.0/8')] };
    expect(findRefusingSettings({ revoke: [group], authorize: [group] }, ranges)).toEqual([
      'allowed_ip_ranges',
    ]);
  });
});
