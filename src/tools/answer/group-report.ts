import { WhitelistError } from '#core/errors/errors.ts';
import { describeGrant } from '#core/grants/grant.ts';
import { describeRule } from '#core/rules/ingress-rule.ts';
import type { GroupOutcome } from '#tools/change/group-outcome.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { SkippedRule } from '#tools/change/change-plan.ts';

/** What a call came to in one group. */
export interface GroupReport extends GroupOutcome {
  readonly place: TargetGroup;
}

/** Rules that are others' count as what could not be done. */
export function addSkipped(report: GroupReport, kept: readonly SkippedRule[] = []): GroupReport {
  const held = kept.filter(({ why }) => why.kind === 'others');
  if (held.length === 0) return report;
  return {
    ...report,
    markFailed: [...report.markFailed, ...held.map(({ rule }) => rule)],
    error: report.error ?? heldByOthers(held, report.place),
  };
}

/** What a kept rule is kept for, in a sentence. */
export function describeSkippedRule({ rule, why }: SkippedRule): string {
  const named = describeRule(rule);
  if (why.kind === 'changed') return `${named} is not as that answer left it, so nothing was changed.`;
  if (why.kind === 'ended')
    return `${named} does not come back: everybody’s access in it has come to its end.`;
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

/** Failures in the words of whoever knows more of them, each of its own session. */
export async function diagnoseErrors(reports: readonly GroupReport[]): Promise<GroupReport[]> {
  return Promise.all(
    reports.map(async (report) => {
      if (report.error === null) return report;
      const error = await report.place.session.diagnose(report.error);
      return { ...report, error: error instanceof WhitelistError ? error : report.error };
    }),
  );
}

const isDone = ({ changed: done, rewritten, replaced }: GroupOutcome) =>
  done.length + rewritten.length + replaced.length > 0;

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
  const isNothing = reports.every((report) => report.error !== null && !isDone(report));
  if (!first || !isNothing) return;
  if (others.length === 0) throw first.error;
  const { code, message, details } = first.error;
  const isUnknown = failed.some(({ error }) => error.details.outcome === 'unknown');
  const same = others.filter(({ error }) => error.code === code);
  throw new WhitelistError(code, message, {
    ...details,
    ...(isUnknown && { outcome: 'unknown' as const }),
    guidance: [
      ...(details.guidance ?? []),
      ...(same.length > 0
        ? [`The same happened in ${same.map(({ place }) => place.groupId).join(', ')}.`]
        : []),
      ...others
        .filter((one) => !same.includes(one))
        .map(({ place, error }) => `${place.groupId}: ${error.message}`),
    ],
  });
}
