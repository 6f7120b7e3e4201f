import { truncateEcho, invalidValue } from '#sandbox/protocol/errors.ts';
import { type Params, integer } from '#sandbox/protocol/query.ts';
import type { RuleSpec } from '#sandbox/state/state.ts';

const NAMES: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6' };
const NAMED = Object.values(NAMES);

/**
 * A protocol as EC2 answers it: a name for the four that have one, `-1` for every protocol, else the number.
 *
 * @throws ServiceError `InvalidParameterValue`
 */
export function readProtocol(value: string): string {
  const name = value.toLowerCase();
  if (NAMED.includes(name) || name === '-1') return name;
  const known = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  if (known !== undefined) return known;
  if (/^\d{1,3}$/.test(name) && Number(name) <= 255) return String(Number(name));
  throw invalidValue(`Invalid value '${truncateEcho(value)}' for IP protocol. Unknown protocol.`);
}

type Ports = Pick<RuleSpec, 'fromPort' | 'toPort'>;

function missingPorts(words: string): Error {
  return invalidValue(`Invalid value 'Must specify both from and to ports with ${words}.' for portRange.`);
}

function checkPorts(from: number | undefined, to: number | undefined): Ports {
  if (from === undefined || to === undefined) throw missingPorts('TCP/UDP');
  for (const port of [from, to]) {
    if (port < 0 || port > 65_535) throw invalidValue(`TCP/UDP port (${port}) out of range`);
  }
  if (from > to) throw invalidValue(`Invalid TCP/UDP port range (${from}:${to})`);
  return { fromPort: from, toPort: to };
}

function checkIcmp(type: number | undefined, code: number | undefined): Ports {
  if (type === undefined || code === undefined) throw missingPorts('ICMP');
  if (type < -1 || type > 255) throw invalidValue(`ICMP type (${type}) out of range`);
  if (code < -1 || code > 255) throw invalidValue(`ICMP code (${code}) out of range`);
  if (type === -1 && code !== -1) throw invalidValue(`ICMP code (${code}) must be -1 when the type is -1`);
  return { fromPort: type, toPort: code };
}

/**
 * The ports (or ICMP type and code) that a rule of this protocol has, out of `FromPort` and `ToPort`. Protocols
 * without ports ignore both, as EC2 does: such a rule always opens all of them.
 *
 * @throws ServiceError `InvalidParameterValue` when they are missing, out of range or in the wrong order
 */
export function readPorts(params: Params, protocol: string): Ports {
  const from = integer(params, 'FromPort');
  const to = integer(params, 'ToPort');
  switch (protocol) {
    case 'tcp':
    case 'udp':
      return checkPorts(from, to);
    case 'icmp':
      return checkIcmp(from, to);
    case 'icmpv6':
      return from === undefined && to === undefined ? { fromPort: -1, toPort: -1 } : checkIcmp(from, to);
    default:
      return { fromPort: null, toPort: null };
  }
}
