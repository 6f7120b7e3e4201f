import { z } from 'zod';
import { formatCidr } from '#core/network/cidr.ts';
import { isExpired, hasNoLiveGrant } from '#core/grants/grant.ts';
import { formatEnd, parseNote } from '#core/grants/note.ts';
import type { GroupSource, IngressRule } from '#core/rules/ingress-rule.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import type { Table } from '#tools/definition/view.ts';

const grantResult = z.object({
  holder: z.string(),
  expires_at: z.string().nullable().describe('null: no end'),
  reason: z.string().optional(),
  expired: z.boolean().optional(),
});

/** One inbound rule in an answer. Exactly one of the three sources is there. */
export const ruleResult = z.object({
  cidr: z.string().optional(),
  source_group_id: z.string().optional(),
  /** Of a group elsewhere: whose it is, and behind which peering. */
  source_group_account: z.string().optional(),
  source_group_vpc: z.string().optional(),
  peering_id: z.string().optional(),
  peering_status: z.string().optional(),
  prefix_list_id: z.string().optional(),
  protocol: z.string(),
  from_port: z.number().nullable().describe('null: all; ICMP: the type'),
  to_port: z.number().nullable().describe('null: all; ICMP: the code, -1 for all'),
  description: z.string().nullable(),
  rule_id: z.string().nullable(),
  /** Of rules that this program made; what it does not end has none. */
  holders: z.array(grantResult).optional(),
  expired: z.boolean().optional().describe('Nobody holds it any more: a sweep removes it'),
});

export type RuleResult = z.infer<typeof ruleResult>;

/** @param now - AWS's time, by which it is told what has expired. Default: that is not told. */
export function toRuleResult(rule: IngressRule, now: Date | null = null): RuleResult {
  const { source, traffic, description, ruleId } = rule;
  const note = parseNote(description);
  const words = note ? note.words : description;
  return {
    ...(source.kind === 'cidr' && { cidr: formatCidr(source.cidr) }),
    ...(source.kind === 'security_group' && toGroupSourceResult(source)),
    ...(source.kind === 'prefix_list' && { prefix_list_id: source.id }),
    protocol: traffic.protocol,
    from_port: traffic.ports?.from ?? null,
    to_port: traffic.ports?.to ?? null,
    description: words === null ? null : escapeUnprintable(words, 255),
    rule_id: ruleId,
    ...(note && {
      holders: note.holders.map((one) => ({
        holder: one.holder,
        expires_at: one.until === null ? null : formatEnd(one.until),
        ...(one.reason !== null && { reason: escapeUnprintable(one.reason, 255) }),
        ...(now && isExpired(one, now) && { expired: true }),
      })),
      ...(now && hasNoLiveGrant(note, now) && { expired: true }),
    }),
  };
}

/** What AWS says of a group elsewhere, as text of its own. */
function toGroupSourceResult({ id, ownerId, vpcId, peeringId, peeringStatus }: GroupSource) {
  return {
    source_group_id: id,
    ...(ownerId !== null && { source_group_account: escapeUnprintable(ownerId, 20) }),
    ...(vpcId !== undefined && { source_group_vpc: escapeUnprintable(vpcId, 40) }),
    ...(peeringId !== undefined && { peering_id: escapeUnprintable(peeringId, 40) }),
    ...(peeringStatus !== undefined && { peering_status: escapeUnprintable(peeringStatus, 40) }),
  };
}

/** `sg-1 of account 210987654321 in vpc-2, peering pcx-3 deleted`; of a group that is not elsewhere, its id alone. */
function describeSource(rule: RuleResult): string {
  const { source_group_vpc: vpc, peering_id: peering, peering_status: status } = rule;
  const id = rule.cidr ?? rule.source_group_id ?? rule.prefix_list_id ?? '';
  if (vpc === undefined && peering === undefined) return id;
  const account = rule.source_group_account === undefined ? '' : ` of account ${rule.source_group_account}`;
  const place = vpc === undefined ? '' : ` in ${vpc}`;
  const through =
    peering === undefined && status === undefined
      ? ''
      : `, peering ${[peering, status].filter(Boolean).join(' ')}`;
  return `${id}${account}${place}${through}`;
}

/** A table of rules; ids only where any is known. */
export function toRulesTable(rules: readonly RuleResult[]): Table {
  const withIds = rules.some((rule) => rule.rule_id !== null);
  const withHolders = rules.some((rule) => rule.holders !== undefined);
  return {
    columns: [
      'SOURCE',
      'PROTOCOL',
      'PORTS',
      ...(withIds ? ['RULE ID'] : []),
      ...(withHolders ? ['HELD BY'] : []),
      'DESCRIPTION',
    ],
    rows: rules.map((rule) => [
      describeSource(rule),
      rule.protocol,
      describePorts(rule),
      ...(withIds ? [rule.rule_id ?? ''] : []),
      ...(withHolders ? [(rule.holders ?? []).map(describeHolder).join(', ')] : []),
      rule.description ?? '',
    ]),
    quoted: ['HELD BY', 'DESCRIPTION'],
  };
}

/** `tcp 443 from 203.0.113.7/32`, of a rule in an answer */
export const describeRuleResult = (rule: RuleResult): string =>
  `${rule.protocol} ${describePorts(rule)} from ${rule.cidr ?? rule.source_group_id ?? rule.prefix_list_id ?? ''}`;

function describePorts({ protocol, from_port: from, to_port: to }: RuleResult): string {
  if (from === null) return 'all';
  if (protocol.startsWith('icmp'))
    return to === null || to === -1 ? `type ${from}` : `type ${from} code ${to}`;
  if (from === 0 && to === 65535) return 'all';
  return from === to ? String(from) : `${from}-${to}`;
}

function describeHolder({
  holder,
  expires_at: end,
  reason,
  expired,
}: NonNullable<RuleResult['holders']>[number]): string {
  const until = end === null ? '' : ` ${expired ? 'expired' : 'until'} ${end}`;
  return `${holder}${until}${reason === undefined ? '' : ` (${reason})`}`;
}
