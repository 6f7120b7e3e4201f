import { formatCidr, parseCidr, type Cidr } from '#core/network/cidr.ts';
import { CoveringRules } from '#core/covering/covering-rules.ts';
import { findOverlaps } from '#core/covering/overlaps.ts';
import { toAskedTraffic } from '#core/network/icmp.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { isCidrWithin, PRIVATE_RANGES } from '#core/network/spans.ts';
import { opensTcpPort } from '#core/network/traffic.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';

/** So many of a kind are told each by itself. */
const MAX_LISTED = 5;

function limitList(notes: readonly string[], more: (count: number) => string): string[] {
  const rest = notes.length - MAX_LISTED;
  return rest > 0 ? [...notes.slice(0, MAX_LISTED), more(rest)] : [...notes];
}

/** What is let in already by wider rules: the exact rule is made all the same, since others may take the wider away. */
export function describeCoverage(
  rules: readonly IngressRule[],
  others: readonly IngressRule[] | null,
): string[] {
  if (others === null) return [];
  const covering = new CoveringRules(others);
  const notes = rules.flatMap((rule) => {
    const by = covering.find({ ...rule, traffic: toAskedTraffic(rule.traffic) });
    if (by === null) return [];
    return [
      `${describeRule(rule)} is already allowed by ${by.map(describeRule).join(' and ')}; it has its own rule all the same.`,
    ];
  });
  return limitList(notes, (count) => `${count} more are allowed by wider rules.`);
}

/** Rules of one call that let in some of the same packets. Both are made, so that either can be removed without the other. */
export function describeOverlaps(rules: readonly IngressRule[]): string[] {
  const { pairs, count } = findOverlaps(rules, MAX_LISTED);
  return [
    ...pairs.map(([a, b]) => `${describeRule(a)} and ${describeRule(b)} overlap; both were asked for.`),
    ...(count > pairs.length ? [`${count - pairs.length} more pairs overlap.`] : []),
  ];
}

/** What addresses themselves make worth a word. */
export function describeAddressRisks(cidrs: readonly Cidr[], groups: readonly TargetGroup[]): string[] {
  const isOpen = cidrs.some(({ prefix }) => prefix === 0);
  const privateRanges = cidrs.filter((cidr) => isCidrWithin(cidr, PRIVATE_RANGES)).map(formatCidr);
  const publicGroups = groups
    .filter(({ reachable }) => reachable === 'internet')
    .map(({ groupId }) => groupId);
  // Of a group that is named itself nobody knows what is in it.
  const isUnknown = groups.some(({ reachable }) => reachable === 'unknown');
  const listed = privateRanges.slice(0, MAX_LISTED).join(', ');
  return [
    ...(isOpen ? ['This rule is open to every address in the world.'] : []),
    ...(privateRanges.length > 0 && publicGroups.length > 0
      ? [
          `${listed}: private, so nobody comes from there over the internet, to which ${publicGroups.join(', ')} is open; it works through a VPN or peering alone.`,
        ]
      : []),
    ...(privateRanges.length > 0 && publicGroups.length === 0 && isUnknown
      ? [`${listed}: private; it works through a VPN or peering only.`]
      : []),
  ];
}

/** Up to here, a temporary address may be expected to last: hours. */
const TEMPORARY_ADDRESS_HOURS = 12;

/**
 * A machine changes the address that it shows of its network about daily (RFC 8981, temporary addresses).
 *
 * @param hours - How long access is wanted; null: without an end.
 */
export const describeTemporaryAddresses = (own: readonly Cidr[], hours: number | null): string[] =>
  own
    .filter(({ family }) => family === 6 && (hours === null || hours > TEMPORARY_ADDRESS_HOURS))
    .map((cidr) => {
      const address = formatCidr(cidr).replace(/\/\d+$/, '');
      const network = formatCidr(parseCidr(`${address}/64`).cidr);
      return `Most systems change their IPv6 address about daily, and this access ${hours === null ? 'has no end' : 'is longer'}: ${address} may be another's tomorrow. ${network} in its place would let in your whole network.`;
    });

/** Ports that were filled in, since what is behind the group answers at them. */
export const describeUsedPorts = (groups: readonly TargetGroup[]): string[] => [
  ...new Set(
    groups.flatMap(({ answering }) =>
      answering.map(({ port, what }) => `Port ${port} was used: ${what} answers there.`),
    ),
  ),
];

/** A target whose own port stays closed was perhaps meant to be reached at it. */
export const describeUnopenedPorts = (
  groups: readonly { readonly target: TargetGroup; readonly rules: readonly IngressRule[] }[],
): string[] =>
  groups.flatMap(({ target, rules }) =>
    target.answering
      .filter(({ port }) => !rules.some(({ traffic }) => opensTcpPort(traffic, port)))
      .map(({ port, what }) => `${what} answers at port ${port}, which none of these rules opens.`),
  );
