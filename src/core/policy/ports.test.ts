import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTraffic, anyPortSpan, anySensitivePort } from '#test/support/arbitraries/policies.ts';
import { protocolNumber } from '#core/network/protocol.ts';
import type { Traffic } from '#core/network/traffic.ts';
import {
  describePortSpan,
  isWithinPorts,
  opensMostPorts,
  SENSITIVE_PORTS,
  toPortSpan,
  reachesPort,
  type PortSpan,
  type SensitivePort,
} from './ports.ts';

interface Packet {
  readonly protocol: number;
  /** Port, or ICMP type × 256 + code. */
  readonly at: number;
}

/** One of each kind that matters: the ports at every edge that the generators know, and those beside them. */
const AT = [
  0, 1, 2, 20, 21, 22, 23, 24, 442, 443, 444, 772, 1024, 2048, 2200, 2303, 2304, 3388, 3389, 3390,
].concat([7999, 8000, 8001, 32_766, 32_767, 32_768, 32_769, 65_533, 65_534, 65_535]);
const PACKETS: Packet[] = [6, 17, 1, 58, 47, 99].flatMap((protocol) => AT.map((at) => ({ protocol, at })));

/** By EC2's rules: protocols without ports are taken whole, whatever the rule says of ports. */
function isPacketOf({ protocol, ports }: Traffic, packet: Packet): boolean {
  const number = protocolNumber(protocol);
  if (number === -1) return true;
  if (number !== packet.protocol) return false;
  if (ports === null || ![6, 17, 1, 58].includes(number)) return true;
  if (number === 6 || number === 17) return ports.from <= packet.at && packet.at <= ports.to;
  return ports.from === packet.at >> 8 && (ports.to === -1 || ports.to === (packet.at & 255));
}

function isNamed({ protocol, from, to }: PortSpan, packet: Packet): boolean {
  const own =
    protocol === null
      ? [6, 17].includes(packet.protocol)
      : [-1, packet.protocol].includes(protocolNumber(protocol));
  return own && from <= packet.at && packet.at <= to;
}

it('isWithinPorts says what trying packets says', () => {
  const seen = { true: 0, false: 0 };
  fc.assert(
    fc.property(anyTraffic, fc.array(anyPortSpan, { maxLength: 5 }), (traffic, spans) => {
      const tried = PACKETS.filter((packet) => isPacketOf(traffic, packet)).every((packet) =>
        // All protocols together are more than those that have names: only "all" holds them.
        (traffic.protocol === 'all' ? spans.filter((s) => s.protocol === 'all') : spans).some((span) =>
          isNamed(span, packet),
        ),
      );
      expect(isWithinPorts(traffic, spans)).toBe(tried);
      seen[`${tried}`] += 1;
    }),
    { numRuns: 3000, seed: 20261201 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
});

it('touches says what trying packets says', () => {
  fc.assert(
    fc.property(anyTraffic, anySensitivePort, (traffic, port) => {
      const tried = PACKETS.some((packet) => isPacketOf(traffic, packet) && isNamed(port, packet));
      expect(reachesPort(traffic, port)).toBe(tried);
    }),
    { numRuns: 3000 },
  );
});

describe('most ports', () => {
  const tcp = (from: number, to: number): Traffic => ({ protocol: 'tcp', ports: { from, to } });
  const udp = (from: number, to: number): Traffic => ({ protocol: 'udp', ports: { from, to } });
  it.each<[boolean, Traffic[]]>([
    [true, [tcp(0, 65_535)]],
    [true, [tcp(1, 65_535)]],
    [true, [udp(0, 65_534)]],
    [true, [{ protocol: 'tcp', ports: null }]],
    [true, [{ protocol: 'all', ports: null }]],
    [true, [tcp(0, 32_767), tcp(32_768, 65_535)]],
    [true, [tcp(0, 32_768)]],
    [false, [tcp(0, 32_767)]],
    [false, [tcp(0, 32_767), tcp(100, 32_000)]],
    [false, [tcp(0, 32_767), udp(32_768, 65_535)]],
    [false, [{ protocol: 'icmp', ports: null }]],
    [false, [{ protocol: '47', ports: null }]],
    [false, []],
  ])('%s: %j', (expected, traffics) => {
    expect(opensMostPorts(traffics)).toBe(expected);
  });
});

describe('as a config file names ports', () => {
  it.each<[string, PortSpan]>([
    ['443', { protocol: null, from: 443, to: 443 }],
    ['8000-8010', { protocol: null, from: 8000, to: 8010 }],
    ['53/udp', { protocol: 'udp', from: 53, to: 53 }],
    ['0-65535/tcp', { protocol: 'tcp', from: 0, to: 65_535 }],
    ['icmp', { protocol: 'icmp', from: 0, to: 65_535 }],
    ['all', { protocol: 'all', from: 0, to: 65_535 }],
  ])('%s', (text, span) => {
    expect(describePortSpan(span)).toBe(text);
  });

  it('spanFor holds the traffic', () => {
    fc.assert(
      fc.property(anyTraffic, (traffic) => {
        expect(isWithinPorts(traffic, [toPortSpan(traffic)])).toBe(true);
      }),
    );
  });
});

it('the built-in sensitive ports are one entry each, as narrow as an office', () => {
  const key = ({ from, to, every }: SensitivePort) => `${from} ${to} ${every}`;
  expect(new Set(SENSITIVE_PORTS.map(key)).size).toBe(SENSITIVE_PORTS.length);
  for (const port of SENSITIVE_PORTS)
    expect(port).toMatchObject({ protocol: null, minPrefix: { ipv4: 24, ipv6: 56 }, confirm: false });
});
