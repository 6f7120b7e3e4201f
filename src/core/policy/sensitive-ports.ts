import type { Family } from '#core/network/address.ts';
import { type Cidr, parseCidr } from '#core/network/cidr.ts';
import { mergeSpans, type Span, toMergedSpans, toSpan } from '#core/network/spans.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { Policy, ProposedDiff, Refusal } from './policy.ts';
import { opensMostPorts, reachesPort, type SensitivePort } from './ports.ts';
import {
  describeWidth,
  type Excess,
  FAMILIES,
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
    // One rule may open dozens of them at once, most with the same limit: that is said once.
    const alike = new Map<string, ExceededLimit>();
    for (const port of sensitivePorts) {
      const limit = prefixLimit(port.minPrefix, family);
      const share = selectLimitedPublic(findSpansOpenedTo(authorize, port, family), family, limit);
      for (const excess of findExcess(share, family)) {
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

/** The entries to write; of more than a few, what each would say. */
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

/** The addresses that rules let in. A prefix list may hold any; the members of a group have none of their own. */
export const listSources = (rules: readonly IngressRule[]): Cidr[] =>
  rules.flatMap(({ source }) =>
    source.kind === 'cidr' ? [source.cidr] : source.kind === 'prefix_list' ? ALL_ADDRESSES : [],
  );

/** Whether the rules open any of these ports to anybody. */
export const opensPort = (rules: readonly IngressRule[], port: SensitivePort): boolean =>
  port.every
    ? opensMostPorts(rules.map(({ traffic }) => traffic))
    : rules.some(({ traffic }) => reachesPort(traffic, port));

/** To which addresses they do. */
function findSpansOpenedTo(rules: readonly IngressRule[], port: SensitivePort, family: Family): Span[] {
  if (port.every) return findSpansOpenedToMostPorts(rules, family);
  return toMergedSpans(listSources(rules.filter(({ traffic }) => reachesPort(traffic, port))), family);
}

/** The addresses to which the rules open most ports, each by itself or several together. */
function findSpansOpenedToMostPorts(rules: readonly IngressRule[], family: Family): Span[] {
  const parts = rules.flatMap((rule) =>
    listSources([rule])
      .filter((cidr) => cidr.family === family)
      .map((cidr) => ({ span: toSpan(cidr), traffic: rule.traffic })),
  );
  // Between two edges that follow one another, every address is let in by the same rules.
  const edges = [...new Set(parts.flatMap(({ span: [first, last] }) => [first, last + 1n]))];
  edges.sort((a, b) => (a < b ? -1 : 1));
  const slabs = edges.map((edge, i): Span => [edge, (edges[i + 1] ?? edge) - 1n]);
  const open = ([at]: Span) =>
    opensMostPorts(
      parts.filter(({ span: [first, last] }) => first <= at && at <= last).map((part) => part.traffic),
    );
  return mergeSpans(slabs.filter(open));
}
