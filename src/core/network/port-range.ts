import type { IanaServices } from './iana.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import type { Protocol } from './protocol.ts';
import { SERVICES, UDP_SERVICES } from './services.ts';

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
const EPHEMERAL: PortRange = { from: 1024, to: LAST_PORT };

const NAME = /^[a-z][a-z0-9_-]*$/i;
const NUMBER = /^(?:0|[1-9]\d{0,4})$/;

/**
 * Reads one port, range or name for TCP or UDP.
 *
 * @param said - Whether the caller chose the protocol. One that was only assumed is no match for a name of the other.
 * @throws WhitelistError `invalid_input`
 */
export function parsePortRange(
  value: unknown,
  protocol: Protocol,
  said: boolean,
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
  if (surplus.length === 0 && NUMBER.test(first) && NUMBER.test(last)) {
    const range = { from: Number(first), to: Number(last) };
    if (range.from > range.to) throw refuse('A range starts with its lower port.');
    if (range.to <= LAST_PORT) return range;
    throw refuse();
  }
  const found = lookUp(text.toLowerCase(), protocol, said, names);
  if (typeof found !== 'string') return found;
  throw refuse(found || (NAME.test(text) ? knownNames(names) : undefined));
}

/** @returns the range, or a sentence on why the name has none with this protocol; empty where it is not known. */
function lookUp(name: string, protocol: Protocol, said: boolean, names: PortNames): PortRange | string {
  const own = names.services?.get(name) ?? SERVICES.get(name);
  if (own !== undefined) return { from: own, to: own };
  const udp = UDP_SERVICES.get(name);
  if (udp !== undefined) return said || protocol === 'udp' ? { from: udp, to: udp } : over(name, 'udp');
  if (name === 'ephemeral') return EPHEMERAL;
  const registered = names.iana?.get(name);
  if (registered === undefined) return '';
  const ports = protocol === 'udp' ? registered.udp : registered.tcp;
  const [port] = ports;
  if (port === undefined) return over(name, protocol === 'udp' ? 'tcp' : 'udp');
  return ports.length === 1
    ? { from: port, to: port }
    : `In IANA's registry ${name} is ${ports.join(' and ')}: say which.`;
}

const over = (name: string, protocol: 'tcp' | 'udp') =>
  `${name} goes over ${protocol.toUpperCase()}: give protocol "${protocol}" with it, or the port's number.`;

function knownNames({ services = new Map<string, number>(), iana }: PortNames): string {
  const known = new Set([...services.keys(), ...SERVICES.keys()]);
  return `Known names: ${[...known].join(', ')}${iana ? "; with them IANA's" : ''}.`;
}
