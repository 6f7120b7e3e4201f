import type { Family } from './address.ts';
import type { PortRange } from './port-range.ts';
import type { Protocol } from './protocol.ts';
import type { Traffic } from './traffic.ts';

/** A type of ICMP, or a type and code, as each family numbers it; null where a family has none of the name. */
export interface IcmpNumbers {
  readonly 4: PortRange | null;
  readonly 6: PortRange | null;
}

const anyCodeOf = (from: number): PortRange => ({ from, to: -1 });
const inBothFamilies = (v4: number, v6: number): IcmpNumbers => ({ 4: anyCodeOf(v4), 6: anyCodeOf(v6) });

/**
 * The names of these messages in RFC 792 (ICMP), RFC 1256 (routers) and RFC 4443 and 4861 (ICMPv6). "Packet too big" is
 * a code of another message in IPv4 (RFC 1191), and a type of its own in IPv6.
 */
export const ICMP_NAMES: ReadonlyMap<string, IcmpNumbers> = new Map(
  Object.entries({
    ping: inBothFamilies(8, 128),
    'echo-request': inBothFamilies(8, 128),
    'echo-reply': inBothFamilies(0, 129),
    'destination-unreachable': inBothFamilies(3, 1),
    'fragmentation-needed': { 4: { from: 3, to: 4 }, 6: null },
    'packet-too-big': { 4: null, 6: anyCodeOf(2) },
    redirect: inBothFamilies(5, 137),
    'router-advertisement': inBothFamilies(9, 134),
    'router-solicitation': inBothFamilies(10, 133),
    'neighbor-solicitation': { 4: null, 6: anyCodeOf(135) },
    'neighbor-advertisement': { 4: null, 6: anyCodeOf(136) },
    'time-exceeded': inBothFamilies(11, 3),
    'parameter-problem': inBothFamilies(12, 4),
  }),
);

/** @param text - In any case, with hyphens, spaces or underscores between the words. */
export const normalizeIcmpName = (text: string): string => text.toLowerCase().replace(/[ _]/g, '-');

/** Names that this family has, in the order of the table. */
export const listIcmpNames = (family: Family): string[] =>
  [...ICMP_NAMES].filter(([, numbers]) => numbers[family] !== null).map(([name]) => name);

const ICMP_BY_FAMILY = { 4: 'icmp', 6: 'icmpv6' } as const;

/**
 * The types that have no code but 0 (IANA, "ICMP Parameters" and "ICMPv6 Parameters"). Whoever writes such a rule means
 * the same with that code and with all of them, and both are in use: the console writes ping as 8/0.
 */
const ONE_CODE_TYPES: Readonly<Record<string, readonly number[]>> = {
  icmp: [0, 4, 6, 8, 10, 13, 14, 15, 16, 17, 18, 42],
  icmpv6: [2, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 141, 142, 143, 144, 145, 146, 147, 160],
};

const hasOneCode = (protocol: Protocol, type: number): boolean =>
  ONE_CODE_TYPES[protocol]?.includes(type) === true;

/** The packets that can be meant: of a type that has one code only, all codes are that one. */
export const toAskedTraffic = (traffic: Traffic): Traffic =>
  traffic.ports?.to === -1 && hasOneCode(traffic.protocol, traffic.ports.from)
    ? { ...traffic, ports: { from: traffic.ports.from, to: 0 } }
    : traffic;

/** The traffic of rules that let in the same packets as this one: of a type with one code, that code and all codes. */
export function listSpellings(traffic: Traffic): readonly Traffic[] {
  const { protocol, ports } = traffic;
  if (ports === null || ports.to > 0 || !hasOneCode(protocol, ports.from)) return [traffic];
  return [traffic, { protocol, ports: { from: ports.from, to: ports.to === 0 ? -1 : 0 } }];
}

/**
 * The same traffic for an address of the other family: only ICMP differs, whose messages are matched by name.
 *
 * @returns null: messages that the other family does not have
 */
export function translateTraffic(traffic: Traffic, from: Family, to: Family): Traffic | null {
  const { protocol, ports } = traffic;
  if (from === to || protocol !== ICMP_BY_FAMILY[from]) return traffic;
  if (ports === null) return { protocol: ICMP_BY_FAMILY[to], ports };
  const type = translateIcmpType(ports, from, to);
  return type && { protocol: ICMP_BY_FAMILY[to], ports: type };
}

function translateIcmpType(ports: PortRange, from: Family, to: Family): PortRange | null {
  for (const numbers of ICMP_NAMES.values()) {
    const other = numbers[to];
    if (other === null || numbers[from]?.from !== ports.from) continue;
    if (ports.to === -1) return other;
    if (
      ports.to === 0 &&
      hasOneCode(ICMP_BY_FAMILY[from], ports.from) &&
      hasOneCode(ICMP_BY_FAMILY[to], other.from)
    )
      return { from: other.from, to: 0 };
  }
  return null;
}
