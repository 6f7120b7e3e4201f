import { describeGrant, type GrantRequest } from '#core/grants/grant.ts';
import { isNoteOfOtherVersion, parseNote } from '#core/grants/note.ts';
import type { GrantPlan } from '#core/grants/plan-changes.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { OutcomeSummary } from '#core/rules/rule-outcomes.ts';
import type { PlannedGroup } from '#tools/change/group-change.ts';
import { describeSkippedRule } from './group-report.ts';

/** So many of a kind are told each by itself. */
const MAX_LISTED = 5;

/** What of the wanted rules was there already, as far as the group was read. */
export type ExistingRules = Pick<GrantPlan, 'held' | 'foreign'>;

export function describeExistingRules({ held, foreign }: ExistingRules, { until }: GrantRequest): string[] {
  const unreadable = foreign.filter(({ description }) => isNoteOfOtherVersion(description));
  const permanent = foreign.filter((rule) => !unreadable.includes(rule));
  return [
    ...describeFirst(
      permanent,
      (names) => `${names}: there already, not made by this program, and permanent: nothing of ours ends it.`,
    ),
    ...describeFirst(
      unreadable,
      (names) =>
        `${names}: there already, with a note of another version of this program, which was left as it is.`,
    ),
    ...held
      .filter(({ own }) => own.until !== null || until)
      .slice(0, MAX_LISTED)
      .map(({ rule, own }) =>
        until === undefined
          ? `${describeRule(rule)} was yours already and ends as before: ${describeGrant(own)}. Say expires_in to extend it.`
          : `${describeRule(rule)} was yours already for as long or longer: ${describeGrant(own)}.`,
      ),
  ];
}

function describeFirst(rules: readonly IngressRule[], text: (names: string) => string): string[] {
  if (rules.length === 0) return [];
  const more = rules.length > MAX_LISTED ? ` and ${rules.length - MAX_LISTED} more` : '';
  return [text(rules.slice(0, MAX_LISTED).map(describeRule).join(', ') + more)];
}

/** Rules that a call meant and left as they are. */
export const describeSkippedRules = (groups: readonly PlannedGroup[]): string[] =>
  groups.flatMap(({ plan: { skipped = [] } }) => skipped.map(describeSkippedRule));

/** A grant that was given up is not the end of a rule that others hold. */
export function describeRemainingHolders({ updated, replaced }: OutcomeSummary): string[] {
  return [...updated, ...replaced]
    .filter(({ gives }) => !gives)
    .slice(0, MAX_LISTED)
    .map(({ rule, to }) => {
      const holders = parseNote(to)?.holders ?? [];
      return `${describeRule(rule)} stays open, held by ${holders.map(describeGrant).join(', ')}.`;
    });
}
