import type { HolderName } from '#core/grants/holder.ts';
import { parseNote } from '#core/grants/note.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/description-update.ts';
import type { OutcomeSummary } from '#core/rules/rule-outcomes.ts';
import type { CallFacts } from './call-facts.ts';
import type { ChangedRule, ChangeResult, ReportedState } from './change-result.ts';
import { toUpdatedRule } from '#tools/change/write-notes.ts';
import { hasDone, type GroupReport } from './group-report.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { PlanPreview, PlannedGroup } from '#tools/change/group-change.ts';
import { toRuleResult } from './rule-result.ts';
import { toTargetFacts } from './target-facts.ts';
import { createUndoCalls, type UndoableChange } from './undo.ts';

/** How a tool names what it did, and what was so before. */
export interface ChangeStates {
  readonly done: 'added' | 'removed';
  readonly unneeded: 'already_present' | 'not_found';
}

interface ChangeAnswerOptions {
  readonly states: ChangeStates;
  readonly reports: readonly GroupReport[];
  readonly profile: string | null;
  /** More was asked for than one rule: each says what became of it. */
  readonly isMany: boolean;
  /** Whose grant a note was written for; null: descriptions were put back. */
  readonly holder: HolderName | null;
}

export type ChangeAnswer = Omit<ChangeResult, 'status' | keyof CallFacts>;

/** What to call it as a whole. */
export function toChangeStatus<Done extends string, Unneeded extends string>(
  states: { readonly done: Done; readonly unneeded: Unneeded },
  reports: readonly GroupReport[],
): Done | Unneeded | 'partial' {
  if (reports.some(({ error }) => error !== null)) return 'partial';
  return reports.some(hasDone) ? states.done : states.unneeded;
}

const updatesOf = ({ updated, replaced }: OutcomeSummary) => [...updated, ...replaced];

/** What a note that was written made of its rule, for the caller. */
function stateOf(
  { rule, gives, shortens = false }: DescriptionUpdate,
  holder: HolderName | null,
): ReportedState {
  if (holder === null) return 'restored';
  if (shortens) return 'shortened';
  if (!gives) return 'left';
  return parseNote(rule.description)?.holders.some((one) => one.holder === holder) ? 'extended' : 'joined';
}

/** The part of an answer that tells what was done, and how to take it back. */
export function toChangeAnswer({
  states,
  reports,
  isMany,
  profile,
  holder,
}: ChangeAnswerOptions): ChangeAnswer {
  const targets = reports.map(({ target }) => target);
  const rules = reports.flatMap((report) => {
    const toRow = (rule: IngressRule, state: ReportedState, showsState = isMany): ChangedRule => ({
      ...toRuleResult(rule),
      ...(showsState && { state }),
      ...toRuleLocation(report.target, targets),
    });
    return [
      ...report.unknown.map((rule) => toRow(rule, 'unknown')),
      ...report.failed.map((rule) => toRow(rule, 'not_done')),
      ...report.changed.map((rule) => toRow(rule, states.done)),
      ...updatesOf(report).map((update) => toRow(toUpdatedRule(update), stateOf(update, holder), true)),
      ...report.unchanged.map((rule) => toRow(rule, states.unneeded)),
    ];
  });
  return {
    ...toGroupFields(targets),
    rules,
    ...toTargetFacts(targets),
    ...(reports.some(({ error }) => error !== null) && { failures: reports.flatMap(toFailures) }),
    undo: reports.flatMap((report) => createUndoCalls(listUndoable(report, states), report.target, profile)),
  };
}

/** The same with nothing but what became of each rule, for a change whose own report failed. */
export function toPlainAnswer(reports: readonly GroupReport[]): ChangeAnswer {
  const targets = reports.map(({ target }) => target);
  return {
    ...toGroupFields(targets),
    rules: reports.flatMap((report) => {
      const { target, plan, changed, unknown, failed } = report;
      const added = new Set(plan.authorize.map(ruleKey));
      const toRow = (state: ReportedState) => (rule: IngressRule) => ({
        ...toRuleResult(rule),
        state,
        ...toRuleLocation(target, targets),
      });
      return [
        ...unknown.map(toRow('unknown')),
        ...failed.map(toRow('not_done')),
        ...changed.map((rule) => toRow(added.has(ruleKey(rule)) ? 'added' : 'removed')(rule)),
        ...updatesOf(report).map((update) =>
          toRow(update.gives ? 'extended' : 'left')(toUpdatedRule(update)),
        ),
      ];
    }),
    undo: [],
  };
}

function listUndoable(report: OutcomeSummary, { done }: ChangeStates): UndoableChange[] {
  const text = (rule: IngressRule) => rule.description ?? '';
  return [
    ...report.changed.map((rule) =>
      done === 'added' ? { rule, from: text(rule), to: null } : { rule, from: null, to: text(rule) },
    ),
    ...updatesOf(report).map(({ rule, to }) => ({ rule, from: to, to: text(rule) })),
  ];
}

export function toFailures({ target, error, unknown }: GroupReport): NonNullable<ChangeResult['failures']> {
  if (error === null) return [];
  const { code, message, guidance, retryable, outcome } = error.report();
  const where = { security_group_id: target.groupId, region: target.session.region };
  const failed = { ...where, code, message, guidance: [...guidance], retryable };
  return [{ ...failed, outcome: unknown.length > 0 ? 'unknown' : outcome }];
}

/** The same where nothing was changed: what would be. */
export function toPlanAnswer({ groups, token }: PlanPreview, holder: HolderName | null): ChangeAnswer {
  const targets = groups.map(({ target }) => target);
  const rowsOf = (rules: readonly IngressRule[], { target }: PlannedGroup): ChangedRule[] =>
    rules.map((rule) => ({ ...toRuleResult(rule), ...toRuleLocation(target, targets) }));
  const updates = groups.flatMap(({ target, plan }) =>
    plan.rewrite.map((update): ChangedRule => ({
      ...toRuleResult(toUpdatedRule(update)),
      state: stateOf(update, holder),
      ...toRuleLocation(target, targets),
    })),
  );
  return {
    ...toGroupFields(targets),
    rules: [...groups.flatMap((group) => rowsOf(group.plan.authorize, group)), ...updates],
    would_remove: groups.flatMap((group) => rowsOf(group.plan.revoke, group)),
    ...toTargetFacts(targets),
    ...(token !== null && { plan_token: token }),
    undo: [],
  };
}

export function toGroupFields(
  targets: readonly TargetGroup[],
): Pick<ChangeResult, 'security_group_id' | 'security_group_ids'> {
  const [one, ...others] = targets.map(({ groupId }) => groupId);
  return others.length === 0
    ? { security_group_id: one }
    : { security_group_ids: [one, ...others].filter((id) => id !== undefined) };
}

export function toRuleLocation({ groupId, session }: TargetGroup, targets: readonly TargetGroup[]) {
  if (targets.length === 1) return {};
  const isFar = targets.some((other) => other.session.region !== session.region);
  return { security_group_id: groupId, ...(isFar && { region: session.region }) };
}
