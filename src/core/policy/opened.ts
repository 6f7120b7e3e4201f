import type { Family } from '#core/network/address.ts';
import { parseCidr, type Cidr } from '#core/network/cidr.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { joined, merged, spanOf, type Span } from '#core/network/spans.ts';
import { opensMost, touches, type SensitivePort } from './ports.ts';

const WORLD = ['0.0.0.0/0', '::/0'].map((text) => parseCidr(text).cidr);

/** The addresses that rules let in. A prefix list may hold any; the members of a group have none of their own. */
export const sourcesOf = (rules: readonly IngressRule[]): Cidr[] =>
  rules.flatMap(({ source }) =>
    source.kind === 'cidr' ? [source.cidr] : source.kind === 'prefix_list' ? WORLD : [],
  );

/** Whether the rules open any of these ports to anybody. */
export const opens = (rules: readonly IngressRule[], port: SensitivePort): boolean =>
  port.every
    ? opensMost(rules.map(({ traffic }) => traffic))
    : rules.some(({ traffic }) => touches(traffic, port));

/** To which addresses they do. */
export function openedTo(rules: readonly IngressRule[], port: SensitivePort, family: Family): Span[] {
  if (port.every) return mostOpenedTo(rules, family);
  return merged(sourcesOf(rules.filter(({ traffic }) => touches(traffic, port))), family);
}

/** The addresses to which the rules open most ports, each by itself or several together. */
function mostOpenedTo(rules: readonly IngressRule[], family: Family): Span[] {
  const parts = rules.flatMap((rule) =>
    sourcesOf([rule])
      .filter((cidr) => cidr.family === family)
      .map((cidr) => ({ span: spanOf(cidr), traffic: rule.traffic })),
  );
  // Between two edges that follow one another, every address is let in by the same rules.
  const edges = [...new Set(parts.flatMap(({ span: [first, last] }) => [first, last + 1n]))];
  edges.sort((a, b) => (a < b ? -1 : 1));
  const slabs = edges.map((edge, i): Span => [edge, (edges[i + 1] ?? edge) - 1n]);
  const open = ([at]: Span) =>
    opensMost(
      parts.filter(({ span: [first, last] }) => first <= at && at <= last).map((part) => part.traffic),
    );
  return joined(slabs.filter(open));
}
