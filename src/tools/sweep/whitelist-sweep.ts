import { WhitelistError } from '#core/errors/errors.ts';
import type { Policy } from '#core/policy/policy.ts';
import { EMPTY_DIFF } from '#core/rules/rule-diff.ts';
import type { TargetName } from '#core/targets/target.ts';
import { toChangeAnswer, toChangeStatus } from '#tools/answer/change-answer.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { describeGroups, toChangeView } from '#tools/answer/change-view.ts';
import { describeSkippedRules } from '#tools/answer/grant-messages.ts';
import type { GroupReport } from '#tools/answer/group-report.ts';
import type { GroupChange } from '#tools/change/group-change.ts';
import { findExpiredRules, sweepGroup } from '#tools/change/sweep-group.ts';
import {
  type CallPlan,
  type ChangeOptions,
  readChangeOptions,
  runChange,
} from '#tools/change-tool/run-change.ts';
import { inEachTarget, UNKNOWN_RULE } from '#tools/definition/call-changes.ts';
import type { ToolSettings } from '#tools/definition/context.ts';
import { defineTool, type ReadContext, type ToolCall } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { readTargets, type TargetArguments } from '#tools/input/read-targets.ts';
import { resolveTargets, type TargetGroup } from '#tools/lookup/resolve-targets.ts';

const STATES = { done: 'removed', unneeded: 'not_found' } as const;

export const whitelistSweep = defineTool({
  name: 'whitelist_sweep',
  title: 'Remove what has expired',
  description:
    'Remove the rules of AWS security groups whose access has expired; without a group, in those of the config file.',
  input: { ...fields.optionalTargets, dry_run: fields.dryRun, plan_token: fields.planToken },
  output: changeResult(['removed', 'not_found', 'partial', 'planned']),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  positionals: ['security_group_id'],
  optionalPositionals: ['security_group_id'],

  read: readSweep,
  changes: ({ targets }) => ({
    // It takes away what has expired, of which only the group tells.
    changes: inEachTarget(targets, { authorize: [], revoke: [UNKNOWN_RULE], onlyExpired: true }),
    takesMany: false,
  }),
  run: runChange({
    plan: planSweep,
    answer: (_plan, reports, { access }) => ({
      status: toChangeStatus(STATES, reports),
      ...toChangeAnswer({
        states: STATES,
        reports,
        isMany: isMany(reports),
        profile: access.profile,
        holder: null,
      }),
      // What came to its end does not come back.
      undo: [],
      warnings: describeSkippedRules(reports),
    }),
    sweepsAfter: false,
  }),

  view: (result) =>
    toChangeView(
      result.status === 'removed'
        ? `Removed from ${describeGroups(result)}: it had expired.`
        : `Nothing has expired in ${describeGroups(result)}.`,
      result,
    ),
});

interface SweepArguments extends TargetArguments {
  readonly dry_run?: boolean | undefined;
  readonly plan_token?: string | undefined;
}

interface SweepRequest extends ChangeOptions {
  readonly targets: readonly TargetName[];
}

function readSweep(input: SweepArguments, { settings }: ReadContext): SweepRequest {
  return { targets: readTargets(applySweepDefaults(input, settings)), ...readChangeOptions(input) };
}

const isMany = (reports: readonly GroupReport[]): boolean =>
  reports.length > 1 || reports.flatMap(({ changed }) => changed).length > 1;

async function planSweep({ targets: names }: SweepRequest, { access, context }: ToolCall): Promise<CallPlan> {
  const [first, ...others] = await resolveTargets(names, access, context, { changes: true });
  const toChange = (target: TargetGroup) => toSweepChange(target, context.settings.policy);
  return {
    groups: [toChange(first), ...others.map(toChange)],
    warnings: [...new Set([first, ...others].flatMap(({ warnings }) => warnings))],
    holder: null,
  };
}

/** Removes what has expired in a group. */
const toSweepChange = (target: TargetGroup, policy: Policy): GroupChange => ({
  target,
  blindPlan: null,
  async plan({ rules }) {
    const { groupId, session } = target;
    const { swept, doubtful } = findExpiredRules(rules, { now: await session.awsTime(), policy, groupId });
    const skipped = doubtful.map((rule) => ({ rule, why: { kind: 'doubtful' as const } }));
    return { ...EMPTY_DIFF, revoke: swept, onlyExpired: true, skipped };
  },
  async apply({ revoke }, _group, outcomes) {
    outcomes.absorb((await sweepGroup(target, policy, revoke)).outcomes);
    return {};
  },
});

/**
 * A sweep of nothing in particular is never one of everything.
 *
 * @throws WhitelistError `invalid_input`
 */
function applySweepDefaults(input: TargetArguments, { grants }: ToolSettings): TargetArguments {
  const { security_group_id, target, targets } = input;
  if ([security_group_id, target, targets].some((value) => value !== undefined)) return input;
  if (grants.sweepGroups.length > 0) return { targets: grants.sweepGroups };
  throw new WhitelistError('invalid_input', 'Nothing says which security groups are to be swept.', {
    missing: ['security_group_id', 'target', 'targets'],
    guidance: ['Name them, or list them in the config file: {"grants": {"sweep_groups": ["sg-…", "web"]}}.'],
  });
}
