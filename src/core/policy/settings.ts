import { FAMILIES } from '#core/network/address.ts';
import { formatCidr } from '#core/network/cidr.ts';
import { isCidrWithin, toMergedSpans } from '#core/network/spans.ts';
import { describeRule, formatSource } from '#core/rules/ingress-rule.ts';
import { describeGroupPattern, matchesGroup } from './group-patterns.ts';
import type { Policy, ProposedDiff, Refusal } from './policy.ts';
import { describePortSpan, isWithinPorts, toPortSpan } from './ports.ts';
import {
  describeWidth,
  findExcess,
  isWholeFamily,
  MIN_PRIVATE_PREFIX,
  prefixLimit,
  splitByLimit,
} from './prefix-limits.ts';
import { judgeSensitive, listSources } from './sensitive-ports.ts';

/** One setting of `security_settings`: what it means, and how it judges a change where it can. */
export interface Setting {
  readonly key: string;
  readonly values: string;
  /** As a config file would have it. */
  readonly unless: string;
  readonly means: string;
  /** Judges the change itself. Who makes it, how often and with whose consent is judged where the call is made. */
  readonly judge?: (policy: Policy, change: ProposedDiff) => readonly Refusal[];
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
      const names = allowedGroups.map(describeGroupPattern).join(', ');
      const reason = `${groupId} is not among the groups that may be changed: ${names}.`;
      return [{ setting: 'allowed_security_groups', reason, allows: `"${groupId}"` }];
    },
  },
  {
    key: 'allowed_ip_ranges',
    values: 'list of CIDR blocks, IPv4 and IPv6',
    unless: 'all',
    means: 'Only sources inside these ranges are let in.',
    judge({ allowedIpRanges }, { authorize }) {
      if (allowedIpRanges === null) return [];
      const ranges = allowedIpRanges.map(formatCidr).join(', ');
      return authorize
        .filter(({ source }) => source.kind !== 'cidr' || !isCidrWithin(source.cidr, allowedIpRanges))
        .map(({ source }) => ({
          setting: 'allowed_ip_ranges',
          reason: `${formatSource(source)} is not inside ${ranges}.`,
          allows: source.kind === 'cidr' ? `"${formatCidr(source.cidr)}"` : null,
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
      const ports = allowedPorts.map(describePortSpan).join(', ');
      return authorize
        .filter(({ traffic }) => !isWithinPorts(traffic, allowedPorts))
        .map((rule) => ({
          setting: 'allowed_ports',
          reason: `${describeRule(rule)} is more than the ports that may be opened: ${ports}.`,
          allows: `"${describePortSpan(toPortSpan(rule.traffic))}"`,
        }));
    },
  },
  {
    key: 'allow_world_open',
    values: 'true or false',
    unless: 'false',
    means:
      'Whether all addresses of a family may be let in: 0.0.0.0/0, ::/0, or pieces that together are as much. On sensitive ports their own limits count too.',
    judge({ allowWorldOpen }, { authorize }) {
      if (allowWorldOpen) return [];
      const sources = listSources(authorize);
      return FAMILIES.filter((family) => isWholeFamily(toMergedSpans(sources, family), family)).map(
        (family) => ({
          setting: 'allow_world_open',
          reason: `It would let in every IPv${family} address in the world.`,
          allows: 'true',
        }),
      );
    },
  },
  {
    key: 'min_prefix_length',
    values: '{ "ipv4": 0 to 32, "ipv6": 0 to 128 }',
    unless: '{ "ipv4": 16, "ipv6": 48 }',
    means: `The widest public source: a shorter prefix is refused. Private sources may be as wide as /${MIN_PRIVATE_PREFIX}. The addresses of one call count together; all addresses of a family are judged by allow_world_open instead.`,
    judge({ minPrefix }, { authorize }) {
      const sources = listSources(authorize);
      return FAMILIES.flatMap((family) => {
        const spans = toMergedSpans(sources, family);
        // All of it is for allow_world_open to judge.
        if (isWholeFamily(spans, family)) return [];
        return splitByLimit(spans, family, prefixLimit(minPrefix, family))
          .flatMap((limited) => findExcess(limited, family))
          .map((excess) => ({
            setting: `min_prefix_length.ipv${family}`,
            reason: `${describeWidth(excess, sources, family)}; ${excess.what} IPv${family} sources may be no wider than /${excess.limit}.`,
            allows: String(excess.width),
          }));
      });
    },
  },
  {
    key: 'sensitive_ports',
    values:
      'list of { "port", "protocol"?, "name"?, "min_prefix_length"?, "confirm"? }; an entry takes the place of the built-in one for its port',
    unless: 'remote control, databases and caches, each { "ipv4": 24, "ipv6": 56 }',
    means:
      'Ports with narrower limits for public sources, also where a rule opens them among others. The port "all" stands for opening more than half of all ports to an address. "confirm": true asks a person before each addition.',
    judge: judgeSensitive,
  },
  {
    key: 'confirm',
    values: '"never", "risky" or "always"',
    unless: '"risky"',
    means:
      'Before which changes a person is asked. Risky are: removing more than one rule at once, unless all they were made for has ended; taking away a rule that others hold too; taking away one that is not yours and lets in more than one address, or is named by its id; additions to a sensitive port whose entry says "confirm": true; and, for 15 minutes, any part of what a person was asked about and has not approved. Moving your own access is judged by what it adds. Yours is what stands under grants.holder, else under your user name, whatever holder a call names.',
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
    means:
      'How many changes this process makes in a minute at most; counted when they are begun, each group that a call changes as one.',
  },
  {
    key: 'max_rule_duration_hours',
    values: 'number above 0',
    unless: 'no limit',
    means:
      'For how long an addition or an extension may let somebody in. A call that names no end has this one, unless grants.default_expires_in is shorter. What was granted earlier, and rules that others made, stay as they are.',
    judge: judgeHours,
  },
  {
    key: 'enable_audit_logging',
    values: 'true or false',
    unless: 'false',
    means: 'Accepted; this version keeps no such log, and says so.',
  },
];

const HOURS_SETTING = 'max_rule_duration_hours';

/** Limits for how long access is granted. */
export function judgeHours({ maxHours }: Policy, { longest }: ProposedDiff): readonly Refusal[] {
  if (maxHours === null || longest === undefined) return [];
  const most = `a rule may do so for ${maxHours} h at most`;
  // No number of hours allows access without an end.
  if (longest === null)
    return [{ setting: HOURS_SETTING, reason: `It lets somebody in without an end; ${most}.`, allows: null }];
  if (longest <= maxHours) return [];
  const requestedHours = String(roundUpHours(longest));
  return [
    {
      setting: HOURS_SETTING,
      reason: `It lets somebody in for ${requestedHours} h; ${most}.`,
      allows: requestedHours,
    },
  ];
}

/** Rounded up to two decimal places, so that the suggested limit suffices. */
function roundUpHours(hours: number): number {
  const hundredths = Math.round(hours * 100);
  return (hundredths / 100 < hours ? hundredths + 1 : hundredths) / 100;
}
