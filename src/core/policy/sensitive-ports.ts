import { FAMILIES, type Family } from '#core/network/address.ts';
import { type Cidr, parseCidr } from '#core/network/cidr.ts';
import { findSpansWithPorts } from '#core/covering/spans-with-ports.ts';
import { protocolNumber } from '#core/network/protocol.ts';
import { toPortInterval, type Traffic } from '#core/network/traffic.ts';
import { mergeSpans, type Span, toSpan } from '#core/network/spans.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { Policy, ProposedDiff, Refusal } from './policy.ts';
import { isMostPorts, opensMostPorts, reachesPort, TCP_AND_UDP, type SensitivePort } from './ports.ts';
import {
  describeWidth,
  type Excess,
  findExcess,
  listFew,
  prefixLimit,
  selectLimitedPublic,
} from './prefix-limits.ts';

interface ExceededLimit {
  readonly excess: Excess;
  readonly ports: SensitivePort[];
}

/** Holds public sources to the limits of the sensitive ports that they are let in on. */
export function judgeSensitive({ sensitivePorts }: Policy, { authorize }: ProposedDiff): Refusal[] {
  const sources = listSources(authorize);
  return FAMILIES.flatMap((family) => {
    // One rule may open dozens of them at once, most with the same limit: these are reported together.
    const alike = new Map<string, ExceededLimit>();
    const opened = listOpened(authorize, family);
    for (const port of sensitivePorts) {
      const limit = prefixLimit(port.minPrefix, family);
      const limited = selectLimitedPublic(findSpansOpenedTo(opened, port), family, limit);
      for (const excess of findExcess(limited, family)) {
        const key = `${limit} ${excess.spans.join(' ')}`;
        const over = alike.get(key) ?? { excess, ports: [] };
        over.ports.push(port);
        alike.set(key, over);
      }
    }
    return [...alike.values()].map(({ excess, ports }) => ({
      setting: 'sensitive_ports',
      reason: `${describeWidth(excess, sources, family)}; on ${listFew(ports.map(({ name }) => name))}, public IPv${family} sources may be no wider than /${excess.limit}.`,
      allows: suggestEntries(ports, excess, family),
    }));
  });
}

/** The entries that would allow it; for more than a few, what each would need. */
function suggestEntries(ports: readonly SensitivePort[], { width }: Excess, family: Family): string {
  const limit = `"min_prefix_length": { "ipv${family}": ${width} }`;
  if (ports.length > 3) return `for each of these ${ports.length}, an entry with ${limit}`;
  return ports.map((port) => `{ ${formatPortEntry(port)}, ${limit} }`).join(', ');
}

function formatPortEntry({ every, from, to, protocol }: SensitivePort): string {
  const port = every ? '"all"' : from === to ? String(from) : `"${from}-${to}"`;
  return protocol === null ? `"port": ${port}` : `"port": ${port}, "protocol": "${protocol}"`;
}

const ALL_ADDRESSES = ['0.0.0.0/0', '::/0'].map((text) => parseCidr(text).cidr);

/** The addresses that rules let in. A prefix list may contain any; a group's members have none in the rule itself. */
export const listSources = (rules: readonly IngressRule[]): Cidr[] =>
  rules.flatMap(({ source }) =>
    source.kind === 'cidr' ? [source.cidr] : source.kind === 'prefix_list' ? ALL_ADDRESSES : [],
  );

/** Whether the rules open any of these ports to anybody. */
export const opensPort = (rules: readonly IngressRule[], port: SensitivePort): boolean =>
  port.every
    ? opensMostPorts(rules.map(({ traffic }) => traffic))
    : rules.some(({ traffic }) => reachesPort(traffic, port));

/** Addresses of one source, and what a rule opens to them. */
interface OpenedSource {
  readonly addresses: Span;
  readonly traffic: Traffic;
}

/** What rules open in one family, in the order of the addresses: it is gone through once for each sensitive port. */
const listOpened = (rules: readonly IngressRule[], family: Family): OpenedSource[] =>
  rules
    .flatMap((rule) =>
      listSources([rule])
        .filter((cidr) => cidr.family === family)
        .map((cidr) => ({ addresses: toSpan(cidr), traffic: rule.traffic })),
    )
    .sort((a, b) => (a.addresses[0] < b.addresses[0] ? -1 : a.addresses[0] > b.addresses[0] ? 1 : 0));

/** The addresses to which any of these ports is opened. */
function findSpansOpenedTo(opened: readonly OpenedSource[], port: SensitivePort): Span[] {
  if (port.every) return findSpansOpenedToMostPorts(opened);
  return mergeSpans(
    opened.filter(({ traffic }) => reachesPort(traffic, port)).map(({ addresses }) => addresses),
  );
}

/** The addresses to which most ports are opened, by one rule or several together. */
function findSpansOpenedToMostPorts(opened: readonly OpenedSource[]): Span[] {
  const spans = TCP_AND_UDP.flatMap((protocol) =>
    findSpansWithPorts(
      opened
        .filter(({ traffic }) => [protocol, -1].includes(protocolNumber(traffic.protocol)))
        .map(({ addresses, traffic }) => ({ addresses, ports: toPortInterval(traffic) })),
      isMostPorts,
    ),
  );
  return mergeSpans(spans);
}
