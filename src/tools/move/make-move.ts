import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { moving, type Move, type Moving } from '#core/grants/moving.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { NOTHING, type EachGrant } from '#tools/change/grant-report.ts';
import { moveInPlace, type Turned } from './move-in-place.ts';
import { give, take, type At, type Step, type UnderWay } from './move-steps.ts';
import type { Moved, Mover } from './moved.ts';
import type { Place } from '#tools/lookup/places.ts';
import { Rounds } from '#tools/change/rounds.ts';
import { NO_NOTES } from '#tools/change/write-notes.ts';

/** A group that others write in all the time is given up after so many rounds. */
const MOST_ROUNDS = 6;

/**
 * Adds, looks whether what was added is there, and only then removes. Where adding fails, nothing is removed; where
 * it ends in between, both are there, and the same call goes on from that.
 *
 * @param rules - The group's, as they were judged; null: they are to be read again.
 */
export async function makeMove(
  place: Place,
  mover: Mover,
  judged: Moving,
  rules: readonly IngressRule[] | null,
): Promise<Moved> {
  const { session, groupId } = place;
  const way: UnderWay = {
    place,
    mover,
    gives: new Rounds(judged.moves.flatMap(({ to }) => to)),
    takes: new Rounds(oldRules(judged)),
    open: new Set(oldRules(judged).map(ruleKey)),
  };
  let error: WhitelistError | null = null;
  let [found, seen] = [judged, rules];
  const there = { held: new Map<string, Held>(), foreign: new Map<string, IngressRule>() };
  for (let round = 0; ; round++) {
    try {
      seen ??= (await session.groups.describe(groupId)).rules;
      const now = await session.now();
      found = moving(seen, { ...mover.asked, only: way.open }, now);
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
  return { ...together(gives, takes), error, judged, found: met, gives, takes };
}

type Held = Moving['held'][number];

const oldRules = ({ moves }: Moving) => moves.map(({ rule }) => rule);

async function next(way: UnderWay, plan: Moving, seen: readonly IngressRule[], at: At): Promise<Step> {
  const { place, mover, gives, takes } = way;
  if (at.isFirst) {
    const { moved, unknown, error } = await moveInPlace(place, plan, mover.inPlace);
    const [to, from] = [(one: Turned) => one.to, (one: Turned) => one.from];
    gives.add({ ...NOTHING, done: moved.map(to), unknown: unknown.map(to), error }, NO_NOTES);
    takes.add({ ...NOTHING, done: moved.map(from), unknown: unknown.map(from), error }, NO_NOTES);
    if (moved.length > 0 || error) return { error, isOver: error !== null };
  }
  return plan.authorize.length + plan.join.length > 0 ? give(way, plan, seen, at) : take(way, plan, seen, at);
}

/** Whether it gives more than was judged: the share has been made longer since. */
function isMore(plan: Moving, judged: Moving): boolean {
  const end = ({ own }: Move) => own.until?.getTime() ?? Infinity;
  const ends = new Map(judged.moves.map((move) => [ruleKey(move.rule), end(move)]));
  return plan.moves.some((move) => end(move) > (ends.get(ruleKey(move.rule)) ?? Infinity));
}

/** @param open - What was still to be done in the end. */
function told(rounds: Rounds, open: readonly IngressRule[]): EachGrant {
  const each = rounds.told();
  const keys = new Set(open.map(ruleKey));
  return {
    ...each,
    notDone: [...each.notDone, ...each.unneeded.filter((rule) => keys.has(ruleKey(rule)))],
    unneeded: each.unneeded.filter((rule) => !keys.has(ruleKey(rule))),
  };
}

function together(one: EachGrant, other: EachGrant): EachGrant {
  return {
    done: [...one.done, ...other.done],
    unneeded: [],
    notDone: [...one.notDone, ...other.notDone],
    unknown: [...one.unknown, ...other.unknown],
    rewritten: [...one.rewritten, ...other.rewritten],
    replaced: [...one.replaced, ...other.replaced],
    error: null,
    retried: one.retried || other.retried,
  };
}

function keptChanging(groupId: string): WhitelistError {
  return new WhitelistError('aws_error', `The rules that were to move in ${groupId} kept changing.`, {
    retryable: true,
    guidance: ['Somebody else is changing this group; repeat the call: it goes on from what is done.'],
  });
}
