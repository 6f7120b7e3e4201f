import { WhitelistError } from '#core/errors/errors.ts';
import type { PortSpan, SensitivePort } from '#core/policy/ports.ts';
import { toPortInterval, LAST_PORT, parseTraffic } from '#core/network/traffic.ts';

export type Services = ReadonlyMap<string, number>;

/** Entries of `allowed_ports` that stand for all of a protocol, or of all protocols. */
const WHOLE_PROTOCOLS = ['icmp', 'icmpv6', 'all'] as const;

/**
 * Reads an entry of `allowed_ports`: `443`, `"8000-8010/udp"`, `"https"`, `"icmp"`, `"all"`.
 *
 * @throws WhitelistError `invalid_input`
 */
export function parsePortSpan(value: unknown, services: Services): PortSpan {
  const whole = WHOLE_PROTOCOLS.find((name) => name === value);
  if (whole !== undefined) return { protocol: whole, from: 0, to: LAST_PORT };
  const [, ports = value, protocol] = (typeof value === 'string' && /^(.+)\/(tcp|udp)$/.exec(value)) || [];
  const known = protocol === 'tcp' || protocol === 'udp' ? protocol : null;
  return { protocol: known, ...parsePorts(ports, services) };
}

/**
 * Reads which ports an entry of `sensitive_ports` is for.
 *
 * @throws WhitelistError `invalid_input`
 */
export function parseSensitivePorts(
  port: unknown,
  protocol: 'tcp' | 'udp' | undefined,
  services: Services,
): Pick<SensitivePort, 'protocol' | 'from' | 'to' | 'every'> {
  const every = port === 'all';
  if (every && protocol !== undefined) {
    throw new WhitelistError('invalid_input', 'A protocol beside all ports.', {
      guidance: [`With "protocol", write "0-${LAST_PORT}": each port of it is sensitive then.`],
    });
  }
  return { protocol: protocol ?? null, every, ...parsePorts(port, services) };
}

function parsePorts(port: unknown, services: Services) {
  const [from, to] = toPortInterval(parseTraffic({ port, protocol: 'tcp', services }));
  return { from, to };
}
