import type { Family } from './address.ts';
import { ICMP_NAMES } from './icmp.ts';
import type { PortRange } from './port-range.ts';
import type { Traffic } from './traffic.ts';

const ICMP = { 4: 'icmp', 6: 'icmpv6' } as const;

/** The messages of which both families know nothing but code 0 (RFC 792, RFC 4443). */
const ECHOES = ['echo-request', 'echo-reply'];

/**
 * What is the same traffic to an address of the other family: all but ICMP is the same, and its messages are those of
 * the same name.
 *
 * @returns null: messages that the other family does not have
 */
export function trafficIn(traffic: Traffic, from: Family, to: Family): Traffic | null {
  const { protocol, ports } = traffic;
  if (from === to || protocol !== ICMP[from]) return traffic;
  if (ports === null) return { protocol: ICMP[to], ports };
  const type = typeIn(ports, from, to);
  return type && { protocol: ICMP[to], ports: type };
}

function typeIn(ports: PortRange, from: Family, to: Family): PortRange | null {
  for (const [name, numbers] of ICMP_NAMES) {
    const other = numbers[to];
    if (other === null || numbers[from]?.from !== ports.from) continue;
    if (ports.to === -1) return other;
    if (ports.to === 0 && ECHOES.includes(name)) return { from: other.from, to: 0 };
  }
  return null;
}
