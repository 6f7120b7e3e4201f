import type { AwsSession } from '#aws/aws-session.ts';
import type { Group } from '#aws/security-groups/group.ts';
import { describeHolding, type WantedHolding } from '#core/grants/holders.ts';
import { isOtherNote, parseNote } from '#core/grants/note.ts';
import { describeRule, sameRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { Added } from '#tools/change/grant-report.ts';
import { joining } from '#core/grants/changes.ts';
import type { EachGrant } from '#tools/change/grant-report.ts';
import { keptText, type GroupReport } from './group-report.ts';
import type { Difference, Made } from '#tools/change/proposal.ts';

/** So many of a kind are told each by itself. */
const TOLD = 5;

type Found = Added['found'];

/** What of the wanted rules was there already, as far as the group was looked at. */
export async function foundIn(
  { outcome, group }: Made<EachGrant & Partial<Added>>,
  wanted: readonly IngressRule[],
  holding: WantedHolding,
  session: AwsSession,
): Promise<Found> {
  // What was written now is told as such.
  const isOwn = ({ rule }: Found['held'][number]) =>
    [...(outcome?.rewritten ?? []), ...(outcome?.replaced ?? [])].some((one) => sameRule(one.rule, rule));
  if (outcome?.found) return { ...outcome.found, held: outcome.found.held.filter((one) => !isOwn(one)) };
  return group ? joining(group.rules, wanted, holding, await session.now()) : { held: [], foreign: [] };
}

/** What is there already, with the description that it has there. */
export function asFound(rule: IngressRule, found: Found | undefined, group: Group | null): IngressRule {
  const there = [
    ...(found?.held ?? []).map((one) => one.rule),
    ...(found?.foreign ?? []),
    ...(group?.rules ?? []),
  ];
  return there.find((one) => sameRule(one, rule)) ?? { ...rule, description: null };
}

export function foundNotes({ held, foreign }: Found, { until }: WantedHolding): string[] {
  const others = foreign.filter(({ description }) => isOtherNote(description));
  const permanent = foreign.filter((rule) => !others.includes(rule));
  return [
    ...few(
      permanent,
      (names) => `${names}: there already, not made by this program, and permanent: nothing of ours ends it.`,
    ),
    ...few(
      others,
      (names) =>
        `${names}: there already, with a note of another version of this program, which was left as it is.`,
    ),
    ...held
      .filter(({ own }) => own.until !== null || until)
      .slice(0, TOLD)
      .map(({ rule, own }) =>
        until === undefined
          ? `${describeRule(rule)} was yours already and ends as before: ${describeHolding(own)}. Say expires_in to extend it.`
          : `${describeRule(rule)} was yours already for as long or longer: ${describeHolding(own)}.`,
      ),
  ];
}

function few(rules: readonly IngressRule[], text: (names: string) => string): string[] {
  if (rules.length === 0) return [];
  const more = rules.length > TOLD ? ` and ${rules.length - TOLD} more` : '';
  return [text(rules.slice(0, TOLD).map(describeRule).join(', ') + more)];
}

/** Rules that a call meant and left as they are. */
export const keptNotes = (differences: readonly Difference[]): string[] =>
  differences.flatMap(({ kept = [] }) => kept.map(keptText));

/** A share that was given up is not the end of a rule that others hold. */
export function stayNotes({ rewritten, replaced }: GroupReport): string[] {
  return [...rewritten, ...replaced]
    .filter(({ gives }) => !gives)
    .slice(0, TOLD)
    .map(({ rule, to }) => {
      const holders = parseNote(to)?.holders ?? [];
      return `${describeRule(rule)} stays open, held by ${holders.map(describeHolding).join(', ')}.`;
    });
}
