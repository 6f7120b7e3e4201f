import fc from 'fast-check';
import type { Family } from '#core/network/address.ts';
import type { Cidr } from '#core/network/cidr.ts';
import type { IngressRule, RuleSource } from '#core/rules/ingress-rule.ts';
import type { Protocol } from '#core/network/protocol.ts';
import type { PortRange } from '#core/network/port-range.ts';
import type { Traffic } from '#core/network/traffic.ts';

// A small world in which every packet can be tried. Rules and questions are made of the same few edges, so one packet
// stands for all between two edges: port 8 for 8–65534, ICMP type 3 for 3–254, code 2 for 2–254, protocol 200 for
// all that no rule names.
const BASE = { 4: 0xc0000200n, 6: 0x20010db8n << 96n };
const BITS = { 4: 32, 6: 128 };
const PORTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 65535];
const TYPES = [0, 1, 2, 3, 255];
const CODES = [0, 1, 2, 255];
const PORTLESS: readonly Protocol[] = ['47', '200'];

export interface Packet {
  readonly protocol: Protocol;
  readonly address: bigint;
  readonly family: Family;
  readonly port: number;
  readonly code: number;
}

function matchesTraffic({ protocol, ports }: Traffic, packet: Omit<Packet, 'address' | 'family'>): boolean {
  if (protocol === 'all') return true;
  if (protocol !== packet.protocol) return false;
  if (ports === null || protocol === '47') return true;
  if (protocol === 'tcp' || protocol === 'udp') return ports.from <= packet.port && packet.port <= ports.to;
  return ports.from === packet.port && (ports.to === -1 || ports.to === packet.code);
}

const containsAddress = (cidr: Cidr, { family, address }: Packet) =>
  cidr.family === family && (cidr.network ^ address) >> BigInt(BITS[family] - cidr.prefix) === 0n;

export const allowsPacket = ({ source, traffic }: IngressRule, packet: Packet) =>
  matchesTraffic(traffic, packet) && (source.kind !== 'cidr' || containsAddress(source.cidr, packet));

const KINDS = [
  ...(['tcp', 'udp'] as const).flatMap((protocol) => PORTS.map((port) => ({ protocol, port, code: 0 }))),
  ...(['icmp', 'icmpv6'] as const).flatMap((protocol) =>
    TYPES.flatMap((port) => CODES.map((code) => ({ protocol, port, code }))),
  ),
  ...PORTLESS.map((protocol) => ({ protocol, port: 0, code: 0 })),
];

export function listPackets({ family, network, prefix }: Cidr, traffic: Traffic): Packet[] {
  // Traffic says nothing about addresses, so its kinds are the same at each of them.
  const kinds = KINDS.filter((kind) => matchesTraffic(traffic, kind));
  const addresses = Array.from({ length: 2 ** (BITS[family] - prefix) }, (_, i) => network + BigInt(i));
  return addresses.flatMap((address) => kinds.map((kind) => ({ ...kind, family, address })));
}

const portRange = fc
  .tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom(0, 1, 2, 4, 7, 65535))
  .map(([a, b]): PortRange => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const types = fc.record({ from: fc.integer({ min: 0, max: 2 }), to: fc.constantFrom(-1, -1, 0, 1, 255) });
const maybe = <T>(ports: fc.Arbitrary<T>) => fc.option(ports, { freq: 3 });

export const anyTraffic: fc.Arbitrary<Traffic> = fc.oneof(
  fc.record({ protocol: fc.constantFrom<Protocol>('tcp', 'tcp', 'udp'), ports: maybe(portRange) }),
  fc.record({ protocol: fc.constantFrom<Protocol>('icmp', 'icmpv6'), ports: maybe(types) }),
  fc.record({ protocol: fc.constantFrom<Protocol>('all', 'all', '47'), ports: fc.constant(null) }),
);

/** A block near the base: `free` host bits out of the last 5, or every address of the family. */
export const anyBlock = (family: Family, free: fc.Arbitrary<number>): fc.Arbitrary<Cidr> =>
  fc.tuple(fc.nat({ max: 31 }), free).map(([at, bits]) => {
    const network = bits > 5 ? 0n : BASE[family] + BigInt((at >> bits) << bits);
    return { family, network, prefix: bits > 5 ? 0 : BITS[family] - bits };
  });

export const anyFamily = fc.constantFrom<Family>(4, 6);
const ofAddresses = (cidr: Cidr): RuleSource => ({ kind: 'cidr', cidr });
export const cidrSource = anyFamily
  .chain((f) => anyBlock(f, fc.constantFrom(0, 1, 2, 2, 3, 3, 4, 5, 6)))
  .map(ofAddresses);
export const unknownSource = fc.constantFrom<RuleSource>(
  { kind: 'security_group', id: 'sg-0a', ownerId: null },
  { kind: 'prefix_list', id: 'pl-0b' },
);
export const rulesOf = (
  source: fc.Arbitrary<RuleSource>,
  kind: fc.Arbitrary<Traffic>,
): fc.Arbitrary<IngressRule[]> =>
  fc.array(fc.record({ source, traffic: kind, description: fc.constant(null), ruleId: fc.constant(null) }), {
    minLength: 1,
    maxLength: 16,
    size: 'max',
  });

/** Small rules of one protocol close together: what is let in is seldom the doing of one. */
const ports = fc.constantFrom<PortRange>({ from: 0, to: 4 }, { from: 0, to: 65535 }, { from: 3, to: 7 });
export const denseTraffic: fc.Arbitrary<Traffic> = fc.record({
  protocol: fc.constant<Protocol>('tcp'),
  ports,
});
export const nearbyBlock = (offset: number, bits: number): Cidr => ({
  family: 6,
  network: BASE[6] + BigInt(offset),
  prefix: 128 - bits,
});
const pieces = [0, 1, 2].flatMap((bits) =>
  [0, 1, 2, 3, 4, 5, 6, 7].filter((n) => n % 2 ** bits === 0).map((n) => nearbyBlock(n, bits)),
);
const piece = fc.constantFrom(...pieces.map(ofAddresses));
export const denseRules = rulesOf(piece, denseTraffic);
