import type { HolderName } from '#core/grants/holder.ts';
import { parseNote } from '#core/grants/note.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/rewrite.ts';
import type { CallFacts } from './call-facts.ts';
import type { ChangedRule, ChangeResult, RuleState } from './change-result.ts';
import { toUpdatedRule } from '#tools/change/group-outcome.ts';
import type { GroupReport } from './group-report.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { PlanPreview } from '#tools/change/change-plan.ts';
import { toRuleResult } from './rule-result.ts';
import { toTargetFacts } from './target-facts.ts';
import { createUndoCalls, type UndoableChange } from './undo.ts';

/** How a tool names what it did, and what was so before. */
export interface ChangeStates {
  readonly done: 'added' | 'removed';
  readonly unneeded: 'already_present' | 'not_found';
}

interface Answering {
  readonly words: ChangeStates;
  readonly reports: readonly GroupReport[];
  readonly profile: string | null;
  /** More was asked for than one rule: each says what became of it. */
  readonly isMany: boolean;
  /** Whose share a note was written for; null: descriptions were put back. */
  readonly holder: HolderName | null;
}

export type ChangeAnswer = Omit<ChangeResult, 'status' | keyof CallFacts>;

/** What to call it as a whole. */
export function toChangeStatus<Done extends string, Unneeded extends string>(
  words: { readonly done: Done; readonly unneeded: Unneeded },
  reports: readonly GroupReport[],
): Done | Unneeded | 'partial' {
  if (reports.some(({ error }) => error !== null)) return 'partial';
  const isDone = reports.some((report) => report.changed.length + notesOf(report).length > 0);
  return isDone ? words.done : words.unneeded;
}

const notesOf = ({ rewritten, replaced }: GroupReport) => [...rewritten, ...replaced];

/** What a note that was written made of its rule, for the caller. */
function stateOf({ rule, gives }: DescriptionUpdate, holder: HolderName | null): RuleState {
  if (holder === null) return 'restored';
  if (!gives) return 'left';
  return parseNote(rule.description)?.holders.some((one) => one.holder === holder) ? 'extended' : 'joined';
}

/** The part of an answer that tells what was done, and how to take it back. */
export function toChangeAnswer({ words, reports, isMany, profile, holder }: Answering): ChangeAnswer {
  const places = reports.map(({ place }) => place);
  const rules = reports.flatMap((report) => {
    const { place, ...each } = report;
    const told = (rule: IngressRule, state: RuleState, isSaid = isMany): ChangedRule => ({
      ...toRuleResult(rule),
      ...(isSaid && { state }),
      ...toRuleLocation(place, places),
    });
    return [
      ...each.unknown.map((rule) => told(rule, 'unknown')),
      ...each.markFailed.map((rule) => told(rule, 'not_done')),
      ...each.changed.map((rule) => told(rule, words.done)),
      ...notesOf(report).map((note) => told(toUpdatedRule(note), stateOf(note, holder), true)),
      ...each.unchanged.map((rule) => told(rule, words.unneeded)),
    ];
  });
  return {
    ...toGroupFields(places),
    rules,
    ...toTargetFacts(places),
    ...(reports.some(({ error }) => error !== null) && { failures: reports.flatMap(toFailures) }),
    undo: reports.flatMap((report) => createUndoCalls(undoableOf(report, words), report.place, profile)),
  };
}

function undoableOf(report: GroupReport, { done }: ChangeStates): UndoableChange[] {
  const text = (rule: IngressRule) => rule.description ?? '';
  return [
    ...report.changed.map((rule) =>
      done === 'added' ? { rule, from: text(rule), to: null } : { rule, from: null, to: text(rule) },
    ),
    ...notesOf(report).map(({ rule, to }) => ({ rule, from: to, to: text(rule) })),
  ];
}

export function toFailures({ place, error }: GroupReport): NonNullable<ChangeResult['failures']> {
  if (error === null) return [];
  const { code, message, guidance, retryable, outcome } = error.report();
  const where = { security_group_id: place.groupId, region: place.session.region };
  return [{ ...where, code, message, guidance: [...guidance], retryable, outcome }];
}

/** The same where nothing was changed: what would be. */
export function toPlanAnswer(
  { groups, token }: PlanPreview,
  places: readonly TargetGroup[],
  holder: HolderName | null,
): ChangeAnswer {
  const told = (side: 'authorize' | 'revoke') =>
    places.flatMap((place, i) =>
      (groups[i]?.[side] ?? []).map((rule): ChangedRule => ({
        ...toRuleResult(rule),
        ...toRuleLocation(place, places),
      })),
    );
  const rewritten = places.flatMap((place, i) =>
    (groups[i]?.rewrite ?? []).map((note): ChangedRule => ({
      ...toRuleResult(toUpdatedRule(note)),
      state: stateOf(note, holder),
      ...toRuleLocation(place, places),
    })),
  );
  return {
    ...toGroupFields(places),
    rules: [...told('authorize'), ...rewritten],
    would_remove: told('revoke'),
    ...toTargetFacts(places),
    ...(token !== null && { plan_token: token }),
    undo: [],
  };
}

export function toGroupFields(
  places: readonly TargetGroup[],
): Pick<ChangeResult, 'security_group_id' | 'security_group_ids'> {
  const [one, ...others] = places.map(({ groupId }) => groupId);
  return others.length === 0
    ? { security_group_id: one }
    : { security_group_ids: [one, ...others].filter((id) => id !== undefined) };
}

export function toRuleLocation({ groupId, session }: TargetGroup, places: readonly TargetGroup[]) {
  if (places.length === 1) return {};
  const isFar = places.some((other) => other.session.region !== session.region);
  return { security_group_id: groupId, ...(isFar && { region: session.region }) };
}
