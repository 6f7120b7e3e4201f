import type { Family } from './address.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { LAST_PORT, parsePortRange, type PortNames, type PortRange } from './port-range.ts';
import { hasPorts, hasIcmpTypes, parseProtocol, protocolNumber, type Protocol } from './protocol.ts';

/** What kind of packets: a protocol, and which of its ports or ICMP types. `ports: null` is all of them. */
export interface Traffic {
  readonly protocol: Protocol;
  readonly ports: PortRange | null;
}

export interface TrafficRequest extends PortNames {
  /** As given; `undefined` means not given, which is not the same as null. */
  readonly port: unknown;
  readonly protocol: unknown;
  /** Used for TCP or UDP without a port; never for ICMP. */
  readonly defaultPort?: number | string | undefined;
  readonly defaultProtocol?: string | undefined;
}

const TYPE_AND_CODE = /^(0|[1-9]\d{0,2})(?:\/(0|[1-9]\d{0,2}))?$/;

/**
 * Reads `port` and `protocol` together, since what a port means depends on the protocol.
 *
 * @throws WhitelistError `invalid_input`
 */
export function parseTraffic(request: TrafficRequest): Traffic {
  const protocol = parseProtocol(
    request.protocol === undefined ? (request.defaultProtocol ?? 'tcp') : request.protocol,
  );
  if (hasPorts(protocol)) return { protocol, ports: parsePorts(request, protocol) };
  if (hasIcmpTypes(protocol)) return { protocol, ports: parseIcmpTypes(request.port) };
  if (request.port === undefined || request.port === 'all') return { protocol, ports: null };
  throw invalidInput({
    field: 'port',
    value: request.port,
    expected: `no port with protocol ${protocol}, since AWS would open every port whatever the port says`,
    example: 'protocol "tcp" with port 443, or protocol "all" without a port',
  });
}

function parsePorts(request: TrafficRequest, protocol: Protocol): PortRange {
  const value = request.port === undefined ? request.defaultPort : request.port;
  return parsePortRange(value, protocol, request.protocol !== undefined, request);
}

function parseIcmpTypes(value: unknown): PortRange | null {
  if (value === undefined || value === 'all') return null;
  const text = typeof value === 'number' ? String(value) : value;
  const [, type, code] = (typeof text === 'string' && TYPE_AND_CODE.exec(text)) || [];
  if (type !== undefined && Number(type) <= 255 && Number(code ?? 0) <= 255) {
    return { from: Number(type), to: code === undefined ? -1 : Number(code) };
  }
  throw invalidInput({
    field: 'port',
    value,
    expected: 'an ICMP type from 0 to 255, a type and code, or nothing for all of ICMP',
    example: '8 or "8/0" for echo requests',
  });
}

/** The `port` argument that reads back as this traffic; `all` where there is nothing to choose. */
export function formatPortArgument({ protocol, ports }: Traffic): number | string {
  if (ports === null || !(hasPorts(protocol) || hasIcmpTypes(protocol))) return 'all';
  if (hasIcmpTypes(protocol)) return ports.to === -1 ? ports.from : `${ports.from}/${ports.to}`;
  return ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`;
}

/** For people: `tcp 443`, `udp 8000-8010`, `icmp type 8`, `all traffic`. */
export function describeTraffic(traffic: Traffic): string {
  const { protocol, ports } = traffic;
  if (protocol === 'all') return 'all traffic';
  if (hasIcmpTypes(protocol))
    return ports === null ? protocol : `${protocol} type ${formatPortArgument(traffic)}`;
  if (!hasPorts(protocol)) return `protocol ${protocol}`;
  if (ports === null || (ports.from === 0 && ports.to === LAST_PORT)) return `${protocol} all ports`;
  return `${protocol} ${formatPortArgument(traffic)}`;
}

/** ICMP type and code as one number, so that ports and ICMP types are intervals on the same line 0–65535. */
export function toPortInterval({ protocol, ports }: Traffic): readonly [number, number] {
  if (ports === null || protocolNumber(protocol) === -1) return [0, LAST_PORT];
  if (!hasIcmpTypes(protocol)) return hasPorts(protocol) ? [ports.from, ports.to] : [0, LAST_PORT];
  const base = ports.from * 256;
  return ports.to === -1 ? [base, base + 255] : [base + ports.to, base + ports.to];
}

export function isSameTraffic(a: Traffic, b: Traffic): boolean {
  const [aFrom, aTo] = toPortInterval(a);
  const [bFrom, bTo] = toPortInterval(b);
  return a.protocol === b.protocol && aFrom === bFrom && aTo === bTo;
}

/**
 * ICMP has a protocol number per address family; this gives the one for the address.
 *
 * @throws WhitelistError `invalid_input`
 */
export function toFamilyProtocol(family: Family, protocol: Protocol): Protocol {
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

/** Whether TCP to this port is a part of it. */
export function opensTcpPort(traffic: Traffic, port: number): boolean {
  const [from, to] = toPortInterval(traffic);
  return [-1, 6].includes(protocolNumber(traffic.protocol)) && from <= port && port <= to;
}
