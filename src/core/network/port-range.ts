import { invalidInput } from '#core/errors/invalid-input.ts';
import type { Protocol } from './protocol.ts';
import { type IanaServices, TCP_SERVICES, UDP_SERVICES } from './services.ts';

/** First and last port; for ICMP type and code, where code -1 is every code. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Where names of ports are looked up, beside the built-in ones. */
export interface PortNames {
  /** Names of the person's own, in lower case; they win over all others. */
  readonly services?: ReadonlyMap<string, number>;
  /** IANA's, where they have been loaded; they come last. */
  readonly iana?: IanaServices;
}

export const LAST_PORT = 65535;

/**
 * What clients take for their own end of a connection. Every system has its range, and the AWS VPC user guide
 * ("Ephemeral ports") gives this one to cover them all: load balancers, NAT gateways and Lambda use the whole of it.
 */
const EPHEMERAL_PORTS: PortRange = { from: 1024, to: LAST_PORT };

const SERVICE_NAME = /^[a-z][a-z0-9_-]*$/i;
const PORT_NUMBER = /^(?:0|[1-9]\d{0,4})$/;

/**
 * Reads one port, range or name for TCP or UDP.
 *
 * @param isProtocolGiven - Whether the caller chose the protocol. One that was only assumed is no match for a name of the other.
 * @throws WhitelistError `invalid_input`
 */
export function parsePortRange(
  value: unknown,
  protocol: Protocol,
  isProtocolGiven: boolean,
  names: PortNames,
): PortRange {
  const refuse = (hint?: string) =>
    invalidInput({
      field: 'port',
      value,
      expected: `a port from 0 to ${LAST_PORT}, a range, or a service name, for ${protocol}`,
      example: '443, "8000-8010" or "https"',
      ...(hint && { hint }),
    });
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string')
    throw refuse(text === undefined ? 'Say which port; none is assumed.' : undefined);
  if (text === 'all') return { from: 0, to: LAST_PORT };
  const [first = '', last = first, ...surplus] = text.split('-');
  if (surplus.length === 0 && PORT_NUMBER.test(first) && PORT_NUMBER.test(last)) {
    const range = { from: Number(first), to: Number(last) };
    if (range.from > range.to) throw refuse('A range starts with its lower port.');
    if (range.to <= LAST_PORT) return range;
    throw refuse();
  }
  const found = lookUpService(text.toLowerCase(), protocol, isProtocolGiven, names);
  if (typeof found !== 'string') return found;
  throw refuse(found || (SERVICE_NAME.test(text) ? describeKnownNames(names) : undefined));
}

/** @returns the range, or a sentence on why the name has none with this protocol; empty where it is not known. */
function lookUpService(
  name: string,
  protocol: Protocol,
  isProtocolGiven: boolean,
  names: PortNames,
): PortRange | string {
  const namedPort = names.services?.get(name) ?? TCP_SERVICES.get(name);
  if (namedPort !== undefined) return { from: namedPort, to: namedPort };
  const udp = UDP_SERVICES.get(name);
  if (udp !== undefined)
    return isProtocolGiven || protocol === 'udp' ? { from: udp, to: udp } : otherProtocolHint(name, 'udp');
  if (name === 'ephemeral') return EPHEMERAL_PORTS;
  const registered = names.iana?.get(name);
  if (registered === undefined) return '';
  const ports = protocol === 'udp' ? registered.udp : registered.tcp;
  const [port] = ports;
  if (port === undefined) return otherProtocolHint(name, protocol === 'udp' ? 'tcp' : 'udp');
  return ports.length === 1
    ? { from: port, to: port }
    : `In IANA's registry ${name} is ${ports.join(' and ')}: say which.`;
}

const otherProtocolHint = (name: string, protocol: 'tcp' | 'udp') =>
  `${name} goes over ${protocol.toUpperCase()}: give protocol "${protocol}" with it, or the port's number.`;

function describeKnownNames({ services = new Map<string, number>(), iana }: PortNames): string {
  const known = new Set([...services.keys(), ...TCP_SERVICES.keys()]);
  return `Known names: ${[...known].join(', ')}${iana ? "; with them IANA's" : ''}.`;
}
