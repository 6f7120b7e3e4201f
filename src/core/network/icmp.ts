import type { Family } from './address.ts';
import type { PortRange } from './port-range.ts';

/** A type of ICMP, or a type and code, as each family numbers it; null where a family has none of the name. */
export interface IcmpName {
  readonly 4: PortRange | null;
  readonly 6: PortRange | null;
}

const type = (from: number): PortRange => ({ from, to: -1 });
const both = (v4: number, v6: number): IcmpName => ({ 4: type(v4), 6: type(v6) });

/**
 * The names by which RFC 792 (ICMP), RFC 1256 (routers) and RFC 4443 and 4861 (ICMPv6) know these messages. What tells
 * a sender that its packets are too large is a code of another message in IPv4 (RFC 1191), and a type in IPv6.
 */
export const ICMP_NAMES: ReadonlyMap<string, IcmpName> = new Map(
  Object.entries({
    ping: both(8, 128),
    'echo-request': both(8, 128),
    'echo-reply': both(0, 129),
    'destination-unreachable': both(3, 1),
    'fragmentation-needed': { 4: { from: 3, to: 4 }, 6: null },
    'packet-too-big': { 4: null, 6: type(2) },
    redirect: both(5, 137),
    'router-advertisement': both(9, 134),
    'router-solicitation': both(10, 133),
    'neighbor-solicitation': { 4: null, 6: type(135) },
    'neighbor-advertisement': { 4: null, 6: type(136) },
    'time-exceeded': both(11, 3),
    'parameter-problem': both(12, 4),
  }),
);

/** @param text - In any case, with hyphens, spaces or underscores between the words. */
export const icmpName = (text: string): string => text.toLowerCase().replace(/[ _]/g, '-');

/** Names that this family has, in the order of the table. */
export const icmpNamesOf = (family: Family): string[] =>
  [...ICMP_NAMES].filter(([, numbers]) => numbers[family] !== null).map(([name]) => name);
