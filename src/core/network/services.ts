/**
 * Well-known TCP ports by the names people use. A name that people use for UDP alone is below, since the protocol is
 * TCP unless said otherwise; `dns`, which is both, is one of these. Port numbers: IANA's registry and each product's
 * default.
 */
export const TCP_SERVICES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ftp: 21,
    ssh: 22,
    telnet: 23,
    smtp: 25,
    dns: 53,
    http: 80,
    pop3: 110,
    imap: 143,
    ldap: 389,
    https: 443,
    smb: 445,
    submission: 587,
    ldaps: 636,
    imaps: 993,
    pop3s: 995,
    mssql: 1433,
    oracle: 1521,
    nfs: 2049,
    mysql: 3306,
    rdp: 3389,
    postgres: 5432,
    postgresql: 5432,
    redshift: 5439,
    amqp: 5672,
    vnc: 5900,
    winrm: 5985,
    redis: 6379,
    kubernetes: 6443,
    kafka: 9092,
    opensearch: 9200,
    elasticsearch: 9200,
    memcached: 11211,
    mongodb: 27017,
  }),
);

/**
 * Names of what goes over UDP, though IANA's registry mostly has TCP beside it, as was the custom: TCP would open a
 * port that nobody listens on, so without a protocol they are refused. Which of them do: RFC 5905 (ntp), RFC 3417
 * (snmp), RFC 1350 (tftp), RFC 2131 (dhcp), RFC 5426 (syslog), RFC 7296 and 3948 (ike), RFC 2661 (l2tp), RFC 2865
 * and 2866 (radius), RFC 6762 (mdns), RFC 7252 (coap), RFC 7348 (vxlan), and the defaults of OpenVPN and WireGuard.
 */
export const UDP_SERVICES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    dhcp: 67,
    tftp: 69,
    ntp: 123,
    snmp: 161,
    snmptrap: 162,
    ike: 500,
    isakmp: 500,
    syslog: 514,
    openvpn: 1194,
    l2tp: 1701,
    radius: 1812,
    'radius-acct': 1813,
    'ipsec-nat-t': 4500,
    vxlan: 4789,
    mdns: 5353,
    coap: 5683,
    wireguard: 51820,
  }),
);

/** The ports that a service name has with each protocol; most have one, with one protocol or both. */
export interface IanaService {
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
}

/** Service names in lower case, as IANA's registry of them has them. */
export type IanaServices = ReadonlyMap<string, IanaService>;

/**
 * IANA's names for all system ports (0–1023) and for those user ports that `scripts/generate/iana-names.ts` chooses,
 * generated from the registry. A chunk of its own: hardly a call needs it; `needsIana` in port-list.ts says which.
 */
export async function loadIanaServices(): Promise<IanaServices> {
  const { BOTH, TCP, UDP } = await import('./iana-names.ts');
  const services = new Map<string, { tcp: number[]; udp: number[] }>();
  const enter = (text: string, protocols: readonly ('tcp' | 'udp')[]) => {
    for (const entry of text.trim().split(/\s+/)) {
      const [name = '', port] = entry.split('/');
      const service = services.get(name) ?? { tcp: [], udp: [] };
      services.set(name, service);
      for (const protocol of protocols) service[protocol].push(Number(port));
    }
  };
  enter(BOTH, ['tcp', 'udp']);
  enter(TCP, ['tcp']);
  enter(UDP, ['udp']);
  return services;
}
