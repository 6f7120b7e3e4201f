import { describeGrant, type GrantRequest } from '#core/grants/grant.ts';
import { formatEnd, type Grant, isNoteOfOtherVersion, parseNote } from '#core/grants/note.ts';
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
  const permanent = foreign.filter(({ description }) => !isNoteOfOtherVersion(description));
  return [
    ...describeFirst(permanent, (names) => `${names}: there already; not ours, has no end.`),
    ...describeFirst(
      unreadable,
      (names) =>
        `${names}: there already, with a note of another version of this program, which was left as it is.`,
    ),
    ...held
      .filter(({ own }) => own.until !== null || until)
      .slice(0, MAX_LISTED)
      .map(({ rule, own }) => describeHeld(rule, own, until)),
  ];
}

function describeHeld(rule: IngressRule, own: Grant, until: Date | null | undefined): string {
  const named = describeRule(rule);
  const lasting = own.until === null ? 'without an end' : `until ${formatEnd(own.until)}`;
  if (until === undefined) return `${named}: yours already, ${lasting}. expires_in extends it.`;
  if (own.until?.getTime() === until?.getTime()) return `${named}: yours already, ${lasting}.`;
  return `${named}: not shortened, yours ${lasting}. shorten: true ends it earlier.`;
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
    .filter(({ gives, shortens = false }) => !gives && !shortens)
    .slice(0, MAX_LISTED)
    .map(({ rule, to }) => {
      const holders = parseNote(to)?.holders ?? [];
      return `${describeRule(rule)} stays open, held by ${holders.map(describeGrant).join(', ')}.`;
    });
}
