import { z } from 'zod';
import { formatCidr } from '../core/cidr.ts';
import type { IngressRule } from '../core/ingress-rule.ts';
import { visible } from '../core/visible.ts';
import type { Table } from './view.ts';

/** One inbound rule in an answer. Exactly one of the three sources is there. */
export const ruleResult = z.object({
  cidr: z.string().optional(),
  source_group_id: z.string().optional(),
  prefix_list_id: z.string().optional(),
  protocol: z.string(),
  from_port: z.number().nullable().describe('null: all; ICMP: the type'),
  to_port: z.number().nullable().describe('null: all; ICMP: the code, -1 for all'),
  description: z.string().nullable(),
  rule_id: z.string().nullable(),
});

export type RuleResult = z.infer<typeof ruleResult>;

export function toRuleResult({ source, traffic, description, ruleId }: IngressRule): RuleResult {
  return {
    ...(source.kind === 'cidr' && { cidr: formatCidr(source.cidr) }),
    ...(source.kind === 'security_group' && { source_group_id: source.id }),
    ...(source.kind === 'prefix_list' && { prefix_list_id: source.id }),
    protocol: traffic.protocol,
    from_port: traffic.ports?.from ?? null,
    to_port: traffic.ports?.to ?? null,
    description: description === null ? null : visible(description, 255),
    rule_id: ruleId,
  };
}

/** A table of rules; ids only where any is known. */
export function rulesTable(rules: readonly RuleResult[]): Table {
  const withIds = rules.some((rule) => rule.rule_id !== null);
  return {
    columns: ['SOURCE', 'PROTOCOL', 'PORTS', ...(withIds ? ['RULE ID'] : []), 'DESCRIPTION'],
    rows: rules.map((rule) => [
      rule.cidr ?? rule.source_group_id ?? rule.prefix_list_id ?? '',
      rule.protocol,
      describePorts(rule),
      ...(withIds ? [rule.rule_id ?? ''] : []),
      rule.description ?? '',
    ]),
    quoted: ['DESCRIPTION'],
  };
}

function describePorts({ protocol, from_port: from, to_port: to }: RuleResult): string {
  if (from === null) return 'all';
  if (protocol.startsWith('icmp'))
    return to === null || to === -1 ? `type ${from}` : `type ${from} code ${to}`;
  if (from === 0 && to === 65535) return 'all';
  return from === to ? String(from) : `${from}-${to}`;
}
