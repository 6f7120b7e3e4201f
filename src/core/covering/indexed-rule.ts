import { firstAddress, lastAddress } from '#core/network/cidr.ts';
import { protocolNumber } from '#core/network/protocol.ts';
import type { Span } from '#core/network/spans.ts';
import { toPortInterval } from '#core/network/traffic.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';

/** Stands in the place of a protocol's number. */
export const ALL_PROTOCOLS = -1;

/** A rule with its place among the others, and its ports as numbers. */
export interface IndexedRule {
  readonly rule: IngressRule;
  readonly order: number;
  /** The first and the last of its addresses; null: a source by id. */
  readonly addresses: Span | null;
  readonly protocol: number;
  readonly from: number;
  readonly to: number;
}

export function toIndexedRule(rule: IngressRule, order: number): IndexedRule {
  const [from, to] = toPortInterval(rule.traffic);
  const { source } = rule;
  const addresses: Span | null =
    source.kind === 'cidr' ? [firstAddress(source.cidr), lastAddress(source.cidr)] : null;
  return { rule, order, addresses, protocol: protocolNumber(rule.traffic.protocol), from, to };
}
