import fc from 'fast-check';
import { expect, it } from 'vitest';
import { propertyRuns } from '#test/support/harness/test-size.ts';
import { anyAddition, anyTraffic, anyChange, anyPolicy } from '#test/support/arbitraries/policies.ts';
import { addressBits, type Family } from '#core/network/address.ts';
import { parseCidr, type Cidr } from '#core/network/cidr.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { protocolNumber } from '#core/network/protocol.ts';
import { decideAll } from './decide.ts';
import type { PrefixLimits } from '#core/network/spans.ts';
import type { ProposedDiff, Policy } from './policy.ts';
import type { PortSpan, SensitivePort } from './ports.ts';

/**
 * What each setting means, said once more and in another way: addresses are cut at every edge, and one of each piece
 * is tried. Whatever decideAll lets pass has to keep every limit here.
 */

const PRIVATE = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
];
const PRIVATE_BLOCKS = PRIVATE.map((text) => parseCidr(text).cidr);
const EVERYTHING: Cidr[] = ([4, 6] as const).map((family) => ({ family, network: 0n, prefix: 0 }));

const size = ({ family, prefix }: Pick<Cidr, 'family' | 'prefix'>) =>
  2n ** BigInt(addressBits(family) - prefix);
const holds = (cidr: Cidr, family: Family, at: bigint) =>
  cidr.family === family && cidr.network <= at && at < cidr.network + size(cidr);

const blocksOf = ({ source }: IngressRule) =>
  source.kind === 'cidr' ? [source.cidr] : source.kind === 'prefix_list' ? EVERYTHING : [];

interface Piece {
  readonly at: bigint;
  readonly count: bigint;
}

/** Pieces of the whole family in which no address differs from its neighbour. */
function pieces(family: Family, rules: readonly IngressRule[], others: readonly Cidr[]): Piece[] {
  const blocks = [...EVERYTHING, ...PRIVATE_BLOCKS, ...rules.flatMap(blocksOf), ...others];
  const own = blocks.filter((block) => block.family === family);
  const edges = [...new Set(own.flatMap((block) => [block.network, block.network + size(block)]))];
  edges.sort((a, b) => Number(a > b) - Number(a < b));
  return edges.slice(1).map((end, i) => ({ at: edges[i] ?? 0n, count: end - (edges[i] ?? 0n) }));
}

const isPrivate = (family: Family, at: bigint) => PRIVATE_BLOCKS.some((block) => holds(block, family, at));
const isLetIn = (rules: readonly IngressRule[], family: Family, at: bigint) =>
  rules.some((rule) => blocksOf(rule).some((block) => holds(block, family, at)));

/** How many public addresses the rules let in. */
const publicCount = (rules: readonly IngressRule[], family: Family) =>
  pieces(family, rules, [])
    .filter(({ at }) => isLetIn(rules, family, at) && !isPrivate(family, at))
    .reduce((sum, { count }) => sum + count, 0n);

const isWorld = (rules: readonly IngressRule[], family: Family) =>
  pieces(family, rules, []).every(({ at }) => isLetIn(rules, family, at));

const isWhollyPrivate = (cidr: Cidr) =>
  PRIVATE_BLOCKS.some((range) => range.prefix <= cidr.prefix && holds(range, cidr.family, cidr.network));

const limitOf = (limits: PrefixLimits, family: Family) => (family === 4 ? limits.ipv4 : limits.ipv6);

/** Public sources are no wider than the limit, one by one and together. */
function keeps(rules: readonly IngressRule[], limits: PrefixLimits, family: Family): boolean {
  const prefix = limitOf(limits, family);
  const own = rules.flatMap(blocksOf).filter((block) => block.family === family && !isWhollyPrivate(block));
  return (
    own.every((block) => block.prefix >= prefix) && publicCount(rules, family) <= size({ family, prefix })
  );
}

function ports({ protocol, ports }: IngressRule['traffic']): readonly [number, number] | null {
  if (protocol === 'all') return [0, 65_535];
  if (protocol !== 'tcp' && protocol !== 'udp') return null;
  return ports === null ? [0, 65_535] : [ports.from, ports.to];
}

function reaches({ traffic }: IngressRule, port: SensitivePort): boolean {
  const range = ports(traffic);
  const isOwn = traffic.protocol === 'all' || port.protocol === null || port.protocol === traffic.protocol;
  return range !== null && isOwn && range[0] <= port.to && port.from <= range[1];
}

function keepsPorts({ traffic }: IngressRule, spans: readonly PortSpan[]): boolean {
  if (spans.some(({ protocol }) => protocol === 'all' || (protocol === traffic.protocol && !ports(traffic))))
    return true;
  const range = ports(traffic);
  if (range === null || traffic.protocol === 'all') return false;
  const own = spans.filter(({ protocol }) => protocol === null || protocol === traffic.protocol);
  const edges = [range[0], range[1], ...own.map(({ to }) => to + 1)].filter(
    (at) => range[0] <= at && at <= range[1],
  );
  return edges.every((at) => own.some(({ from, to }) => from <= at && at <= to));
}

/** The name of each limit that the change breaks. */
function broken(settings: Policy, { authorize, groupId, group, longest }: ProposedDiff): string[] {
  const families = [4, 6] as const;
  const is = (name: string, kept: boolean) => (kept ? [] : [name]);
  const groups = settings.allowedGroups?.some(
    (p) =>
      (p.kind === 'id' && p.id === groupId) ||
      (p.kind === 'name' && group?.name === 'web-1') ||
      (p.kind === 'tag' && group?.tags.get('env') === 'staging'),
  );
  const ranges = settings.allowedIpRanges;
  const spans = settings.allowedPorts;
  // To give nothing is the shortest life; one without an end is longer than any.
  const life = longest === undefined ? 0 : (longest ?? Infinity);
  return [
    ...is('max_rule_duration_hours', life <= (settings.maxHours ?? Infinity)),
    ...is('read_only', !settings.readOnly),
    ...is('allowed_security_groups', groups ?? true),
    ...is('allowed_ports', spans === null || authorize.every((rule) => keepsPorts(rule, spans))),
    ...is('allowed_ip_ranges', ranges === null || authorize.every(({ source }) => source.kind === 'cidr')),
    ...families.flatMap((family) => {
      const world = isWorld(authorize, family);
      const own = authorize.flatMap(blocksOf).filter((block) => block.family === family);
      const priv = own.filter(isWhollyPrivate);
      const inside = pieces(family, authorize, ranges ?? []).every(
        ({ at }) =>
          ranges === null || !isLetIn(authorize, family, at) || ranges.some((r) => holds(r, family, at)),
      );
      return [
        ...is('allowed_ip_ranges', inside),
        ...is('allow_world_open', settings.allowWorldOpen || !world),
        ...is('min_prefix_length', world || keeps(authorize, settings.minPrefix, family)),
        ...is(
          'min_prefix_length',
          world || priv.every(({ prefix }) => prefix >= Math.min(8, limitOf(settings.minPrefix, family))),
        ),
        ...settings.sensitivePorts.flatMap((port) => {
          const all = ({ traffic }: IngressRule) => {
            const range = ports(traffic);
            return range !== null && range[1] - range[0] >= 32_768;
          };
          const on = authorize.filter((rule) => (port.every ? all(rule) : reaches(rule, port)));
          return is('sensitive_ports', keeps(on, port.minPrefix, family));
        }),
      ];
    }),
  ];
}

it.each([
  ['any', anyChange],
  ['of addresses', anyAddition],
])('[guard.by-construction] what passes keeps every limit, one by one: changes %s', (_, changes) => {
  const runs = propertyRuns({ full: 2500, short: 500, seed: 20261201 });
  let [passed, denied] = [0, 0];
  fc.assert(
    fc.property(anyPolicy, changes, (settings, asked) => {
      const whole = { ...asked, revoke: [] };
      const decided = decideAll(settings, [whole]);
      const found = broken(settings, whole);
      if (decided.kind !== 'deny') expect(found).toEqual([]);
      else {
        const named = decided.refusals.map(({ setting }) => setting.split('.')[0]);
        for (const setting of new Set(found)) expect(named).toContain(setting);
      }
      if (decided.kind === 'deny') denied += 1;
      else passed += 1;
    }),
    runs,
  );
  expect(Math.min(passed, denied)).toBeGreaterThan(100 * runs.share);
});

it('the oracle knows protocols as core does', () => {
  fc.assert(
    fc.property(anyTraffic, (traffic) => {
      expect(ports(traffic) === null).toBe(![-1, 6, 17].includes(protocolNumber(traffic.protocol)));
    }),
  );
});
