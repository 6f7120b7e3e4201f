import { formatCidr, parseCidr, type Cidr } from '#core/network/cidr.ts';
import type { Wanted } from '#core/rules/batch.ts';
import { coveredBy } from '#core/rules/covered.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { isWithin, PRIVATE_RANGES } from '#core/network/spans.ts';
import { interval, type Traffic } from '#core/network/traffic.ts';
import type { Place } from '#tools/lookup/places.ts';

/** So many of a kind are told each by itself. */
const TOLD = 5;

function few(notes: readonly string[], more: (count: number) => string): string[] {
  const rest = notes.length - TOLD;
  return rest > 0 ? [...notes.slice(0, TOLD), more(rest)] : [...notes];
}

/** What is let in already by wider rules: the exact rule is made all the same, since others may take the wider away. */
export function coverageNotes(
  rules: readonly IngressRule[],
  others: readonly IngressRule[] | null,
): string[] {
  if (others === null) return [];
  const notes = rules.flatMap((rule) => {
    const by = coveredBy(rule, others);
    if (by === null) return [];
    return [
      `${describeRule(rule)} is already allowed by ${by.map(describeRule).join(' and ')}; it has its own rule all the same.`,
    ];
  });
  return few(notes, (count) => `${count} more are allowed by wider rules.`);
}

export const overlapNotes = ({ overlaps }: Wanted): string[] =>
  few(
    overlaps.map(([a, b]) => `${describeRule(a)} and ${describeRule(b)} overlap; both were asked for.`),
    (count) => `${count} more pairs overlap.`,
  );

/** What addresses themselves make worth a word. */
export function addressNotes(cidrs: readonly Cidr[], places: readonly Place[]): string[] {
  const isOpen = cidrs.some(({ prefix }) => prefix === 0);
  const own = cidrs.filter((cidr) => isWithin(cidr, PRIVATE_RANGES)).map(formatCidr);
  const facing = places.filter(({ reachable }) => reachable === 'internet').map(({ groupId }) => groupId);
  return [
    ...(isOpen ? ['This rule is open to every address in the world.'] : []),
    ...(own.length > 0 && facing.length > 0
      ? [
          `${own.slice(0, TOLD).join(', ')}: private, so nobody comes from there over the internet, to which ${facing.join(', ')} is open; it works through a VPN or peering alone.`,
        ]
      : []),
  ];
}

/** Up to here, a temporary address may be expected to last: hours. */
const SHORT = 12;

/**
 * A machine changes the address that it shows of its network about daily (RFC 8981, temporary addresses).
 *
 * @param hours - How long access is wanted; null: without an end.
 */
export const privacyNotes = (mine: readonly Cidr[], hours: number | null): string[] =>
  mine
    .filter(({ family }) => family === 6 && (hours === null || hours > SHORT))
    .map((cidr) => {
      const address = formatCidr(cidr).replace(/\/\d+$/, '');
      const network = formatCidr(parseCidr(`${address}/64`).cidr);
      return `Most systems change their IPv6 address about daily, and this access ${hours === null ? 'has no end' : 'is longer'}: ${address} may be another's tomorrow. ${network} in its place would let in your whole network.`;
    });

/** Ports that were filled in, since what is behind the group answers at them. */
export const portNotes = (places: readonly Place[]): string[] => [
  ...new Set(
    places.flatMap(({ answering }) =>
      answering.map(({ port, what }) => `Port ${port} was used: ${what} answers there.`),
    ),
  ),
];

/** A target whose own port stays closed was perhaps meant to be reached at it. */
export const otherPortNotes = (
  places: readonly Place[],
  rulesOf: (i: number) => readonly IngressRule[],
): string[] =>
  places.flatMap(({ answering }, i) =>
    answering
      .filter(({ port }) => !rulesOf(i).some(({ traffic }) => opensTcp(traffic, port)))
      .map(({ port, what }) => `${what} answers at port ${port}, which none of these rules opens.`),
  );

function opensTcp(traffic: Traffic, port: number): boolean {
  const [from, to] = interval(traffic);
  return (traffic.protocol === 'tcp' || traffic.protocol === 'all') && from <= port && port <= to;
}
