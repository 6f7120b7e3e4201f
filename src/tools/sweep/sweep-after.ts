import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { ChangedRule } from '#tools/answer/change-result.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import type { EachGrant } from '#tools/change/grant-report.ts';
import type { GroupReport } from '#tools/answer/group-report.ts';
import type { Place } from '#tools/lookup/places.ts';
import type { Made } from '#tools/change/proposal.ts';
import { toRuleResult } from '#tools/answer/rule-result.ts';
import { expiredIn, sweepNow } from './sweeping.ts';

export interface SweptAfter {
  readonly swept: readonly ChangedRule[];
  readonly warnings: readonly string[];
}

/** A group that a call changed, with its rules as they were read for it; null: they were not. */
export interface Changed {
  readonly place: Place;
  readonly rules: readonly IngressRule[] | null;
}

/** Those of the groups of a call that it changed. */
export const changedIn = (
  reports: readonly GroupReport[],
  made: readonly Made<EachGrant & { readonly others?: readonly IngressRule[] | null }>[],
): Changed[] =>
  reports.flatMap((report, i) => {
    const { done, rewritten, replaced, place } = report;
    if (done.length + rewritten.length + replaced.length === 0) return [];
    return [{ place, rules: made[i]?.outcome?.others ?? made[i]?.group?.rules ?? null }];
  });

/**
 * Sweeps the groups of a change after its own work; what fails of it is a warning, since the change is made. It does
 * not where a person is to approve every change.
 */
export async function sweepAfter(
  changed: readonly Changed[],
  { settings }: ToolContext,
): Promise<SweptAfter> {
  if (!settings.grants.sweepAfterChange || settings.policy.confirm === 'always')
    return { swept: [], warnings: [] };
  // Where a look beside the change came to nothing, another one is not worth the wait.
  const worth = changed.filter(({ rules }) => rules !== null || !settings.reportCoverage);
  const each = await Promise.all(worth.map((one) => sweptIn(one, changed.length > 1)));
  return { swept: each.flatMap(({ swept }) => swept), warnings: each.flatMap(({ warnings }) => warnings) };
}

async function sweptIn({ place, rules }: Changed, isOneOfMany: boolean): Promise<SweptAfter> {
  const { session, groupId } = place;
  const isWorth = rules === null || expiredIn(rules, await session.now()).length > 0;
  if (!isWorth) return { swept: [], warnings: [] };
  const { done, error } = await sweepNow(place);
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
