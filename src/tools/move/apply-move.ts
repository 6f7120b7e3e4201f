import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { planMove, type RuleMove, type MovePlan } from '#core/grants/plan-move.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { EMPTY_OUTCOME, type GroupOutcome } from '#tools/change/group-outcome.ts';
import { moveInPlace, type ModifiedRule } from './move-in-place.ts';
import {
  addNewRules,
  removeOldRules,
  type StepContext,
  type StepResult,
  type MoveProgress,
} from './move-steps.ts';
import type { MoveOutcome, MoveOptions } from './move-outcome.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import { OutcomeCollector } from '#tools/change/outcome-collector.ts';
import { NO_NOTES } from '#tools/change/write-notes.ts';

/** A group that others write in all the time is given up after so many rounds. */
const MOST_ROUNDS = 6;

/**
 * Adds, looks whether what was added is there, and only then removes. Where adding fails, nothing is removed; where
 * it ends in between, both are there, and the same call goes on from that.
 *
 * @param rules - The group's, as they were judged; null: they are to be read again.
 */
export async function applyMove(
  place: TargetGroup,
  mover: MoveOptions,
  judged: MovePlan,
  rules: readonly IngressRule[] | null,
): Promise<MoveOutcome> {
  const { session, groupId } = place;
  const way: MoveProgress = {
    place,
    mover,
    gives: new OutcomeCollector(judged.moves.flatMap(({ to }) => to)),
    takes: new OutcomeCollector(oldRules(judged)),
    open: new Set(oldRules(judged).map(ruleKey)),
  };
  let error: WhitelistError | null = null;
  let [found, seen] = [judged, rules];
  const there = { held: new Map<string, Held>(), foreign: new Map<string, IngressRule>() };
  for (let round = 0; ; round++) {
    try {
      seen ??= (await session.groups.describe(groupId)).rules;
      const now = await session.now();
      found = planMove(seen, { ...mover.asked, only: way.open }, now);
      if (round === MOST_ROUNDS || isMore(found, judged)) throw keptChanging(groupId);
      for (const one of found.held) there.held.set(ruleKey(one.rule), one);
      for (const rule of found.foreign) there.foreign.set(ruleKey(rule), rule);
      const step = await next(way, found, seen, { now, isFirst: round === 0 });
      error ??= step.error;
      if (step.isOver) break;
    } catch (thrown) {
      error ??= toWhitelistError(thrown);
      break;
    }
    seen = null;
  }
  const gives = told(way.gives, [...found.authorize, ...found.join.map(({ rule }) => rule)]);
  const takes = told(way.takes, oldRules(found));
  const met = { held: [...there.held.values()], foreign: [...there.foreign.values()] };
  return { ...together(gives, takes), error, judged, found: met, atNew: gives, atOld: takes };
}

type Held = MovePlan['held'][number];

const oldRules = ({ moves }: MovePlan) => moves.map(({ rule }) => rule);

async function next(
  way: MoveProgress,
  plan: MovePlan,
  seen: readonly IngressRule[],
  at: StepContext,
): Promise<StepResult> {
  const { place, mover, gives, takes } = way;
  if (at.isFirst) {
    const { moved, unknown, error } = await moveInPlace(place, plan, mover.inPlace);
    const [to, from] = [(one: ModifiedRule) => one.to, (one: ModifiedRule) => one.from];
    gives.add({ ...EMPTY_OUTCOME, changed: moved.map(to), unknown: unknown.map(to), error }, NO_NOTES);
    takes.add({ ...EMPTY_OUTCOME, changed: moved.map(from), unknown: unknown.map(from), error }, NO_NOTES);
    if (moved.length > 0 || error) return { error, isOver: error !== null };
  }
  return plan.authorize.length + plan.join.length > 0
    ? addNewRules(way, plan, seen, at)
    : removeOldRules(way, plan, seen, at);
}

/** Whether it gives more than was judged: the share has been made longer since. */
function isMore(plan: MovePlan, judged: MovePlan): boolean {
  const end = ({ own }: RuleMove) => own.until?.getTime() ?? Infinity;
  const ends = new Map(judged.moves.map((move) => [ruleKey(move.rule), end(move)]));
  return plan.moves.some((move) => end(move) > (ends.get(ruleKey(move.rule)) ?? Infinity));
}

/** @param open - What was still to be done in the end. */
function told(rounds: OutcomeCollector, open: readonly IngressRule[]): GroupOutcome {
  const each = rounds.toOutcome();
  const keys = new Set(open.map(ruleKey));
  return {
    ...each,
    markFailed: [...each.markFailed, ...each.unchanged.filter((rule) => keys.has(ruleKey(rule)))],
    unchanged: each.unchanged.filter((rule) => !keys.has(ruleKey(rule))),
  };
}

function together(one: GroupOutcome, other: GroupOutcome): GroupOutcome {
  return {
    changed: [...one.changed, ...other.changed],
    unchanged: [],
    markFailed: [...one.markFailed, ...other.markFailed],
    unknown: [...one.unknown, ...other.unknown],
    rewritten: [...one.rewritten, ...other.rewritten],
    replaced: [...one.replaced, ...other.replaced],
    error: null,
    maybeOurs: one.maybeOurs || other.maybeOurs,
  };
}

function keptChanging(groupId: string): WhitelistError {
  return new WhitelistError('aws_error', `The rules that were to move in ${groupId} kept changing.`, {
    retryable: true,
    guidance: ['Somebody else is changing this group; repeat the call: it goes on from what is done.'],
  });
}
