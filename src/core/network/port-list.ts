import type { Family } from './address.ts';
import { ICMP_NAMES, icmpName, icmpNamesOf, type IcmpName } from './icmp.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { hasPorts, hasTypes, parseProtocol, type Protocol } from './protocol.ts';
import { SERVICES, UDP_SERVICES } from './services.ts';
import { parseTraffic, protocolFor, sameTraffic, type Traffic, type TrafficRequest } from './traffic.ts';

/** Traffic that was asked for before it is known from which addresses: ICMP has other numbers in each family. */
export interface AskedTraffic {
  /** As it was said, for errors. */
  readonly said: unknown;
  /** Null: there is no such traffic in IPv4. */
  readonly 4: Traffic | null;
  /** Null: there is no such traffic in IPv6. */
  readonly 6: Traffic | null;
}

/**
 * Reads `port` as one value, as a list, or as text with commas; `protocol` is for all of them. What is said twice
 * counts once; ranges that overlap stay as they are. A name of ICMP's, such as `ping`, needs no protocol.
 *
 * @throws WhitelistError `invalid_input`
 */
export function parsePortList(request: TrafficRequest): AskedTraffic[] {
  const asked = itemsOf(request.port).map((port) => askedFor({ ...request, port }));
  return asked.filter((one, i) => !asked.slice(0, i).some((other) => sameAsked(one, other)));
}

/**
 * What is asked for, in the numbers of one family.
 *
 * @throws WhitelistError `invalid_input` where the family has no such traffic
 */
export function trafficFor(asked: AskedTraffic, family: Family): Traffic {
  const traffic = asked[family];
  if (traffic !== null) return traffic;
  // By its number a type says its family through the protocol alone.
  if (typeof asked.said !== 'string' || !ICMP_NAMES.has(icmpName(asked.said))) protocolFor(family, 'icmpv6');
  const other = family === 4 ? 6 : 4;
  throw refused(
    asked.said,
    `what IPv${family} has, as the address is; this is of IPv${other}`,
    typesOf(family),
  );
}

/** Whether some part of `port` may be a name that {@link loadIanaServices} knows, and none of those built in. */
export function needsIana({ port, services }: Pick<TrafficRequest, 'port' | 'services'>): boolean {
  const known = [services ?? new Map<string, number>(), SERVICES, UDP_SERVICES];
  return piecesOf(port).some(
    (item) =>
      typeof item === 'string' &&
      /[a-z]/i.test(item) &&
      !['all', 'ephemeral'].includes(item) &&
      !known.some((names) => names.has(item.toLowerCase())) &&
      !ICMP_NAMES.has(icmpName(item)),
  );
}

const EMPTY = 'An empty list is never taken to mean every port.';

/** White space counts for nothing beside a comma, and for what it is elsewhere. */
const piecesOf = (port: unknown): unknown[] =>
  (Array.isArray(port) ? port : [port]).flatMap((item: unknown) =>
    typeof item === 'string' && item.includes(',') ? item.split(',').map((piece) => piece.trim()) : [item],
  );

function itemsOf(port: unknown): unknown[] {
  const pieces = piecesOf(port);
  // Not even a default port stands in for a list that was given.
  const isList = Array.isArray(port) || pieces.length > 1;
  if (pieces.length > 0 && !(isList && pieces.some((item) => item === undefined || item === '')))
    return pieces;
  throw invalidInput({
    field: 'port',
    value: port,
    expected: 'a port in each place of the list',
    example: '[80, 443, "8000-8010"] or "80, 443, 8000-8010"',
    ...(pieces.length === 0 && { hint: EMPTY }),
  });
}

function askedFor(request: TrafficRequest): AskedTraffic {
  const { port: said, protocol, services } = request;
  const numbers = typeof said === 'string' ? ICMP_NAMES.get(icmpName(said)) : undefined;
  const given = protocol === undefined ? null : parseProtocol(protocol);
  const isOwn = typeof said === 'string' && services?.has(said.toLowerCase()) === true;
  if (numbers !== undefined && (given === null ? !isOwn : hasTypes(given)))
    return named(said, numbers, given);
  if (numbers !== undefined && !isOwn && given !== null && hasPorts(given)) {
    throw refused(
      said,
      `a port for ${given}; this is a type of ICMP`,
      'Leave the protocol out, or say "icmp".',
    );
  }
  const traffic = parseTraffic(request);
  return {
    said,
    4: traffic.protocol === 'icmpv6' ? null : traffic,
    // By its number a type is taken at its word: it is not counted over from one family into the other.
    6: traffic.protocol === 'icmp' ? { ...traffic, protocol: 'icmpv6' } : traffic,
  };
}

function named(said: unknown, numbers: IcmpName, given: Protocol | null): AskedTraffic {
  const v4: Traffic | null = numbers[4] && { protocol: 'icmp', ports: numbers[4] };
  const v6: Traffic | null = numbers[6] && { protocol: 'icmpv6', ports: numbers[6] };
  if (given !== 'icmpv6') return { said, 4: v4, 6: v6 };
  if (v6 === null) throw refused(said, 'a type of ICMPv6', typesOf(6));
  return { said, 4: null, 6: v6 };
}

const typesOf = (family: Family) => `ICMP's types in IPv${family}: ${icmpNamesOf(family).join(', ')}.`;

const refused = (value: unknown, expected: string, hint: string) =>
  invalidInput({ field: 'port', value, expected, example: '"ping", or 443 with protocol "tcp"', hint });

const sameAsked = (a: AskedTraffic, b: AskedTraffic): boolean => same(a[4], b[4]) && same(a[6], b[6]);

const same = (a: Traffic | null, b: Traffic | null): boolean =>
  a === null || b === null ? a === b : sameTraffic(a, b);
