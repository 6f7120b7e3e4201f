import type { Family } from './address.ts';
import type { PortRange } from './port-range.ts';
import type { Traffic } from './traffic.ts';

/** A type of ICMP, or a type and code, as each family numbers it; null where a family has none of the name. */
export interface IcmpNumbers {
  readonly 4: PortRange | null;
  readonly 6: PortRange | null;
}

const anyCodeOf = (from: number): PortRange => ({ from, to: -1 });
const inBothFamilies = (v4: number, v6: number): IcmpNumbers => ({ 4: anyCodeOf(v4), 6: anyCodeOf(v6) });

/**
 * The names by which RFC 792 (ICMP), RFC 1256 (routers) and RFC 4443 and 4861 (ICMPv6) know these messages. What tells
 * a sender that its packets are too large is a code of another message in IPv4 (RFC 1191), and a type in IPv6.
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

/** The messages of which both families know nothing but code 0 (RFC 792, RFC 4443). */
const ECHO_MESSAGES = ['echo-request', 'echo-reply'];

/**
 * What is the same traffic to an address of the other family: all but ICMP is the same, and its messages are those of
 * the same name.
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
  for (const [name, numbers] of ICMP_NAMES) {
    const other = numbers[to];
    if (other === null || numbers[from]?.from !== ports.from) continue;
    if (ports.to === -1) return other;
    if (ports.to === 0 && ECHO_MESSAGES.includes(name)) return { from: other.from, to: 0 };
  }
  return null;
}
