import type { HolderName } from '#core/grants/holder.ts';
import { parseNote } from '#core/grants/note.ts';
import type { RuleMove } from '#core/grants/plan-move.ts';
import { formatSource, ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { toFailures, toGroupFields, toRuleLocation, type ChangeAnswer } from '#tools/answer/change-answer.ts';
import type { ChangedRule, RuleState } from '#tools/answer/change-result.ts';
import { toUpdatedRule, EMPTY_OUTCOME, type GroupOutcome } from '#tools/change/group-outcome.ts';
import { diagnoseErrors, type GroupReport } from '#tools/answer/group-report.ts';
import type { MoveOutcome } from './move-outcome.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { AppliedDiff } from '#tools/change/change-plan.ts';
import { toRuleResult } from '#tools/answer/rule-result.ts';
import { toTargetFacts } from '#tools/answer/target-facts.ts';
import { createUndoCalls, type UndoableChange } from '#tools/answer/undo.ts';

/** What a move came to in each group, failures in the words of whoever knows more of them. */
export async function toMoveReports(
  places: readonly TargetGroup[],
  groups: readonly AppliedDiff<MoveOutcome>[],
): Promise<MoveReport[]> {
  const moved = places.map((_, i) => groups[i]?.outcome ?? null);
  const reports = await diagnoseErrors(places.map((place, i) => ({ ...(moved[i] ?? EMPTY_OUTCOME), place })));
  return reports.map((report, i) => ({ ...report, moved: moved[i] ?? null }));
}

export function toMoveStatus(
  reports: readonly MoveReport[],
  rules: readonly ChangedRule[],
): 'moved' | 'not_found' | 'partial' {
  if (reports.some(({ error }) => error !== null)) return 'partial';
  return rules.some(({ state }) => state === 'moved') ? 'moved' : 'not_found';
}

/** A group's report, with what the move in it came to; null: there was nothing to move any more. */
export interface MoveReport extends GroupReport {
  readonly moved: MoveOutcome | null;
}

/** The part of an answer that tells what was moved, and how to take it back. */
export function toMoveAnswer(
  reports: readonly MoveReport[],
  holder: HolderName,
  profile: string | null,
): ChangeAnswer {
  const places = reports.map(({ place }) => place);
  return {
    ...toGroupFields(places),
    rules: reports.flatMap(({ place, moved }) =>
      (moved ? told(moved, holder) : []).map((rule) => ({ ...rule, ...toRuleLocation(place, places) })),
    ),
    ...toTargetFacts(places),
    ...(reports.some(({ error }) => error !== null) && { failures: reports.flatMap(toFailures) }),
    undo: reports.flatMap(({ place, moved }) =>
      moved ? createUndoCalls(undoableOf(moved), place, profile) : [],
    ),
  };
}

/** Whether a rule is there at the new addresses for all of a move. */
export const isOpenAtNewAddresses = ({ moved }: MoveReport): boolean =>
  moved?.judged.moves.some(({ to }) => to.every((rule) => standing(moved, rule) !== null)) ?? false;

function told(moved: MoveOutcome, holder: HolderName): ChangedRule[] {
  const { moves } = moved.judged;
  const isMoved = (move: RuleMove) =>
    openIn(move.rule, moved.atOld) === null && move.to.every((rule) => standing(moved, rule) !== null);
  const done = moves.filter(isMoved);
  const left = moves.filter((move) => !done.includes(move));
  const ofMoved = done.flatMap(({ rule, to }) =>
    to.map((one) => row(standing(moved, one)?.rule ?? one, 'moved', rule)),
  );
  const keys = new Set(done.flatMap(({ to }) => to).map(ruleKey));
  const newRules = new Map(left.flatMap(({ to }) => to).map((rule) => [ruleKey(rule), rule]));
  return [
    ...left.map(({ rule }) => row(rule, openIn(rule, moved.atOld) ?? 'not_done')),
    ...[...newRules].flatMap(([key, rule]) => {
      if (keys.has(key)) return [];
      const there = standing(moved, rule, holder);
      const open = openIn(rule, moved.atNew);
      // What was not made is said of the rule that was to move.
      return there ? [row(there.rule, there.state)] : open === 'unknown' ? [row(rule, open)] : [];
    }),
    ...ofMoved,
  ];
}

const row = (rule: IngressRule, state: RuleState, old: IngressRule | null = null): ChangedRule => ({
  ...toRuleResult(rule),
  state,
  ...(old && { moved_from: formatSource(old.source) }),
});

const isSame = (rule: IngressRule) => (other: IngressRule) => ruleKey(other) === ruleKey(rule);

/** What keeps it from being done; null: nothing. */
function openIn(
  rule: IngressRule,
  { markFailed: notDone, unknown }: GroupOutcome,
): 'not_done' | 'unknown' | null {
  if (unknown.some(isSame(rule))) return 'unknown';
  return notDone.some(isSame(rule)) ? 'not_done' : null;
}

/** A rule at the new address as it is there now; null: it is not, as far as is known. */
function standing(
  { atNew: gives, found }: MoveOutcome,
  wanted: IngressRule,
  holder: HolderName | null = null,
): { readonly rule: IngressRule; readonly state: RuleState } | null {
  const same = isSame(wanted);
  const made = gives.changed.find(same);
  if (made) return { rule: made, state: 'added' };
  const written = [...gives.rewritten, ...gives.replaced].find(({ rule }) => same(rule));
  if (written) {
    const isOwn = parseNote(written.rule.description)?.holders.some((one) => one.holder === holder);
    return { rule: toUpdatedRule(written), state: isOwn ? 'extended' : 'joined' };
  }
  const there = [...found.held.map(({ rule }) => rule), ...found.foreign].find(same);
  return there ? { rule: there, state: 'already_present' } : null;
}

/** As the move itself: what was comes back before what is goes. */
function undoableOf({ atNew: gives, atOld: takes }: MoveOutcome): UndoableChange[] {
  const text = ({ description }: IngressRule) => description ?? '';
  const written = ({ rewritten, replaced }: GroupOutcome) =>
    [...rewritten, ...replaced].map(({ rule, to }) => ({ rule, from: to, to: text(rule) }));
  return [
    ...takes.changed.map((rule) => ({ rule, from: null, to: text(rule) })),
    ...written(takes),
    ...written(gives),
    ...gives.changed.map((rule) => ({ rule, from: text(rule), to: null })),
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
