import type { WhitelistError } from '#core/errors/errors.ts';
import type { Policy } from '#core/policy/policy.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { ChangedRule } from '#tools/answer/change-result.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { describeSkippedRule, type GroupReport, hasDone } from '#tools/answer/group-report.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import { toRuleResult } from '#tools/answer/rule-result.ts';
import { findExpiredRules, sweepGroup } from '#tools/change/sweep-group.ts';

export interface FollowUpSweep {
  readonly swept: readonly ChangedRule[];
  readonly warnings: readonly string[];
}

/**
 * Sweeps the groups of a change after its own work; what fails of it is a warning, since the change is made. It does
 * not where a person is to approve every change.
 */
export async function sweepChangedGroups(
  reports: readonly GroupReport[],
  { settings }: ToolContext,
): Promise<FollowUpSweep> {
  if (!settings.grants.sweepAfterChange || settings.policy.confirm === 'always') return NOTHING_SWEPT;
  const changed = reports
    .filter(hasDone)
    .map(({ target, made, group }) => ({ target, rules: made?.others ?? group?.rules ?? null }));
  // Where a read beside the change came to nothing, another one is not worth the wait.
  const toSweep = changed.filter(({ rules }) => rules !== null || !settings.reportCoverage);
  const sweeps = await Promise.all(
    toSweep.map((one) => sweepChangedGroup(one, settings.policy, changed.length > 1)),
  );
  return {
    swept: sweeps.flatMap(({ swept }) => swept),
    warnings: sweeps.flatMap(({ warnings }) => warnings),
  };
}

export const NOTHING_SWEPT: FollowUpSweep = { swept: [], warnings: [] };

export const describeSweepFailure = (error: WhitelistError, where = 'the groups of this change'): string =>
  `What has expired in ${where} could not be removed: ${error.message}`;

async function sweepChangedGroup(
  { target, rules }: { readonly target: TargetGroup; readonly rules: readonly IngressRule[] | null },
  policy: Policy,
  isOneOfMany: boolean,
): Promise<FollowUpSweep> {
  const { session, groupId } = target;
  const now = (await session.moment()).date;
  const found = rules && findExpiredRules(rules, { now, policy, groupId });
  if (found && found.swept.length + found.doubtful.length === 0) return NOTHING_SWEPT;
  const { outcomes, doubtful } = await sweepGroup(target, policy);
  const { changed, error } = outcomes.summarize();
  return {
    swept: changed.map((rule) => ({
      ...toRuleResult(rule),
      ...(isOneOfMany && { security_group_id: groupId }),
    })),
    warnings: [
      ...doubtful.map((rule) => describeSkippedRule({ rule, why: { kind: 'doubtful' } })),
      ...(error && rules !== null ? [describeSweepFailure(error, groupId)] : []),
    ],
  };
}
