import { hasPorts, protocolNumber, type Protocol } from '../protocol.ts';
import { describeTraffic, interval, type Traffic } from '../traffic.ts';
import type { PrefixLimits } from './policy.ts';

/** Traffic that a setting names; `protocol: null` means TCP and UDP. */
export interface PortSpan {
  readonly protocol: Protocol | null;
  readonly from: number;
  readonly to: number;
}

/** Ports whose sources have limits of their own. */
export interface SensitivePort extends PortSpan {
  /** It stands for rules that open all ports at once, and for those alone. */
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
const NAMED: readonly (readonly [name: string, port: number])[] = [
  ['SSH', 22],
  ['Telnet', 23],
  ['SMB', 445],
  ['Microsoft SQL Server', 1433],
  ['Oracle', 1521],
  ['NFS', 2049],
  ['Docker', 2375],
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

const LIMITS = { protocol: null, minPrefix: SENSITIVE_PREFIX, confirm: false };

export const EVERY_PORT: SensitivePort = { name: 'all ports', every: true, from: 0, to: 65535, ...LIMITS };

export const SENSITIVE_PORTS: readonly SensitivePort[] = [
  EVERY_PORT,
  ...NAMED.map(([name, port]) => ({ name, every: false, from: port, to: port, ...LIMITS })),
];

/** Whether the limits of this entry are the rule's. */
export const isOf = (traffic: Traffic, port: SensitivePort) =>
  port.every ? isEveryPort(traffic) : touches(traffic, port);

const TCP_AND_UDP = [6, 17];

/** Whether any packet of this traffic is one of those. All protocols, and protocols without ports, hold everything. */
function touches(traffic: Traffic, span: PortSpan): boolean {
  const number = protocolNumber(traffic.protocol);
  const named = span.protocol === null ? TCP_AND_UDP : [protocolNumber(span.protocol)];
  if (number !== -1 && !named.includes(number) && !named.includes(-1)) return false;
  const [from, to] = interval(traffic);
  return from <= span.to && span.from <= to;
}

/** Whether every packet of this traffic is in one of the spans, or in several together. */
export function isWithinPorts(traffic: Traffic, spans: readonly PortSpan[]): boolean {
  const number = protocolNumber(traffic.protocol);
  const ofIts = spans.filter(({ protocol }) =>
    protocol === null ? TCP_AND_UDP.includes(number) : [number, -1].includes(protocolNumber(protocol)),
  );
  const [first, last] = interval(traffic);
  let next = first;
  for (const { from, to } of [...ofIts].sort((a, b) => a.from - b.from)) {
    if (from > next) return false;
    next = Math.max(next, to + 1);
    if (next > last) return true;
  }
  return false;
}

/** All ports of a protocol, or all protocols. */
function isEveryPort(traffic: Traffic): boolean {
  if (protocolNumber(traffic.protocol) === -1) return true;
  const [from, to] = interval(traffic);
  return hasPorts(traffic.protocol) && from === 0 && to === 65535;
}

/** `443`, `8000-8010/udp`, as a config file has it. */
export function describeSpan({ protocol, from, to }: PortSpan): string {
  if (protocol === null && from === 0 && to === 65535) return 'all';
  if (protocol !== null && !hasPorts(protocol)) {
    const whole = from === 0 && to === 65535;
    return whole ? protocol : describeTraffic({ protocol, ports: { from: from >> 8, to: to & 255 } });
  }
  const ports = from === to ? String(from) : `${from}-${to}`;
  return protocol === null ? ports : `${ports}/${protocol}`;
}
