import fc from 'fast-check';
import { addressBits, type Family } from '#core/network/address.ts';
import { parseCidr, type Cidr } from '#core/network/cidr.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import type { IngressRule, RuleSource } from '#core/rules/ingress-rule.ts';
import type { GroupPattern } from '#core/policy/group-patterns.ts';
import type { PrefixLimits } from '#core/network/spans.ts';
import { decideAll, DEFAULT_POLICY } from '#core/policy/decide.ts';
import { CONFIRM_MODES, type ProposedDiff, type Policy } from '#core/policy/policy.ts';
import { SENSITIVE_PORTS, type PortSpan, type SensitivePort } from '#core/policy/ports.ts';
import type { Protocol } from '#core/network/protocol.ts';
import type { Traffic } from '#core/network/traffic.ts';

/** Changes and policies for property tests: close together, so that limits are met from both sides. */

const cidrOf = (text: string) => parseCidr(text).cidr;
export const createRule = (source: RuleSource | string, traffic: Traffic): IngressRule => ({
  source: typeof source === 'string' ? { kind: 'cidr', cidr: cidrOf(source) } : source,
  traffic,
  description: null,
  ruleId: null,
});

/** Public, private, and private ranges with their neighbours. */
const BASES: Record<Family, readonly string[]> = {
  4: [
    '203.0.113.0',
    '10.0.0.0',
    '11.0.0.0',
    '192.168.0.0',
    '192.169.0.0',
    '169.254.0.0',
    '0.0.0.0',
    '128.0.0.0',
  ],
  6: ['2001:db8::', 'fc00::', 'fd00::', 'fe80::', 'fe00::', '::', '8000::'],
};
const WIDE: Record<Family, readonly number[]> = {
  4: [0, 1, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32],
  6: [0, 1, 6, 7, 8, 9, 47, 48, 49, 55, 56, 57, 127, 128],
};

export const anyFamily = fc.constantFrom<Family>(4, 6);
export const blockOfFamily = (of: Family): fc.Arbitrary<Cidr> =>
  fc
    .tuple(fc.constantFrom(...BASES[of]), fc.constantFrom(...WIDE[of]), fc.integer({ min: -2, max: 2 }))
    .map(([base, prefix, step]) => {
      const host = BigInt(addressBits(of) - prefix);
      const whole = 1n << BigInt(addressBits(of));
      const at = (cidrOf(base).network >> host) + BigInt(step);
      return { family: of, network: (((at << host) % whole) + whole) % whole, prefix };
    });
export const anyBlock = anyFamily.chain(blockOfFamily);

const PORTS = [0, 1, 21, 22, 23, 443, 3389, 8000, 32_767, 32_768, 65_534, 65_535];
const range = fc
  .tuple(fc.constantFrom(...PORTS), fc.constantFrom(...PORTS))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
export const trafficWithPorts: fc.Arbitrary<Traffic> = fc.record({
  protocol: fc.constantFrom<Protocol>('tcp', 'tcp', 'udp'),
  ports: fc.oneof({ arbitrary: range, weight: 8 }, { arbitrary: fc.constant(null), weight: 1 }),
});
export const anyTraffic: fc.Arbitrary<Traffic> = fc.oneof(
  { arbitrary: trafficWithPorts, weight: 6 },
  {
    arbitrary: fc.record({
      protocol: fc.constantFrom<Protocol>('icmp', 'icmpv6'),
      ports: fc.constantFrom(null, { from: 8, to: -1 }, { from: 3, to: 4 }),
    }),
    weight: 1,
  },
  {
    arbitrary: fc.record({ protocol: fc.constantFrom<Protocol>('all', '47'), ports: fc.constant(null) }),
    weight: 1,
  },
);

const ofBlock = (cidr: Cidr): RuleSource => ({ kind: 'cidr', cidr });
const elsewhere = fc.constantFrom<RuleSource>(
  { kind: 'security_group', id: 'sg-0a', ownerId: null },
  { kind: 'prefix_list', id: 'pl-0b' },
);
const source = fc.oneof(
  { arbitrary: anyBlock.map(ofBlock), weight: 12 },
  { arbitrary: elsewhere, weight: 1 },
);
const rules = (of: fc.Arbitrary<RuleSource>, traffic: fc.Arbitrary<Traffic>, most: number) =>
  fc.array(
    fc.tuple(of, traffic).map(([s, t]) => createRule(s, t)),
    { maxLength: most },
  );

/** Hours, close to the limits below. */
const longest = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 3 },
  { arbitrary: fc.constantFrom(null, 0.5, 8, 8.01, 24, 25), weight: 1 },
);

const ID = parseSecurityGroupId('sg-0123abcd');
const facts = { name: 'web-1', tags: new Map([['env', 'staging']]) };
export const anyChange: fc.Arbitrary<ProposedDiff> = fc.record({
  groupId: fc.constant(ID),
  group: fc.constantFrom(null, facts, { name: 'db', tags: new Map() }),
  authorize: rules(source, anyTraffic, 4),
  revoke: fc.oneof(fc.constant([]), rules(source, anyTraffic, 3)),
  longest,
  onlyExpired: fc.boolean(),
});

/** A change that adds rules for addresses alone, each of TCP or UDP. */
export const anyAddition: fc.Arbitrary<ProposedDiff> = fc.record({
  groupId: fc.constant(ID),
  group: fc.constant(facts),
  authorize: rules(anyBlock.map(ofBlock), trafficWithPorts, 4).filter(({ length }) => length > 0),
  revoke: fc.oneof(fc.constant([]), rules(source, trafficWithPorts, 2)),
  longest,
});

// Half of them limit nothing: a policy of many strict settings denies everything, which tells little of each.
const limits: fc.Arbitrary<PrefixLimits> = fc.oneof(
  fc.constant({ ipv4: 0, ipv6: 0 }),
  fc.record({ ipv4: fc.constantFrom(...WIDE[4]), ipv6: fc.constantFrom(...WIDE[6]) }),
);
export const anyPortSpan: fc.Arbitrary<PortSpan> = fc.oneof(
  range.chain(({ from, to }) =>
    fc.constantFrom<PortSpan>(
      { protocol: null, from, to },
      { protocol: null, from: 0, to: 65_535 },
      { protocol: 'tcp', from, to },
      { protocol: 'udp', from, to },
    ),
  ),
  fc.constantFrom<Protocol>('icmp', 'icmpv6', 'all').map((protocol) => ({ protocol, from: 0, to: 65_535 })),
);
export const anySensitivePort: fc.Arbitrary<SensitivePort> = fc
  .record({
    range,
    protocol: fc.constantFrom<SensitivePort['protocol']>('tcp', 'udp', null),
    every: fc.boolean(),
    minPrefix: limits,
    confirm: fc.boolean(),
  })
  .map(({ range: { from, to }, every, ...rest }) =>
    every
      ? { ...rest, name: 'all', every, from: 0, to: 65_535, protocol: null }
      : { ...rest, name: `${from}-${to}`, every, from, to },
  );
export const anyGroupPattern = fc.constantFrom<GroupPattern>(
  { kind: 'id', id: ID },
  { kind: 'id', id: parseSecurityGroupId('sg-0f') },
  { kind: 'name', pattern: 'web-*' },
  { kind: 'tag', key: 'env', pattern: 'stag?ng' },
);
const listOrNull = <T>(item: fc.Arbitrary<T>) =>
  fc.oneof(
    { arbitrary: fc.constant(null), weight: 3 },
    { arbitrary: fc.array(item, { minLength: 1, maxLength: 4 }), weight: 1 },
  );

export const anyPolicy: fc.Arbitrary<Policy> = fc.record({
  readOnly: fc.oneof(
    { arbitrary: fc.constant(false), weight: 9 },
    { arbitrary: fc.constant(true), weight: 1 },
  ),
  allowWorldOpen: fc.boolean(),
  minPrefix: limits,
  sensitivePorts: fc.oneof(fc.constant(SENSITIVE_PORTS), fc.array(anySensitivePort, { maxLength: 3 })),
  allowedIpRanges: listOrNull(anyBlock),
  allowedPorts: listOrNull(anyPortSpan),
  allowedGroups: listOrNull(anyGroupPattern),
  confirm: fc.constantFrom(...CONFIRM_MODES),
  maxHours: fc.oneof(
    { arbitrary: fc.constant(null), weight: 3 },
    { arbitrary: fc.constantFrom(0.25, 8, 24), weight: 1 },
  ),
});

export const tcp = (from: number, to = from): Traffic => ({ protocol: 'tcp', ports: { from, to } });
export const add = (...authorize: IngressRule[]): Partial<ProposedDiff> => ({ authorize });
export const remove = (...revoke: IngressRule[]): Partial<ProposedDiff> => ({ revoke });

/** What the settings, the defaults where nothing is said, make of a change. */
export function decideChange(change: Partial<ProposedDiff>, policy: Partial<Policy> = {}) {
  const whole = { groupId: ID, group: null, authorize: [], revoke: [], ...change };
  return decideAll({ ...DEFAULT_POLICY, ...policy }, [whole]);
}

export function findRefusals(change: Partial<ProposedDiff>, policy: Partial<Policy> = {}) {
  const decided = decideChange(change, policy);
  return decided.kind === 'deny' ? decided.refusals : [];
}

export const findRefusingSettings = (...args: Parameters<typeof findRefusals>) =>
  findRefusals(...args).map(({ setting }) => setting);
