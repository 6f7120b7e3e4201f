import type { AwsSession } from '#aws/session.ts';
import type { Group } from '#aws/security-groups/group.ts';
import { describeGrant, type GrantRequest } from '#core/grants/grant.ts';
import { isNoteOfOtherVersion, parseNote } from '#core/grants/note.ts';
import { planGrant } from '#core/grants/plan-changes.ts';
import { describeRule, type IngressRule, isSameRule } from '#core/rules/ingress-rule.ts';
import type { AddOutcome, GroupOutcome } from '#tools/change/group-outcome.ts';
import type { RuleDiff, AppliedDiff } from '#tools/change/change-plan.ts';
import { type GroupReport, describeSkippedRule } from './group-report.ts';

/** So many of a kind are told each by itself. */
const MAX_LISTED = 5;

type ExistingRules = AddOutcome['found'];

/** What of the wanted rules was there already, as far as the group was looked at. */
export async function findExistingRules(
  { outcome, group }: AppliedDiff<GroupOutcome & Partial<AddOutcome>>,
  wanted: readonly IngressRule[],
  grant: GrantRequest,
  session: AwsSession,
): Promise<ExistingRules> {
  // What was written now is told as such.
  const isJustWritten = ({ rule }: ExistingRules['held'][number]) =>
    [...(outcome?.rewritten ?? []), ...(outcome?.replaced ?? [])].some((one) => isSameRule(one.rule, rule));
  if (outcome?.found)
    return { ...outcome.found, held: outcome.found.held.filter((one) => !isJustWritten(one)) };
  return group ? planGrant(group.rules, wanted, grant, await session.now()) : { held: [], foreign: [] };
}

/** What is there already, with the description that it has there. */
export function toExistingRule(
  rule: IngressRule,
  found: ExistingRules | undefined,
  group: Group | null,
): IngressRule {
  const there = [
    ...(found?.held ?? []).map((one) => one.rule),
    ...(found?.foreign ?? []),
    ...(group?.rules ?? []),
  ];
  return there.find((one) => isSameRule(one, rule)) ?? { ...rule, description: null };
}

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
export const describeSkippedRules = (differences: readonly RuleDiff[]): string[] =>
  differences.flatMap(({ skipped: kept = [] }) => kept.map(describeSkippedRule));

/** A share that was given up is not the end of a rule that others hold. */
export function describeRemainingHolders({ rewritten, replaced }: GroupReport): string[] {
  return [...rewritten, ...replaced]
    .filter(({ gives }) => !gives)
    .slice(0, MAX_LISTED)
    .map(({ rule, to }) => {
      const holders = parseNote(to)?.holders ?? [];
      return `${describeRule(rule)} stays open, held by ${holders.map(describeGrant).join(', ')}.`;
    });
}
