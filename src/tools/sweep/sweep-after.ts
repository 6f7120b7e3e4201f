import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { ChangedRule } from '#tools/answer/change-result.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import type { GroupOutcome } from '#tools/change/group-outcome.ts';
import type { GroupReport } from '#tools/answer/group-report.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { AppliedDiff } from '#tools/change/change-plan.ts';
import { toRuleResult } from '#tools/answer/rule-result.ts';
import { findExpiredRules, sweepGroup } from './sweep-plan.ts';

export interface FollowUpSweep {
  readonly swept: readonly ChangedRule[];
  readonly warnings: readonly string[];
}

/** A group that a call changed, with its rules as they were read for it; null: they were not. */
export interface ChangedGroup {
  readonly place: TargetGroup;
  readonly rules: readonly IngressRule[] | null;
}

/** Those of the groups of a call that it changed. */
export const findChangedGroups = (
  reports: readonly GroupReport[],
  made: readonly AppliedDiff<GroupOutcome & { readonly others?: readonly IngressRule[] | null }>[],
): ChangedGroup[] =>
  reports.flatMap((report, i) => {
    const { changed: done, rewritten, replaced, place } = report;
    if (done.length + rewritten.length + replaced.length === 0) return [];
    return [{ place, rules: made[i]?.outcome?.others ?? made[i]?.group?.rules ?? null }];
  });

/**
 * Sweeps the groups of a change after its own work; what fails of it is a warning, since the change is made. It does
 * not where a person is to approve every change.
 */
export async function sweepChangedGroups(
  changed: readonly ChangedGroup[],
  { settings }: ToolContext,
): Promise<FollowUpSweep> {
  if (!settings.grants.sweepAfterChange || settings.policy.confirm === 'always')
    return { swept: [], warnings: [] };
  // Where a look beside the change came to nothing, another one is not worth the wait.
  const toSweep = changed.filter(({ rules }) => rules !== null || !settings.reportCoverage);
  const each = await Promise.all(toSweep.map((one) => sweepChangedGroup(one, changed.length > 1)));
  return { swept: each.flatMap(({ swept }) => swept), warnings: each.flatMap(({ warnings }) => warnings) };
}

async function sweepChangedGroup(
  { place, rules }: ChangedGroup,
  isOneOfMany: boolean,
): Promise<FollowUpSweep> {
  const { session, groupId } = place;
  const isNeeded = rules === null || findExpiredRules(rules, await session.now()).length > 0;
  if (!isNeeded) return { swept: [], warnings: [] };
  const { changed: done, error } = await sweepGroup(place);
  return {
    swept: done.map((rule) => ({
      ...toRuleResult(rule),
      ...(isOneOfMany && { security_group_id: groupId }),
    })),
    warnings:
      error && rules !== null
        ? [`What has expired in ${groupId} could not be removed: ${error.message}`]
        : [],
  };
}
