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
  const number = NUMBERS_BY_NAME.get(text) ?? (/^(?:-1|0|[1-9]\d{0,2})$/.test(text) ? Number(text) : NaN);
  if (number >= -1 && number <= 255) return NAMES_BY_NUMBER.get(number) ?? `${number}`;
  throw invalidInput({
    field: 'protocol',
    value,
    expected: 'tcp, udp, icmp, icmpv6, all (or -1), or a protocol number from 0 to 255',
    example: 'tcp',
  });
}
