import { WhitelistError } from '#core/errors/errors.ts';
import { describeGrant } from '#core/grants/grant.ts';
import type { HolderName } from '#core/grants/holder.ts';
import type { Moment } from '#core/grants/moment.ts';
import { parseNote } from '#core/grants/note.ts';
import type { MovePlan, MoveRequest } from '#core/grants/plan-move.ts';
import { describeRule, ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/description-update.ts';
import { RuleOutcomes } from '#core/rules/rule-outcomes.ts';
import { explainFullGroup } from '#tools/change/capacity.ts';
import { writeNotes } from '#tools/change/write-notes.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import { type InPlaceSupport, moveInPlace } from './move-in-place.ts';

/** Whose grants are moved, and how. */
export interface MoveOptions {
  readonly request: MoveRequest;
  /** The grants are the caller's own, and no others whom the call names. */
  readonly isOwn: boolean;
  readonly allowGap: boolean;
  readonly inPlace: InPlaceSupport;
}

/** A move in one group, and what it has come to so far. */
export interface MoveProgress {
  readonly target: TargetGroup;
  readonly options: MoveOptions;
  /** What became of the rules at the new addresses. */
  readonly atNew: RuleOutcomes;
  /** What became of the rules at the old ones. */
  readonly atOld: RuleOutcomes;
  /** Keys of old rules that are still to be moved. */
  readonly openKeys: Set<string>;
  /** The first thing that kept a part of it from being done. */
  error: WhitelistError | null;
  /** Nothing was written yet. */
  isFirst: boolean;
}

/** So many of a kind are told each by itself. */
const MAX_LISTED = 5;

type WriteResult = 'settled' | 'recheck';

/** One write of a move: in place where AWS can and lets us, else what is to be added, else what is to go. */
export async function writeMove(
  progress: MoveProgress,
  plan: MovePlan,
  rules: readonly IngressRule[],
): Promise<WriteResult> {
  if (progress.isFirst) {
    progress.isFirst = false;
    const turned = await modifyRules(progress, plan);
    if (turned !== null) return turned;
  }
  const now = await progress.target.session.moment();
  return plan.authorize.length + plan.join.length > 0
    ? addNewRules(progress, plan, rules, now)
    : removeOldRules(progress, plan, rules, now);
}

/** @returns null: nothing was modified, and the other way is to be gone */
async function modifyRules(progress: MoveProgress, plan: MovePlan): Promise<WriteResult | null> {
  const { target, options, atNew, atOld } = progress;
  const { moved, unknown, error } = await moveInPlace(target, plan, options.inPlace);
  for (const [event, turned] of [
    ['changed', moved],
    ['lost', unknown],
  ] as const) {
    atNew.record(
      event,
      turned.map(({ to }) => to),
    );
    atOld.record(
      event,
      turned.map(({ from }) => from),
    );
  }
  progress.error ??= error;
  if (error) return 'settled';
  return moved.length > 0 ? 'recheck' : null;
}

/** Makes what is to be at the new addresses. */
async function addNewRules(
  progress: MoveProgress,
  plan: MovePlan,
  rules: readonly IngressRule[],
  now: Moment,
): Promise<WriteResult> {
  const { target, options, atNew, atOld, openKeys } = progress;
  const { session, groupId } = target;
  const { groups } = session;
  const [added, notes] = await Promise.all([
    plan.authorize.length > 0 ? groups.authorizeEach(groupId, plan.authorize, rules) : new RuleOutcomes(),
    writeNotes(plan.join, { groups, groupId, now, allowGap: options.allowGap }),
  ]);
  atNew.absorb(added);
  atNew.absorb(notes);
  if (added.error) {
    progress.error ??= await explainFullGroup(added.error, session, groupId, added.summarize().failed);
    return 'settled';
  }
  progress.error ??= notes.error;
  if (notes.error === null) return 'recheck';
  if (notes.error.code !== 'access_denied') return 'settled';
  // What may not be joined stays where it is; the other rules are none the worse for it.
  const denied = new Set(notes.listRules('refused').map(ruleKey));
  const stuck = plan.moves.flatMap(({ rule, to }) =>
    to.some((one) => denied.has(ruleKey(one))) ? [rule] : [],
  );
  for (const rule of stuck) openKeys.delete(ruleKey(rule));
  atOld.record('stopped', stuck);
  return openKeys.size === 0 ? 'settled' : 'recheck';
}

/** Takes away what was at the old addresses. */
async function removeOldRules(
  progress: MoveProgress,
  plan: MovePlan,
  rules: readonly IngressRule[],
  now: Moment,
): Promise<WriteResult> {
  const { target, options, atOld } = progress;
  const { groupId } = target;
  const { groups } = target.session;
  const describeRefusal = explainStillOpen(options.request.holder);
  const [removed, notes] = await Promise.all([
    plan.revoke.length > 0 ? groups.revokeEach(groupId, plan.revoke, rules) : new RuleOutcomes(),
    writeNotes(plan.leave, { groups, groupId, now, allowGap: options.allowGap, describeRefusal }),
  ]);
  atOld.absorb(removed);
  atOld.absorb(notes);
  const error = removed.error ?? notes.error;
  progress.error ??= error;
  // A note is read back, since another may have been written over it.
  const isSettled = plan.leave.length === 0 && removed.listRules('unchanged').length === 0;
  return error !== null || isSettled ? 'settled' : 'recheck';
}

/** Nobody may take the holder's share off a rule that others hold: it stays until its end, and that is told. */
const explainStillOpen =
  (holder: HolderName) =>
  (rewrites: readonly DescriptionUpdate[], denied: WhitelistError): WhitelistError =>
    new WhitelistError(denied.code, denied.message, {
      ...denied.details,
      guidance: [
        ...rewrites
          .slice(0, MAX_LISTED)
          .map(({ rule }) => describeStillOpen(rule.description, holder, describeRule(rule))),
        ...(rewrites.length > MAX_LISTED
          ? [`The same holds of ${rewrites.length - MAX_LISTED} more rules.`]
          : []),
        ...(denied.details.guidance ?? []),
        'allow_gap: true takes such a rule away and makes it again for the others, with a moment without access for them.',
      ],
    });

function describeStillOpen(description: string | null, holder: HolderName, named: string): string {
  const holders = parseNote(description)?.holders ?? [];
  const own = holders.find((one) => one.holder === holder);
  const others = holders.filter((one) => one !== own).map((one) => one.holder);
  const share = own ? describeGrant(own) : holder;
  return `${named} stays open for ${share} too, beside ${others.join(', ')}: the new rule is there, and only that action takes one share off an old one.`;
}
