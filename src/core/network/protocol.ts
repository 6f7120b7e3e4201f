import { invalidInput } from '#core/errors/invalid-input.ts';

/** A protocol under its one name here; a bare number where it has none, `all` for every protocol. */
export type Protocol = 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'all' | `${number}`;

// IANA protocol numbers of the names that EC2 knows (IpPermission.IpProtocol in the EC2 API).
const NAMES_BY_NUMBER = new Map<number, Protocol>([
  [-1, 'all'],
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [58, 'icmpv6'],
]);
const NUMBERS_BY_NAME = new Map<string, number>([...NAMES_BY_NUMBER].map(([number, name]) => [name, number]));

/** IANA's names of protocols that VPNs, tunnels and routers use: EC2 knows their numbers alone. */
const OTHER_NAMES = new Map<string, number>([
  ['igmp', 2],
  ['ipip', 4],
  ['ipv6', 41],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['ospf', 89],
  ['pim', 103],
  ['vrrp', 112],
  ['l2tp', 115],
  ['sctp', 132],
]);

export const hasPorts = (protocol: Protocol): boolean => protocol === 'tcp' || protocol === 'udp';
export const hasIcmpTypes = (protocol: Protocol): boolean => protocol === 'icmp' || protocol === 'icmpv6';

/** @returns 0–255, or -1 for `all` */
export function protocolNumber(protocol: Protocol): number {
  return NUMBERS_BY_NAME.get(protocol) ?? Number(protocol);
}

/** @throws WhitelistError `invalid_input` */
export function parseProtocol(value: unknown): Protocol {
  const text =
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value.toLowerCase() : '';
  const named = NUMBERS_BY_NAME.get(text) ?? OTHER_NAMES.get(text);
  const number = named ?? (/^(?:-1|0|[1-9]\d{0,2})$/.test(text) ? Number(text) : NaN);
  if (number >= -1 && number <= 255) return NAMES_BY_NUMBER.get(number) ?? `${number}`;
  throw invalidInput({
    field: 'protocol',
    value,
    expected: `tcp, udp, icmp, icmpv6, all (or -1), ${[...OTHER_NAMES.keys()].join(', ')}, or a protocol number from 0 to 255`,
    example: 'tcp',
  });
}
