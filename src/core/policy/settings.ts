import type { Family } from '../address.ts';
import { formatCidr, type Cidr } from '../cidr.ts';
import { describeRule } from '../ingress-rule.ts';
import { countOf, isPrivate, isWithin, sizeOf, widthOf } from './addresses.ts';
import { describePattern, matchesGroup } from './groups.ts';
import type { Change, Policy, PrefixLimits, Refusal } from './policy.ts';
import { describeSpan, isOf, isWithinPorts } from './ports.ts';

/** One setting of `security_settings`: what it means, and how it judges a change where the change itself tells. */
export interface Setting {
  readonly key: string;
  readonly values: string;
  /** As a config file would have it. */
  readonly unless: string;
  readonly means: string;
  /** Additions and changes are judged here; who acts, how often and with whose consent, where the call is made. */
  readonly judge?: (policy: Policy, change: Change) => readonly Refusal[];
}

const FAMILIES = [4, 6] as const;

/** Widest private source, IPv4 and IPv6 alike: 10.0.0.0/8 as a whole. */
export const PRIVATE_PREFIX = 8;

const limitOf = (limits: PrefixLimits, family: Family) => (family === 4 ? limits.ipv4 : limits.ipv6);
const sourcesOf = (change: Change): Cidr[] =>
  change.authorize.flatMap(({ source }) => (source.kind === 'cidr' ? [source.cidr] : []));
const isWorld = (cidrs: readonly Cidr[], family: Family) => countOf(cidrs, family) === sizeOf(0, family);

/** The addresses of one call together: who splits a source in two must not come further than with the whole. */
function tooWide(
  cidrs: readonly Cidr[],
  limits: PrefixLimits,
  name: (family: Family) => Pick<Refusal, 'setting'> & { readonly what: string },
): Refusal[] {
  return FAMILIES.flatMap((family) => {
    const own = cidrs.filter((cidr) => cidr.family === family && !isPrivate(cidr));
    const count = countOf(own, family);
    const limit = limitOf(limits, family);
    if (count <= sizeOf(limit, family)) return [];
    const { setting, what } = name(family);
    const width = widthOf(count, family);
    const sources = own.map(formatCidr).join(', ');
    const together = own.length > 1 ? ' together' : '';
    return [
      {
        setting,
        reason: `${sources}${together} is as wide as /${width}; ${what} public IPv${family} sources may be no wider than /${limit}.`,
        allows: String(width),
      },
    ];
  });
}

/** The whole policy: every setting, in the order in which a refusal names them. */
export const SETTINGS: readonly Setting[] = [
  {
    key: 'read_only',
    values: 'true or false',
    unless: 'false',
    means: 'Nothing is changed: the tools that change are not even there.',
    judge: ({ readOnly }) =>
      readOnly
        ? [{ setting: 'read_only', reason: 'This configuration allows no changes.', allows: 'false' }]
        : [],
  },
  {
    key: 'allowed_security_groups',
    values: 'list of ids, name patterns ("web-*") and tags ("tag:env=staging")',
    unless: 'all groups',
    means: 'Only these groups are changed. Names and tags cost one more request, to read the group.',
    judge({ allowedGroups }, { groupId, group }) {
      if (allowedGroups === null || allowedGroups.some((p) => matchesGroup(p, groupId, group))) return [];
      const names = allowedGroups.map(describePattern).join(', ');
      const reason = `${groupId} is not among the groups that may be changed: ${names}.`;
      return [{ setting: 'allowed_security_groups', reason, allows: `"${groupId}"` }];
    },
  },
  {
    key: 'allowed_ip_ranges',
    values: 'list of CIDR blocks, IPv4 and IPv6',
    unless: 'all',
    means: 'Only sources inside these ranges are let in.',
    judge({ allowedIpRanges }, change) {
      if (allowedIpRanges === null) return [];
      const ranges = allowedIpRanges.map(formatCidr).join(', ');
      return sourcesOf(change)
        .filter((cidr) => !isWithin(cidr, allowedIpRanges))
        .map((cidr) => ({
          setting: 'allowed_ip_ranges',
          reason: `${formatCidr(cidr)} is not inside ${ranges}.`,
          allows: `"${formatCidr(cidr)}"`,
        }));
    },
  },
  {
    key: 'allowed_ports',
    values: 'list of ports, ranges and names ("443", "8000-8010/udp", "https", "icmp")',
    unless: 'all',
    means: 'Only these ports are opened; a number without a protocol means TCP and UDP.',
    judge({ allowedPorts }, { authorize }) {
      if (allowedPorts === null) return [];
      const ports = allowedPorts.map(describeSpan).join(', ');
      return authorize
        .filter(({ traffic }) => !isWithinPorts(traffic, allowedPorts))
        .map((rule) => ({
          setting: 'allowed_ports',
          reason: `${describeRule(rule)} is more than the ports that may be opened: ${ports}.`,
          allows: null,
        }));
    },
  },
  {
    key: 'allow_world_open',
    values: 'true or false',
    unless: 'false',
    means:
      'Whether all addresses of a family may be let in: 0.0.0.0/0, ::/0, or pieces that together are as much. On sensitive ports their own limits count too.',
    judge({ allowWorldOpen }, change) {
      if (allowWorldOpen) return [];
      return FAMILIES.filter((family) => isWorld(sourcesOf(change), family)).map((family) => ({
        setting: 'allow_world_open',
        reason: `It would let in every IPv${family} address in the world.`,
        allows: 'true',
      }));
    },
  },
  {
    key: 'min_prefix_length',
    values: '{ "ipv4": 0 to 32, "ipv6": 0 to 128 }',
    unless: '{ "ipv4": 16, "ipv6": 48 }',
    means: `The widest public source: a shorter prefix is refused. Private sources may be as wide as /${PRIVATE_PREFIX}. The addresses of one call count together.`,
    judge({ minPrefix, allowWorldOpen }, change) {
      const sources = sourcesOf(change);
      const isAllowedWorld = (family: Family) => allowWorldOpen && isWorld(sources, family);
      const judged = sources.filter(({ family }) => !isAllowedWorld(family));
      const place = (family: Family) => `min_prefix_length.ipv${family}`;
      return [
        ...tooWide(judged, minPrefix, (family) => ({ setting: place(family), what: 'here' })),
        ...FAMILIES.flatMap((family) => {
          const own = judged.filter((cidr) => cidr.family === family && isPrivate(cidr));
          if (countOf(own, family) <= sizeOf(PRIVATE_PREFIX, family)) return [];
          const reason = `${own.map(formatCidr).join(', ')} is wider than /${PRIVATE_PREFIX}, the most for private sources.`;
          return [{ setting: place(family), reason, allows: null }];
        }),
      ];
    },
  },
  {
    key: 'sensitive_ports',
    values:
      'list of { "port", "protocol"?, "name"?, "min_prefix_length"?, "confirm"? }; an entry takes the place of the built-in one for its port',
    unless: 'remote control, databases and caches, each { "ipv4": 24, "ipv6": 56 }',
    means:
      'Ports with narrower limits for public sources, also where a rule opens them among others. The port "all" stands for all ports at once. "confirm": true asks a person before each addition.',
    judge({ sensitivePorts }, { authorize }) {
      const ofRules = (rules: Change['authorize']) =>
        rules.flatMap(({ source }) => (source.kind === 'cidr' ? [source.cidr] : []));
      const refusals = sensitivePorts.flatMap((port) =>
        tooWide(
          ofRules(authorize.filter(({ traffic }) => isOf(traffic, port))),
          port.minPrefix,
          (family) => ({
            setting: `sensitive_ports (${port.name}, ${describeSpan(port)}).min_prefix_length.ipv${family}`,
            what: `on ${port.name}`,
          }),
        ),
      );
      // Of thirty ports that one rule opens at once, the first says enough.
      return refusals.slice(0, 1);
    },
  },
  {
    key: 'confirm',
    values: '"never", "risky" or "always"',
    unless: '"risky"',
    means:
      'Before which changes a person is asked. Risky are: removing more than one rule at once, and additions to a sensitive port whose entry says "confirm": true.',
  },
  {
    key: 'allow_yes',
    values: 'true or false',
    unless: 'false',
    means: 'Whether --yes on the command line counts as the person’s yes.',
  },
  {
    key: 'require_mfa',
    values: 'true or false',
    unless: 'false',
    means: 'Changes only in a session that this program opened with an MFA code.',
  },
  {
    key: 'allow_root',
    values: 'true or false',
    unless: 'true',
    means: "Whether changes may be made with credentials of the account's root user.",
  },
  {
    key: 'rate_limit_per_minute',
    values: 'whole number from 1',
    unless: 'no limit',
    means: 'How many changes this process makes in a minute at most; counted when they are begun.',
  },
  {
    key: 'max_rule_duration_hours',
    values: 'number above 0',
    unless: 'no limit',
    means: 'The longest life of a rule. This version cannot end rules by itself, and adds none under it.',
  },
  {
    key: 'enable_audit_logging',
    values: 'true or false',
    unless: 'false',
    means: 'Accepted; this version keeps no such log, and says so.',
  },
];
