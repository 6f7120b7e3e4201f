import { z } from 'zod';
import { UNDO_ACTIONS, type Undo } from '#core/grants/plan-undo.ts';
import { ruleKey, toRulesByKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { type ChangeStates, toChangeAnswer, toChangeStatus } from '#tools/answer/change-answer.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { describeGroups, toChangeView } from '#tools/answer/change-view.ts';
import { describeRemainingHolders, describeSkippedRules } from '#tools/answer/grant-messages.ts';
import type { GroupReport } from '#tools/answer/group-report.ts';
import { UNDO_TOOL } from '#tools/answer/undo.ts';
import { type CallPlan, runChange } from '#tools/change-tool/run-change.ts';
import { defineTool, type ToolCall } from '#tools/definition/definition.ts';
import { resolveTargets, type TargetGroup } from '#tools/lookup/resolve-targets.ts';
import { describeUndoChanges, readUndoCall, type UndoRequest } from './read-undo-call.ts';
import { createUndoChange } from './undo-change.ts';

/** What is done by an action, and what is so where it needs not be done. */
const STATES: Readonly<Record<Undo['action'], ChangeStates>> = {
  remove: { done: 'removed', unneeded: 'not_found' },
  add: { done: 'added', unneeded: 'already_present' },
  describe: { done: 'added', unneeded: 'already_present' },
};

export const whitelistUndo = defineTool({
  name: UNDO_TOOL,
  title: 'Take a change back',
  description: 'Take back a change of AWS security groups: a call of its undo, as it stands there.',
  input: {
    security_group_id: z.string(),
    ip_address: z.string().optional(),
    ip_addresses: z.array(z.string()).optional(),
    port: z.union([z.number(), z.string()]),
    protocol: z.string(),
    action: z.enum(UNDO_ACTIONS),
    left: z.string().optional(),
    before: z.string().optional(),
    signature: z.string().optional(),
    // Their texts stand at the other tools.
    allow_gap: z.boolean().optional(),
    dry_run: z.boolean().optional(),
    plan_token: z.string().optional(),
  },
  output: changeResult([
    'removed',
    'added',
    'restored',
    'not_found',
    'already_present',
    'changed_since',
    'partial',
    'planned',
  ]),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  positionals: [],

  read: readUndoCall,
  changes: describeUndoChanges,
  run: runChange({ plan: planUndoCall, answer: answerUndo }),

  view(result) {
    const headline = HEADLINES[result.status];
    return toChangeView(headline ? headline(describeGroups(result)) : '', result);
  },
});

const HEADLINES: Readonly<Record<string, (where: string) => string>> = {
  removed: (where) => `Removed from ${where}.`,
  added: (where) => `Added to ${where}.`,
  restored: (where) => `Put back in ${where}.`,
  not_found: (where) => `Not found in ${where}: nothing was removed.`,
  already_present: (where) => `As before in ${where} already: nothing had to be changed.`,
  changed_since: (where) => `Changed since then in ${where}: nothing was changed.`,
};

async function planUndoCall(
  { targets, rules, undo, word, allowGap }: UndoRequest,
  { access, context }: ToolCall,
): Promise<CallPlan> {
  const [first, ...others] = await resolveTargets(targets, access, context, { changes: true });
  const toChange = (target: TargetGroup) => createUndoChange(target, rules, { undo, word, allowGap });
  return {
    groups: [toChange(first), ...others.map(toChange)],
    warnings: [...new Set([first, ...others].flatMap(({ warnings }) => warnings))],
    holder: null,
  };
}

function answerUndo(
  _plan: CallPlan,
  reports: readonly GroupReport[],
  { request, access }: ToolCall & { readonly request: UndoRequest },
) {
  const { undo, rules } = request;
  const states = STATES[undo.action];
  const skipped = describeSkippedRules(reports);
  const status = toChangeStatus(states, reports);
  return {
    status:
      skipped.length > 0
        ? ('changed_since' as const)
        : status === 'added' && undo.action === 'describe'
          ? ('restored' as const)
          : status,
    ...toChangeAnswer({
      states,
      reports: reports.map((report) => ({ ...report, unchanged: listUnchanged(report, request) })),
      profile: access.profile,
      isMany: rules.length > 1,
      holder: null,
    }),
    warnings: [...skipped, ...reports.flatMap(describeRemainingHolders)],
  };
}

/** What is as it was before already, as it is there; a rule that is gone is not listed, nor one that was left. */
function listUnchanged(report: GroupReport, { undo, rules }: UndoRequest): IngressRule[] {
  const { changed, failed, unknown, updated, replaced, plan, group } = report;
  if (undo.action === 'remove' || (plan.skipped ?? []).length > 0) return [];
  const handled = [...changed, ...failed, ...unknown, ...[...updated, ...replaced].map(({ rule }) => rule)];
  const handledKeys = new Set(handled.map(ruleKey));
  const there = toRulesByKey(group?.rules ?? []);
  return rules
    .filter((rule) => !handledKeys.has(ruleKey(rule)))
    .map((rule) => there.get(ruleKey(rule)) ?? rule);
}
