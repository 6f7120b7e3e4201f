import type { HolderName } from '#core/grants/holder.ts';
import { parseNote } from '#core/grants/note.ts';
import type { RuleMove } from '#core/grants/plan-move.ts';
import { formatSource, ruleKey, toRulesByKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { toFailures, toGroupFields, toRuleLocation, type ChangeAnswer } from '#tools/answer/change-answer.ts';
import type { ChangedRule, ReportedState } from '#tools/answer/change-result.ts';
import type { DescriptionUpdate } from '#core/rules/description-update.ts';
import type { OutcomeSummary, RuleState } from '#core/rules/rule-outcomes.ts';
import type { GroupReport } from '#tools/answer/group-report.ts';
import { toUpdatedRule } from '#tools/change/write-notes.ts';
import type { MoveDiff, MoveResult } from './move-change.ts';
import { toRuleResult } from '#tools/answer/rule-result.ts';
import { toTargetFacts } from '#tools/answer/target-facts.ts';
import { createUndoCalls, type UndoableChange } from '#tools/answer/undo.ts';

/** A group's report, with what the move in it came to; `made` null: there was nothing to move any more. */
export type MoveReport = GroupReport<MoveDiff, MoveResult>;

export function toMoveStatus(
  reports: readonly MoveReport[],
  rules: readonly ChangedRule[],
): 'moved' | 'not_found' | 'partial' {
  if (reports.some(({ error }) => error !== null)) return 'partial';
  return rules.some(({ state }) => state === 'moved') ? 'moved' : 'not_found';
}

/** The part of an answer that tells what was moved, and how to take it back. */
export function toMoveAnswer(
  reports: readonly MoveReport[],
  holder: HolderName,
  profile: string | null,
): ChangeAnswer {
  const targets = reports.map(({ target }) => target);
  return {
    ...toGroupFields(targets),
    rules: reports.flatMap(({ target, made }) =>
      (made ? listRows(made, holder) : []).map((rule) => ({ ...rule, ...toRuleLocation(target, targets) })),
    ),
    ...toTargetFacts(targets),
    ...(reports.some(({ error }) => error !== null) && { failures: reports.flatMap(toFailures) }),
    undo: reports.flatMap(({ target, made }) =>
      made ? createUndoCalls(listUndoable(made), target, profile) : [],
    ),
  };
}

/** Whether a rule is there at the new addresses for all of a move. */
export function isOpenAtNewAddresses({ made }: MoveReport): boolean {
  if (!made) return false;
  const findNew = newRuleFinder(made);
  return made.judged.moves.some(({ to }) => to.every((rule) => findNew(rule) !== null));
}

function listRows(made: MoveResult, holder: HolderName): ChangedRule[] {
  const findNew = newRuleFinder(made, holder);
  const { moves } = made.judged;
  const isMoved = ({ rule, to }: RuleMove) =>
    openState(made.atOld.stateOf(rule)) === null && to.every((one) => findNew(one) !== null);
  const moved = moves.filter(isMoved);
  const allMoved = new Set(moved);
  const left = moves.filter((move) => !allMoved.has(move));
  const movedKeys = new Set(moved.flatMap(({ to }) => to).map(ruleKey));
  const newRules = toRulesByKey(left.flatMap(({ to }) => to));
  return [
    ...left.map(({ rule }) => toRow(rule, openState(made.atOld.stateOf(rule)) ?? 'not_done')),
    ...[...newRules].flatMap(([key, rule]) => {
      if (movedKeys.has(key)) return [];
      const there = findNew(rule);
      if (there) return [toRow(there.rule, there.state)];
      // What was not made is said of the rule that was to move.
      return openState(made.atNew.stateOf(rule)) === 'unknown' ? [toRow(rule, 'unknown')] : [];
    }),
    ...moved.flatMap(({ rule, to }) => to.map((one) => toRow(findNew(one)?.rule ?? one, 'moved', rule))),
  ];
}

const toRow = (rule: IngressRule, state: ReportedState, old: IngressRule | null = null): ChangedRule => ({
  ...toRuleResult(rule),
  state,
  ...(old && { moved_from: formatSource(old.source) }),
});

/** How what keeps a rule from being done is reported; null: nothing does. */
function openState(state: RuleState): 'not_done' | 'unknown' | null {
  if (state === 'unknown' || state === 'in_flight') return 'unknown';
  return state === 'refused' ? 'not_done' : null;
}

interface NewRule {
  readonly rule: IngressRule;
  readonly state: ReportedState;
}

/** Finds a rule at the new address as it is there now; null: it is not, as far as is known. */
function newRuleFinder(
  { atNew, existing }: MoveResult,
  holder: HolderName | null = null,
): (wanted: IngressRule) => NewRule | null {
  const { changed, updated, replaced } = atNew.summarize();
  const hasOwnGrant = ({ rule }: DescriptionUpdate) =>
    parseNote(rule.description)?.holders.some((one) => one.holder === holder) === true;
  const found = new Map<string, NewRule>();
  // The later ones win: what was made now is told as such.
  for (const rule of [...existing.foreign, ...existing.held.map((one) => one.rule)])
    found.set(ruleKey(rule), { rule, state: 'already_present' });
  for (const update of [...updated, ...replaced])
    found.set(ruleKey(update.rule), {
      rule: toUpdatedRule(update),
      state: hasOwnGrant(update) ? 'extended' : 'joined',
    });
  for (const rule of changed) found.set(ruleKey(rule), { rule, state: 'added' });
  return (wanted) => found.get(ruleKey(wanted)) ?? null;
}

/** As the move itself: what was comes back before what is goes. */
function listUndoable({ atNew, atOld }: MoveResult): UndoableChange[] {
  const text = ({ description }: IngressRule) => description ?? '';
  const updatesOf = ({ updated, replaced }: OutcomeSummary) =>
    [...updated, ...replaced].map(({ rule, to }) => ({ rule, from: to, to: text(rule) }));
  const [now, before] = [atNew.summarize(), atOld.summarize()];
  return [
    ...before.changed.map((rule) => ({ rule, from: null, to: text(rule) })),
    ...updatesOf(before),
    ...updatesOf(now),
    ...now.changed.map((rule) => ({ rule, from: text(rule), to: null })),
  ];
}

/** `Moved 2 rules of jo from 203.0.113.7/32 to 198.51.100.9/32` */
export function describeMoved(rules: readonly ChangedRule[], holder: string): string {
  const moved = rules.filter(({ state }) => state === 'moved');
  const names = (texts: readonly (string | undefined)[]) =>
    [...new Set(texts.filter((text) => text !== undefined))].join(' and ');
  const old = new Set(
    moved.map((rule) =>
      JSON.stringify([
        rule.security_group_id,
        rule.region,
        rule.moved_from,
        rule.protocol,
        rule.from_port,
        rule.to_port,
      ]),
    ),
  ).size;
  return `Moved ${old === 1 ? '1 rule' : `${old} rules`} of ${holder} from ${names(moved.map((rule) => rule.moved_from))} to ${names(moved.map(({ cidr }) => cidr))}`;
}
