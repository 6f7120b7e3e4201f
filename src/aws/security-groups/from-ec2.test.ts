import type { IpPermission } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCidr } from '#core/network/cidr.ts';
import {
  ruleKey,
  isSameRule,
  dedupeRules,
  type IngressRule,
  type RuleSource,
} from '#core/rules/ingress-rule.ts';
import type { Protocol } from '#core/network/protocol.ts';
import type { PortRange, Traffic } from '#core/network/traffic.ts';
import { fromIpPermission, fromSecurityGroupRule, toIpPermissions } from './from-ec2.ts';

const TCP: Traffic = { protocol: 'tcp', ports: { from: 443, to: 443 } };

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const id = (prefix: string) => hex(17).map((digits) => `${prefix}-${digits}`);

const cidr = fc
  .oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
    // An IPv4-mapped address would come back as the IPv4 address it stands for.
    fc.tuple(
      fc.ipV6().filter((text) => !text.includes('.')),
      fc.integer({ min: 0, max: 128 }),
    ),
  )
  .map(([address, prefix]) => `${address}/${prefix}`)
  .filter((text) => !/^[0:]*:ffff:/i.test(text));
const source: fc.Arbitrary<RuleSource> = fc.oneof(
  cidr.map((text) => ({ kind: 'cidr' as const, cidr: parseCidr(text).cidr })),
  fc.record({
    kind: fc.constant('security_group' as const),
    id: id('sg'),
    ownerId: fc.constantFrom('123456789012', null),
  }),
  fc.record({ kind: fc.constant('prefix_list' as const), id: id('pl') }),
);

const portRange = fc
  .tuple(fc.integer({ min: 0, max: 65535 }), fc.integer({ min: 0, max: 65535 }))
  .map(([a, b]): PortRange => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const icmpType = fc.option(
  fc.record({ from: fc.integer({ min: 0, max: 255 }), to: fc.integer({ min: -1, max: 255 }) }),
);
const otherNumber = fc.integer({ min: 0, max: 255 }).filter((n) => ![1, 6, 17, 58].includes(n));
const traffic: fc.Arbitrary<Traffic> = fc.oneof(
  fc.record({ protocol: fc.constantFrom<Protocol>('tcp', 'udp'), ports: portRange }),
  fc.record({ protocol: fc.constantFrom<Protocol>('icmp', 'icmpv6'), ports: icmpType }),
  otherNumber.map((n) => ({ protocol: `${n}` as const, ports: null })),
  fc.constant({ protocol: 'all' as const, ports: null }),
);
const rule: fc.Arbitrary<IngressRule> = fc.record({
  source,
  traffic,
  description: fc.option(fc.string({ minLength: 1, maxLength: 255 })),
  ruleId: fc.constant(null),
});

/** Texts of one kind and family of sources in a permission. */
const sourcesOf = ({ IpRanges, Ipv6Ranges, UserIdGroupPairs, PrefixListIds }: IpPermission) =>
  [IpRanges, Ipv6Ranges, UserIdGroupPairs, PrefixListIds].filter((list) => list !== undefined);

describe('rules as permissions of EC2', () => {
  it('come back, each once, with its own description', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 12 }), fc.array(fc.nat(11)), (some, again) => {
        const rules = [...some, ...again.flatMap((i) => some[i] ?? [])];
        const back = toIpPermissions(rules).flatMap(fromIpPermission);
        const sorted = (list: IngressRule[]) => list.sort((a, b) => (ruleKey(a) < ruleKey(b) ? -1 : 1));
        expect(sorted(back)).toEqual(sorted(dedupeRules(rules)));
      }),
    );
  });

  it('hold sources of one kind and family each, and are as few as that allows', () => {
    // Few kinds of traffic, so that rules share them.
    const few = fc.record({ source, traffic: fc.constantFrom(TCP, { ...TCP, protocol: 'udp' as const }) });
    const bare = few.map((one): IngressRule => ({ ...one, description: null, ruleId: null }));
    fc.assert(
      fc.property(fc.array(bare, { maxLength: 12 }), (rules) => {
        const permissions = toIpPermissions(rules);
        for (const permission of permissions) expect(sourcesOf(permission)).toHaveLength(1);
        const kinds = permissions.map((one) => [one.IpProtocol, ...Object.keys(one)].join());
        expect(new Set(kinds).size).toBe(kinds.length);
      }),
    );
  });

  it('are one for sixty addresses of one traffic', () => {
    const rules = Array.from({ length: 60 }, (_, i): IngressRule => {
      const { cidr: block } = parseCidr(`203.0.113.${i}`);
      const from: RuleSource = { kind: 'cidr', cidr: block };
      return { source: from, traffic: TCP, description: `number ${i}`, ruleId: null };
    });
    const IpRanges = rules.map((_, i) => ({ CidrIp: `203.0.113.${i}/32`, Description: `number ${i}` }));
    expect(toIpPermissions(rules)).toEqual([{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges }]);
  });

  it.each([
    ['tcp', { IpProtocol: 'tcp', FromPort: 0, ToPort: 65535 }],
    ['icmp', { IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }],
    ['icmpv6', { IpProtocol: 'icmpv6', FromPort: -1, ToPort: -1 }],
    ['all', { IpProtocol: '-1' }],
    ['47', { IpProtocol: '47' }],
  ] as const)('%s without ports is all of it', (protocol, wire) => {
    const { cidr: block } = parseCidr('203.0.113.7');
    const one: IngressRule = {
      source: { kind: 'cidr', cidr: block },
      traffic: { protocol, ports: null },
      description: null,
      ruleId: null,
    };
    const permissions = toIpPermissions([one]);
    expect(permissions).toEqual([{ ...wire, IpRanges: [{ CidrIp: '203.0.113.7/32' }] }]);
    expect(permissions.flatMap(fromIpPermission).every((back) => isSameRule(back, one))).toBe(true);
  });

  it('stands for as many rules as it has sources', () => {
    const rules = fromIpPermission({
      IpProtocol: 'tcp',
      FromPort: 22,
      ToPort: 22,
      IpRanges: [{ CidrIp: '192.0.2.0/24', Description: 'a' }, { CidrIp: '198.51.100.7/32' }],
      Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32', Description: 'b' }],
      UserIdGroupPairs: [
        { GroupId: 'sg-1', UserId: '123456789012', Description: 'c' },
        { GroupName: 'classic' },
      ],
      PrefixListIds: [{ PrefixListId: 'pl-1', Description: 'd' }],
    });
    expect(rules.map(({ description }) => description)).toEqual(['a', null, 'b', 'c', null, 'd']);
    expect(rules.map(({ source: from }) => ('id' in from ? from.id : from.kind))).toEqual([
      'cidr',
      'cidr',
      'cidr',
      'sg-1',
      'classic',
      'pl-1',
    ]);
    expect(new Set(rules.map(({ traffic: t }) => JSON.stringify(t))).size).toBe(1);
  });

  it.each([
    [{ IpProtocol: '-1' }, 'with a rule of all traffic from nowhere'],
    [{ IpRanges: [{ CidrIp: '192.0.2.0/24' }] }, 'without the protocol of a rule'],
    [{ IpProtocol: 'quic', IpRanges: [{ CidrIp: '192.0.2.0/24' }] }, 'with the protocol quic'],
    [{ IpProtocol: 'tcp', IpRanges: [{ CidrIp: '192.0.2.0/24' }] }, 'without the ports of a rule of tcp'],
    [
      { IpProtocol: 'tcp', FromPort: 1, IpRanges: [{ CidrIp: '192.0.2.0/24' }] },
      'without the last port of a rule of tcp',
    ],
    [{ IpProtocol: '-1', IpRanges: [{ CidrIp: 'anywhere' }] }, 'with the address anywhere'],
    [{ IpProtocol: '-1', IpRanges: [{}] }, 'with the address'],
    [{ IpProtocol: '-1', PrefixListIds: [{}] }, 'without the id of a prefix list'],
    [{ IpProtocol: '-1', UserIdGroupPairs: [{}] }, 'without the id of a group'],
  ])('that AWS does not document is told as it came: %j', (permission, words) => {
    expect(() => fromIpPermission(permission)).toThrow(`AWS answered ${words}`);
  });
});

describe('a rule as DescribeSecurityGroupRules answers it', () => {
  const common = {
    SecurityGroupRuleId: 'sgr-1',
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 23,
    Description: 'x',
  };
  const read = {
    traffic: { protocol: 'tcp', ports: { from: 22, to: 23 } },
    description: 'x',
    ruleId: 'sgr-1',
  };

  it.each([
    [{ CidrIpv4: '192.0.2.0/24' }, { kind: 'cidr', cidr: parseCidr('192.0.2.0/24').cidr }],
    [{ CidrIpv6: '2001:db8::/32' }, { kind: 'cidr', cidr: parseCidr('2001:db8::/32').cidr }],
    [{ PrefixListId: 'pl-1' }, { kind: 'prefix_list', id: 'pl-1' }],
    [
      { ReferencedGroupInfo: { GroupId: 'sg-1', UserId: '1' } },
      { kind: 'security_group', id: 'sg-1', ownerId: '1' },
    ],
    // As the answer to a revocation names it.
    [{ ReferencedGroupId: 'sg-1' }, { kind: 'security_group', id: 'sg-1', ownerId: null }],
  ])('%j', (from, expected) => {
    expect(fromSecurityGroupRule({ ...common, ...from })).toEqual({ ...read, source: expected });
  });

  it('of a kind unknown here is no rule', () => {
    expect(fromSecurityGroupRule(common)).toBeNull();
  });

  it.each([
    [
      { IpProtocol: '-1', FromPort: -1, ToPort: -1 },
      { protocol: 'all', ports: null },
    ],
    [
      { IpProtocol: 'icmp', FromPort: -1, ToPort: -1 },
      { protocol: 'icmp', ports: null },
    ],
    [
      { IpProtocol: 'icmp', FromPort: 8, ToPort: -1 },
      { protocol: 'icmp', ports: { from: 8, to: -1 } },
    ],
    [
      { IpProtocol: 'icmp', FromPort: 0, ToPort: 0 },
      { protocol: 'icmp', ports: { from: 0, to: 0 } },
    ],
    [
      { IpProtocol: '50', FromPort: -1, ToPort: -1 },
      { protocol: '50', ports: null },
    ],
    [
      { IpProtocol: '6', FromPort: 1, ToPort: 2 },
      { protocol: 'tcp', ports: { from: 1, to: 2 } },
    ],
  ])('%j is %j', (wire, expected) => {
    expect(fromSecurityGroupRule({ CidrIpv4: '192.0.2.0/24', ...wire })?.traffic).toEqual(expected);
  });
});
