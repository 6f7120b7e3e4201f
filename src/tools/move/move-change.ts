import { WhitelistError } from '#core/errors/errors.ts';
import { planMove, type MovePlan, type RuleMove } from '#core/grants/plan-move.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { EMPTY_DIFF } from '#core/rules/rule-diff.ts';
import { RuleOutcomes } from '#core/rules/rule-outcomes.ts';
import type { ExistingRules } from '#tools/answer/grant-messages.ts';
import { converge } from '#tools/change/converge.ts';
import type { Applied, GroupChange, PlannedDiff } from '#tools/change/group-change.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import { type MoveOptions, type MoveProgress, writeMove } from './move-steps.ts';

/** A move as it is planned for one group. */
export interface MoveDiff extends PlannedDiff {
  readonly move: MovePlan;
  /** The group's rules that it stands on. */
  readonly rules: readonly IngressRule[];
  /** When they were read, by `performance.now()`. */
  readonly readAtMs: number;
}

/** What a move came to in one group; its outcomes have both sides together. */
export interface MoveResult extends Applied {
  /** As it was judged. */
  readonly judged: MovePlan;
  /** What was at the new addresses already, in the end. */
  readonly existing: ExistingRules;
  /** At the new addresses. */
  readonly atNew: RuleOutcomes;
  /** At the old ones. */
  readonly atOld: RuleOutcomes;
}

/** What was read longer ago than this, while a person was asked, is read again before anything is sent. */
const FRESH_MS = 2_000;

/** A group that others write in all the time is given up after so many writes. */
const MAX_WRITES = 6;

/** Moves a holder's rules in one group; what that comes to is known only from the group as it is. */
export const createMoveChange = (
  target: TargetGroup,
  options: MoveOptions,
): GroupChange<MoveDiff, MoveResult> => ({
  target,
  blindPlan: null,
  plan: ({ rules }) => toMoveDiff(target, rules, options),
  apply: (judged, _group, outcomes) => applyMove(target, judged, options, outcomes),
});

async function toMoveDiff(
  { session }: TargetGroup,
  rules: readonly IngressRule[],
  { request, isOwn }: Pick<MoveOptions, 'request' | 'isOwn'>,
): Promise<MoveDiff> {
  const readAtMs = performance.now();
  const move = planMove(rules, request, await session.moment());
  const { authorize, join, revoke, leave, longest, unfit } = move;
  const skipped = unfit.map((rule) => ({ rule, why: { kind: 'unfit' as const } }));
  return {
    ...EMPTY_DIFF,
    ...{ authorize, rewrite: [...join, ...leave], revoke, longest, skipped },
    ...{ move, rules, readAtMs, isOwnMove: isOwn },
  };
}

/**
 * Adds, reads whether what was added is there, and only then removes. Where adding fails, nothing is removed; where it
 * ends in between, both are there, and the same call goes on from that.
 */
async function applyMove(
  target: TargetGroup,
  judged: MoveDiff,
  options: MoveOptions,
  outcomes: RuleOutcomes,
): Promise<MoveResult> {
  const { session, groupId } = target;
  const progress: MoveProgress = {
    target,
    options,
    atNew: new RuleOutcomes(judged.move.moves.flatMap(({ to }) => to)),
    atOld: new RuleOutcomes(oldRules(judged.move)),
    openKeys: new Set(oldRules(judged.move).map(ruleKey)),
    error: null,
    isFirst: true,
  };
  const existing = new ExistingRuleCollector();
  const replan = async () => {
    const { rules } = await session.groups.describe(groupId);
    const request = { ...options.request, only: progress.openKeys };
    return toMoveDiff(target, rules, { ...options, request });
  };
  const last = await converge<MoveDiff>(
    judged,
    {
      isDone({ move }) {
        existing.add(move);
        return move.authorize.length + move.join.length + move.moves.length === 0;
      },
      write: ({ move, rules }) => writeMove(progress, move, rules),
      replan,
      maxWrites: MAX_WRITES,
      exceeds: ({ move }) => isLongerThan(move, judged.move),
      onFailure: (error) => (progress.error ??= error),
      onContention: () => (progress.error ??= contentionError(groupId)),
    },
    { isStale: performance.now() - judged.readAtMs > FRESH_MS },
  );
  const { atNew, atOld, error } = progress;
  // What was still to be done in the end.
  atNew.record('stopped', [...last.move.authorize, ...last.move.join.map(({ rule }) => rule)]);
  atOld.record('stopped', oldRules(last.move));
  outcomes.absorb(atNew);
  outcomes.absorb(atOld);
  outcomes.error = error;
  return { judged: judged.move, existing: existing.toRules(), atNew, atOld };
}

/** What is at the new addresses already, over all reads of the group. */
class ExistingRuleCollector {
  readonly #held = new Map<string, ExistingRules['held'][number]>();
  readonly #foreign = new Map<string, IngressRule>();

  add({ held, foreign }: ExistingRules): void {
    for (const one of held) this.#held.set(ruleKey(one.rule), one);
    for (const rule of foreign) this.#foreign.set(ruleKey(rule), rule);
  }

  toRules(): ExistingRules {
    return { held: [...this.#held.values()], foreign: [...this.#foreign.values()] };
  }
}

const oldRules = ({ moves }: MovePlan): IngressRule[] => moves.map(({ rule }) => rule);

/** Whether it gives more than was judged: the grant has been made longer since. */
function isLongerThan(plan: MovePlan, judged: MovePlan): boolean {
  const endOf = ({ own }: RuleMove) => own.until?.getTime() ?? Infinity;
  const judgedEnds = new Map(judged.moves.map((move) => [ruleKey(move.rule), endOf(move)]));
  return plan.moves.some((move) => endOf(move) > (judgedEnds.get(ruleKey(move.rule)) ?? Infinity));
}

function contentionError(groupId: string): WhitelistError {
  return new WhitelistError('aws_error', `The rules that were to move in ${groupId} kept changing.`, {
    retryable: true,
    guidance: ['Somebody else is changing this group; repeat the call: it goes on from what is done.'],
  });
}
