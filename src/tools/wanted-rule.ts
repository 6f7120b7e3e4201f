import { formatCidr, parseCidr, type Cidr } from '../core/cidr.ts';
import { invalidInput } from '../core/invalid-input.ts';
import type { Protocol } from '../core/protocol.ts';
import { parseTraffic, type Traffic } from '../core/traffic.ts';
import type { ToolSettings } from './context.ts';

export interface AddressAndTraffic {
  readonly cidr: Cidr;
  readonly traffic: Traffic;
  /** What had to be understood for the caller. */
  readonly warnings: readonly string[];
}

interface Given {
  readonly ip_address?: string | undefined;
  readonly port?: number | string | undefined;
  readonly protocol?: string | undefined;
}

/** Reads an address; says in words where it stands for another text than the one given. */
export function readAddress(value: unknown): { cidr: Cidr; warnings: string[] } {
  const { cidr, hostBitsCleared, mapped } = parseCidr(value);
  const text = formatCidr(cidr);
  return {
    cidr,
    warnings: [
      ...(mapped
        ? [`${String(value)} is an IPv4-mapped address; the IPv4 address it stands for, ${text}, was used.`]
        : []),
      ...(hostBitsCleared
        ? [`${String(value)} names one address of a network; the whole network ${text} was used.`]
        : []),
    ],
  };
}

/** Reads the three arguments that together name a rule. @throws WhitelistError `invalid_input` */
export function readRule(given: Given, settings: ToolSettings): AddressAndTraffic {
  const { cidr, warnings } = readAddress(given.ip_address);
  const traffic = parseTraffic({
    port: given.port,
    protocol: given.protocol,
    defaultPort: settings.defaultPort,
    defaultProtocol: settings.defaultProtocol,
    services: settings.services,
  });
  return { cidr, traffic: { ...traffic, protocol: protocolFor(cidr, traffic.protocol) }, warnings };
}

/**
 * ICMP has a protocol number per address family; the one that fits the address is meant.
 *
 * @throws WhitelistError `invalid_input`
 */
export function protocolFor({ family }: Cidr, protocol: Protocol): Protocol {
  if (family === 6 && protocol === 'icmp') return 'icmpv6';
  if (family === 4 && protocol === 'icmpv6') {
    throw invalidInput({
      field: 'protocol',
      value: 'icmpv6',
      expected: 'icmp with an IPv4 address',
      example: 'protocol "icmp" with 203.0.113.7, or "icmpv6" with 2001:db8::1',
    });
  }
  return protocol;
}
