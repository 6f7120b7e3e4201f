import { hasPorts, protocolNumber, type Protocol } from '#core/network/protocol.ts';
import { LAST_PORT } from '#core/network/port-range.ts';
import { toPortInterval, type Traffic } from '#core/network/traffic.ts';
import { countAddresses, mergeSpans, type PrefixLimits, type Span } from '#core/network/spans.ts';

/** Traffic that a setting names; `protocol: null` means TCP and UDP. */
export interface PortSpan {
  readonly protocol: Protocol | null;
  readonly from: number;
  readonly to: number;
}

/** Ports whose sources have limits of their own. */
export interface SensitivePort extends PortSpan {
  readonly protocol: 'tcp' | 'udp' | null;
  /** It is not for one port, but for opening more than half of all ports. */
  readonly every: boolean;
  /** For people: "SSH". */
  readonly name: string;
  /** For public sources. */
  readonly minPrefix: PrefixLimits;
  /** A person is asked before each addition. */
  readonly confirm: boolean;
}

/** Public sources on sensitive ports: an office's network, not a provider's. */
export const SENSITIVE_PREFIX: PrefixLimits = { ipv4: 24, ipv6: 56 };

/** Remote control, databases and caches: each product's own default port, and IANA's registry. */
const NAMED_PORTS: readonly (readonly [name: string, port: number])[] = [
  ['SSH', 22],
  ['Telnet', 23],
  ['SMB', 445],
  ['Microsoft SQL Server', 1433],
  ['Oracle', 1521],
  ['NFS', 2049],
  ['Docker', 2375],
  ['Docker over TLS', 2376],
  ['etcd', 2379],
  ['MySQL', 3306],
  ['RDP', 3389],
  ['PostgreSQL', 5432],
  ['Redshift', 5439],
  ['VNC', 5900],
  ['CouchDB', 5984],
  ['WinRM', 5985],
  ['WinRM over HTTPS', 5986],
  ['Redis', 6379],
  ['Kubernetes', 6443],
  ['Cassandra', 9042],
  ['Kafka', 9092],
  ['OpenSearch', 9200],
  ['Kubelet', 10250],
  ['Memcached', 11211],
  ['MongoDB', 27017],
];

const DEFAULT_LIMITS = { protocol: null, minPrefix: SENSITIVE_PREFIX, confirm: false };

const EVERY_PORT: SensitivePort = {
  name: 'all ports',
  every: true,
  from: 0,
  to: LAST_PORT,
  ...DEFAULT_LIMITS,
};

export const SENSITIVE_PORTS: readonly SensitivePort[] = [
  EVERY_PORT,
  ...NAMED_PORTS.map(([name, port]) => ({ name, every: false, from: port, to: port, ...DEFAULT_LIMITS })),
];

/** A database or cache: it is one at any port. */
export interface FoundDatabase {
  /** Safe to show. */
  readonly what: string;
  /** Where it answers. */
  readonly port: number;
  /** Where its kind does, unless somebody says otherwise; null: not known. */
  readonly usualPort: number | null;
}

/** With the ports of these databases: each has the limits that its kind has at the usual one. */
export function withDatabases(
  ports: readonly SensitivePort[],
  databases: readonly FoundDatabase[],
): readonly SensitivePort[] {
  const findAt = (at: number | null) =>
    ports.find(({ every, from, to, protocol }) => !every && from === at && to === at && protocol !== 'udp');
  const moved = databases
    .filter(({ port }) => findAt(port) === undefined)
    .map(({ what, port, usualPort }): SensitivePort => {
      const { minPrefix, confirm } = findAt(usualPort) ?? DEFAULT_LIMITS;
      return { name: what, protocol: 'tcp', every: false, from: port, to: port, minPrefix, confirm };
    });
  return [...ports, ...moved];
}

export const TCP_AND_UDP = [6, 17];

/** More than half of all ports. */
export const isMostPorts = (count: number): boolean => count * 2 > LAST_PORT + 1;

/** Whether any packet of this traffic goes to one of those ports. Traffic of all protocols includes every port. */
export function reachesPort(traffic: Traffic, { protocol, from, to }: SensitivePort): boolean {
  const number = protocolNumber(traffic.protocol);
  const named = protocol === null ? TCP_AND_UDP : [protocolNumber(protocol)];
  if (number !== -1 && !named.includes(number)) return false;
  const [first, last] = toPortInterval(traffic);
  return first <= to && from <= last;
}

/** More than half of all ports, so that leaving one out, or splitting them into two rules, makes no difference. */
export function opensMostPorts(traffics: readonly Traffic[]): boolean {
  return TCP_AND_UDP.some((number) => {
    const sameProtocol = traffics.filter(({ protocol }) => [number, -1].includes(protocolNumber(protocol)));
    return isMostPorts(Number(countAddresses(mergeSpans(sameProtocol.map(toIntervalSpan)))));
  });
}

function toIntervalSpan(traffic: Traffic): Span {
  const [first, last] = toPortInterval(traffic);
  return [BigInt(first), BigInt(last)];
}

/** Whether every packet of this traffic is in one of the spans, or in several together. */
export function isWithinPorts(traffic: Traffic, spans: readonly PortSpan[]): boolean {
  const number = protocolNumber(traffic.protocol);
  const sameProtocol = spans.filter(({ protocol }) =>
    protocol === null ? TCP_AND_UDP.includes(number) : [number, -1].includes(protocolNumber(protocol)),
  );
  const [first, last] = toPortInterval(traffic);
  let next = first;
  for (const { from, to } of [...sameProtocol].sort((a, b) => a.from - b.from)) {
    if (from > next) return false;
    next = Math.max(next, to + 1);
    if (next > last) return true;
  }
  return false;
}

/** `443`, `8000-8010/udp`, `icmp`, `all`: as `allowed_ports` has it. */
export function describePortSpan({ protocol, from, to }: PortSpan): string {
  if (protocol !== null && !hasPorts(protocol)) return protocol;
  const ports = from === to ? String(from) : `${from}-${to}`;
  return protocol === null ? ports : `${ports}/${protocol}`;
}

/** The narrowest entry of `allowed_ports` that includes this traffic. */
export function toPortSpan(traffic: Traffic): PortSpan {
  const { protocol } = traffic;
  const [from, to] = toPortInterval(traffic);
  if (hasPorts(protocol)) return { protocol, from, to };
  const whole = protocol === 'icmp' || protocol === 'icmpv6' ? protocol : 'all';
  return { protocol: whole, from: 0, to: LAST_PORT };
}
