import type { Family } from './address.ts';
import { ICMP_NAMES, normalizeIcmpName, listIcmpNames, type IcmpNumbers } from './icmp.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { hasPorts, hasIcmpTypes, parseProtocol, type Protocol } from './protocol.ts';
import { TCP_SERVICES, UDP_SERVICES } from './services.ts';
import {
  parseTraffic,
  toFamilyProtocol,
  toPortInterval,
  type Traffic,
  type TrafficRequest,
} from './traffic.ts';

/** Requested traffic, before its addresses are known: ICMP has different numbers in each family. */
export interface RequestedTraffic {
  /** As it was given, for errors. */
  readonly input: unknown;
  /** Null: there is no such traffic in IPv4. */
  readonly 4: Traffic | null;
  /** Null: there is no such traffic in IPv6. */
  readonly 6: Traffic | null;
}

/**
 * Reads `port` as one value, as a list, or as text with commas; `protocol` is for all of them. Repeated ports count
 * once; ranges that overlap stay as they are. The name of an ICMP message, such as `ping`, needs no protocol.
 *
 * @throws WhitelistError `invalid_input`, also for a list of more than 1,000
 */
export function parsePortList(request: TrafficRequest): RequestedTraffic[] {
  const requested = readPortItems(request.port).map((port) => parsePortItem({ ...request, port }));
  const byTraffic = new Map<string, RequestedTraffic>();
  for (const one of requested) {
    const key = `${formatKey(one[4])} ${formatKey(one[6])}`;
    if (!byTraffic.has(key)) byTraffic.set(key, one);
  }
  return [...byTraffic.values()];
}

/**
 * The requested traffic, in the numbers of one family.
 *
 * @throws WhitelistError `invalid_input` where the family has no such traffic
 */
export function toFamilyTraffic(requested: RequestedTraffic, family: Family): Traffic {
  const traffic = requested[family];
  if (traffic !== null) return traffic;
  // The number of a type has a family only through its protocol.
  if (typeof requested.input !== 'string' || !ICMP_NAMES.has(normalizeIcmpName(requested.input)))
    toFamilyProtocol(family, 'icmpv6');
  const other = family === 4 ? 6 : 4;
  throw invalidPort(
    requested.input,
    `what IPv${family} has, as the address is; this is of IPv${other}`,
    describeIcmpTypes(family),
  );
}

/** Whether some part of `port` may be a name that {@link loadIanaServices} knows, and none of those built in. */
export function needsIanaServices({ port, services }: Pick<TrafficRequest, 'port' | 'services'>): boolean {
  const known = [services ?? new Map<string, number>(), TCP_SERVICES, UDP_SERVICES];
  return splitPorts(port).some(
    (item) =>
      typeof item === 'string' &&
      /[a-z]/i.test(item) &&
      !['all', 'ephemeral'].includes(item) &&
      !known.some((names) => names.has(item.toLowerCase())) &&
      !ICMP_NAMES.has(normalizeIcmpName(item)),
  );
}

const EMPTY_LIST_HINT = 'An empty list is never taken to mean every port.';

/** So many rules a group may have at most (Amazon VPC user guide, "Amazon VPC quotas"): more ports are not read. */
const MAX_PORTS = 1_000;

/**
 * White space is dropped beside a comma, and kept elsewhere. Of a longer list, no more is read than tells that it is.
 *
 * @throws WhitelistError `invalid_input` for more than {@link MAX_PORTS}
 */
function splitPorts(port: unknown): unknown[] {
  const given: readonly unknown[] = Array.isArray(port) ? port : [port];
  const pieces = given
    .slice(0, MAX_PORTS + 1)
    .flatMap((item) =>
      typeof item === 'string' && item.includes(',')
        ? item.split(',', MAX_PORTS + 1).map((piece) => piece.trim())
        : [item],
    );
  if (pieces.length <= MAX_PORTS) return pieces;
  throw invalidInput({
    field: 'port',
    value: port,
    expected: `at most ${MAX_PORTS} ports and ranges`,
    example: '"8000-8999", a range in the place of a thousand ports',
  });
}

function readPortItems(port: unknown): unknown[] {
  const pieces = splitPorts(port);
  // An empty item of a list is not replaced by the default port.
  const isList = Array.isArray(port) || pieces.length > 1;
  if (pieces.length > 0 && !(isList && pieces.some((item) => item === undefined || item === '')))
    return pieces;
  throw invalidInput({
    field: 'port',
    value: port,
    expected: 'a port in each place of the list',
    example: '[80, 443, "8000-8010"] or "80, 443, 8000-8010"',
    ...(pieces.length === 0 && { hint: EMPTY_LIST_HINT }),
  });
}

function parsePortItem(request: TrafficRequest): RequestedTraffic {
  const { port: input, protocol, services } = request;
  const icmpNumbers = typeof input === 'string' ? ICMP_NAMES.get(normalizeIcmpName(input)) : undefined;
  const given = protocol === undefined ? null : parseProtocol(protocol);
  const isConfiguredName = typeof input === 'string' && services?.has(input.toLowerCase()) === true;
  if (icmpNumbers !== undefined && (given === null ? !isConfiguredName : hasIcmpTypes(given)))
    return toIcmpTraffic(input, icmpNumbers, given);
  if (icmpNumbers !== undefined && !isConfiguredName && given !== null && hasPorts(given)) {
    throw invalidPort(
      input,
      `a port for ${given}; this is a type of ICMP`,
      'Leave the protocol out, or say "icmp".',
    );
  }
  const traffic = parseTraffic(request);
  return {
    input,
    4: traffic.protocol === 'icmpv6' ? null : traffic,
    // The number of a type is taken as it is: it is not translated from one family to the other.
    6: traffic.protocol === 'icmp' ? { ...traffic, protocol: 'icmpv6' } : traffic,
  };
}

function toIcmpTraffic(input: unknown, numbers: IcmpNumbers, given: Protocol | null): RequestedTraffic {
  const v4: Traffic | null = numbers[4] && { protocol: 'icmp', ports: numbers[4] };
  const v6: Traffic | null = numbers[6] && { protocol: 'icmpv6', ports: numbers[6] };
  if (given !== 'icmpv6') return { input, 4: v4, 6: v6 };
  if (v6 === null) throw invalidPort(input, 'a type of ICMPv6', describeIcmpTypes(6));
  return { input, 4: null, 6: v6 };
}

const describeIcmpTypes = (family: Family) =>
  `ICMP's types in IPv${family}: ${listIcmpNames(family).join(', ')}.`;

const invalidPort = (value: unknown, expected: string, hint: string) =>
  invalidInput({ field: 'port', value, expected, example: '"ping", or 443 with protocol "tcp"', hint });

/** The same for what `isSameTraffic` calls the same. */
const formatKey = (traffic: Traffic | null): string =>
  traffic === null ? '' : [traffic.protocol, ...toPortInterval(traffic)].join(' ');
