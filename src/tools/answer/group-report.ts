import { WhitelistError } from '#core/errors/errors.ts';
import { describeGrant } from '#core/grants/grant.ts';
import { describeRule } from '#core/rules/ingress-rule.ts';
import type { OutcomeSummary, RuleOutcomes } from '#core/rules/rule-outcomes.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { Applied, GroupResult, PlannedDiff, SkippedRule } from '#tools/change/group-change.ts';

/** What a call came to in one group: its result, with what became of each rule. */
export type GroupReport<Plan extends PlannedDiff = PlannedDiff, Made extends Applied = Applied> = GroupResult<
  Plan,
  Made
> &
  OutcomeSummary;

/** Reports on every group, failures in the words of whoever knows more of them, each of its own session. */
export const toGroupReports = <Plan extends PlannedDiff, Made extends Applied>(
  results: readonly GroupResult<Plan, Made>[],
): Promise<GroupReport<Plan, Made>[]> =>
  Promise.all(
    results.map(async (result) => {
      const { target, plan, outcomes } = result;
      recordHeldByOthers(outcomes, plan, target);
      const summary = outcomes.summarize();
      if (summary.error === null) return { ...result, ...summary };
      const error = await target.session.diagnose(summary.error).catch(() => summary.error);
      return { ...result, ...summary, error: error instanceof WhitelistError ? error : summary.error };
    }),
  );

/** Rules that are others' count as what could not be done. */
function recordHeldByOthers(
  outcomes: RuleOutcomes,
  { skipped = [] }: PlannedDiff,
  target: TargetGroup,
): void {
  const held = skipped.filter(({ why }) => why.kind === 'others');
  if (held.length === 0) return;
  outcomes.record(
    'refused',
    held.map(({ rule }) => rule),
  );
  outcomes.fail(heldByOthers(held, target));
}

/** What a kept rule is kept for, in a sentence. */
export function describeSkippedRule({ rule, why }: SkippedRule): string {
  const named = describeRule(rule);
  if (why.kind === 'changed') return `${named} is not as that answer left it, so nothing was changed.`;
  if (why.kind === 'ended')
    return `${named} does not come back: everybody’s access in it has come to its end.`;
  if (why.kind === 'doubtful')
    return `${named} was left, although its note says that it has expired: it is wider than your settings let this program open, so somebody else may have written the note. whitelist_remove takes it away.`;
  if (why.kind === 'unfit')
    return `${named} was left: there is no such traffic in the family of the new address.`;
  if (why.holders.length === 0)
    return `${named} carries a note of another version of this program, which is left alone.`;
  return `${named} is held by ${why.holders.map(describeGrant).join(', ')}, not by you.`;
}

function heldByOthers(kept: readonly SkippedRule[], { groupId }: TargetGroup): WhitelistError {
  const [first] = kept;
  const names = kept.flatMap(({ why }) =>
    why.kind === 'others' ? why.holders.map(({ holder }) => holder) : [],
  );
  const message =
    kept.length === 1 && first
      ? `Not removed from ${groupId}: ${describeSkippedRule(first)}`
      : `${kept.length} rules of ${groupId} are held by others, not by you.`;
  return new WhitelistError('held_by_others', message, {
    guidance: [
      ...(kept.length > 1 ? kept.slice(0, 5).map(describeSkippedRule) : []),
      ...(names[0] === undefined ? [] : [`holder: "${names[0]}" takes off that share, if it is yours.`]),
      'whole_rule: true removes the rule for everybody who holds it.',
    ],
  });
}

/** Whether the call has changed anything in the group. */
export const hasDone = ({ changed, updated, replaced }: OutcomeSummary): boolean =>
  changed.length + updated.length + replaced.length > 0;

/** Whether a request may have done something that nobody knows of, whatever failed in the end. */
const hasUnknownOutcome = ({ unknown, error }: OutcomeSummary): boolean =>
  unknown.length > 0 || error?.details.outcome === 'unknown';

/**
 * Where nothing at all was done, the failure is the answer.
 *
 * @throws WhitelistError the first failure; the others are named in its guidance
 */
export function throwIfNothingDone(reports: readonly GroupReport[]): void {
  const failed = reports.flatMap((report) =>
    report.error === null ? [] : [{ ...report, error: report.error }],
  );
  const [first, ...others] = failed;
  const isNothing = reports.every((report) => report.error !== null && !hasDone(report));
  if (!first || !isNothing) return;
  const isUnknown = failed.some((report) => hasUnknownOutcome(report));
  if (others.length === 0 && isUnknown === (first.error.details.outcome === 'unknown')) throw first.error;
  const { code, message, details } = first.error;
  const same = others.filter(({ error }) => error.code === code);
  throw new WhitelistError(code, message, {
    ...details,
    ...(isUnknown && { outcome: 'unknown' as const }),
    guidance: [
      ...(details.guidance ?? []),
      ...(same.length > 0
        ? [`The same happened in ${same.map(({ target }) => target.groupId).join(', ')}.`]
        : []),
      ...others
        .filter((one) => !same.includes(one))
        .map(({ target, error }) => `${target.groupId}: ${error.message}`),
    ],
  });
}
