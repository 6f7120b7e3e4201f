import { z } from 'zod';
import { formatCidr } from '../core/cidr.ts';
import type { SecurityGroupId } from '../core/ids.ts';
import type { IngressRule } from '../core/ingress-rule.ts';
import { withoutKeys } from '../core/invalid-input.ts';
import { portArgument } from '../core/traffic.ts';
import { callFacts, factNotes } from './call-facts.ts';
import { ruleResult, rulesTable } from './rule-result.ts';
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

type ChangeResult = z.infer<ReturnType<typeof changeResult>>;

export function changeView(headline: string, result: ChangeResult): View {
  return {
    headline,
    ...(result.rules.length > 0 && { table: rulesTable(result.rules) }),
    notes: factNotes(result),
  };
}
