import { z } from 'zod';
import { formatCidr } from '../core/cidr.ts';
import type { SecurityGroupId } from '../core/ids.ts';
import type { IngressRule } from '../core/ingress-rule.ts';
import { withoutKeys } from '../core/invalid-input.ts';
import { portArgument } from '../core/traffic.ts';
import { callFacts, factNotes } from './call-facts.ts';
import type { Planned } from './guarded.ts';
import { ruleResult, rulesTable, toRuleResult } from './rule-result.ts';
import type { View } from './view.ts';

/** A call that takes a change back; it never holds credentials. */
const undoCall = z.object({
  tool: z.string(),
  arguments: z.record(z.string(), z.union([z.string(), z.number()])),
});

export type UndoCall = z.infer<typeof undoCall>;

/** What a change answers, whichever tool made it. */
export const changeResult = <const Status extends readonly [string, ...string[]]>(status: Status) =>
  z.object({
    status: z.enum(status),
    security_group_id: z.string(),
    rules: z.array(ruleResult),
    /** `planned` alone: what would be removed, and the token for it. */
    would_remove: z.array(ruleResult).optional(),
    plan_token: z.string().optional(),
    ...callFacts,
    undo: z.array(undoCall),
  });

interface Where {
  readonly groupId: SecurityGroupId;
  readonly region: string;
  readonly profile: string | null;
}

/**
 * The call of `tool` that names exactly this rule by its address; null for a source that no argument can name, and where
 * the profile looks like a secret: beside credentials, nobody has looked whether there is one of that name.
 */
export function callFor(tool: string, rule: IngressRule, where: Where): UndoCall | null {
  if (rule.source.kind !== 'cidr' || withoutKeys(where.profile ?? '') !== (where.profile ?? '')) return null;
  return {
    tool,
    arguments: {
      security_group_id: where.groupId,
      ip_address: formatCidr(rule.source.cidr),
      port: portArgument(rule.traffic),
      protocol: rule.traffic.protocol,
      ...(tool === 'whitelist_add' && rule.description !== null && { description: rule.description }),
      region: where.region,
      ...(where.profile !== null && { profile: where.profile }),
    },
  };
}

/** The part of an answer that a plan makes: nothing was changed. */
export function plannedResult({ authorize, revoke, token }: Planned) {
  return {
    status: 'planned' as const,
    rules: authorize.map(toRuleResult),
    would_remove: revoke.map(toRuleResult),
    ...(token !== null && { plan_token: token }),
    undo: [],
  };
}

type ChangeResult = z.infer<ReturnType<typeof changeResult>>;

export function changeView(headline: string, result: ChangeResult): View {
  if (result.status === 'planned') return planView(result);
  return {
    headline,
    ...(result.rules.length > 0 && { table: rulesTable(result.rules) }),
    notes: factNotes(result),
  };
}

function planView(result: ChangeResult): View {
  const removed = result.would_remove ?? [];
  const rows = [...result.rules, ...removed];
  const parts = [
    ...(result.rules.length > 0 ? [`add ${count(result.rules.length)}`] : []),
    ...(removed.length > 0 ? [`remove ${count(removed.length)}`] : []),
  ];
  const what = parts.length > 0 ? `would ${parts.join(' and ')}` : 'would change nothing';
  return {
    headline: `Planned, nothing was changed: this ${what} in ${result.security_group_id}.`,
    ...(rows.length > 0 && { table: rulesTable(rows) }),
    notes: [
      ...factNotes(result),
      result.plan_token === undefined
        ? 'To make this change, repeat the call without dry_run.'
        : `To make exactly this change within 15 minutes, repeat the call with plan_token ${result.plan_token} in place of dry_run.`,
    ],
  };
}

const count = (rules: number) => (rules === 1 ? '1 rule' : `${rules} rules`);
