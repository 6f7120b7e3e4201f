import { WhitelistError } from '#core/errors/errors.ts';
import { describeForeignRemovals } from '#core/grants/foreign-rules.ts';
import type { HolderName } from '#core/grants/holder.ts';
import { decideAll } from '#core/policy/decide.ts';
import { toAccessChange } from '#core/policy/earlier-changes.ts';
import { needsGroupRead } from '#core/policy/group-patterns.ts';
import { explainRefusal, type Refusal } from '#core/policy/policy.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import type { Applied, GroupChange, PlannedDiff, PlannedGroup } from './group-change.ts';
import { readOwnGroup } from './group-owner.ts';

/** A group's plan as it stands. */
export interface Candidate<Plan extends PlannedDiff, Made extends Applied> extends PlannedGroup<Plan> {
  readonly change: GroupChange<Plan, Made>;
  /** The plan was made from the group. */
  readonly isCompared: boolean;
}

const PART_OF_ASKED =
  'A person was asked about this a moment ago, or about more of which it is a part; it has not been approved.';

interface Judged<Plan extends PlannedDiff, Made extends Applied> {
  readonly candidates: readonly Candidate<Plan, Made>[];
  /** Why a person has to approve it; empty: nobody has to. */
  readonly reasons: readonly string[];
}

interface JudgeOptions {
  /** Somebody is to see the plans, so that each is made from its group. */
  readonly isShown: boolean;
  /** The labels under which the caller holds rules; never one that the call names. */
  readonly callers: readonly HolderName[];
  /** The change is of what this program opened under a label of its own. */
  readonly isOwnLabel: boolean;
}

/**
 * Plans every group and has the settings judge it; where a person has to be asked, every plan is made from its group.
 *
 * @throws WhitelistError `refused_by_settings`
 */
export async function judgeAll<Plan extends PlannedDiff, Made extends Applied>(
  { settings: { policy, file }, askedChanges }: ToolContext,
  groups: readonly GroupChange<Plan, Made>[],
  { isShown, callers, isOwnLabel }: JudgeOptions,
): Promise<Judged<Plan, Made>> {
  const readsForPolicy = needsGroupRead(policy.allowedGroups);
  const judge = async (isShownNow: boolean): Promise<Judged<Plan, Made>> => {
    // Reads that are asked for at the same time go in few requests.
    const candidates = await Promise.all(
      groups.map((change) => planGroup(change, readsForPolicy, isShownNow)),
    );
    const decision = decideAll(
      policy,
      candidates.map(({ target: { groupId, answering }, group, plan }) => ({
        ...plan,
        groupId,
        group,
        databases: answering,
        risks: [...(plan.risks ?? []), ...describeForeignRemovals(plan, callers)],
        // Extending access is judged like granting it.
        authorize: [...plan.authorize, ...plan.rewrite.flatMap(({ rule, gives }) => (gives ? [rule] : []))],
      })),
    );
    if (decision.kind === 'deny') throw refusedBySettings(decision.refusals, file);
    if (decision.kind === 'confirm') return { candidates, reasons: decision.reasons };
    // What has ended goes, and so does what this program opened under a label of its own.
    const isAsked = candidates.some(
      ({ target: { groupId }, plan }) =>
        !plan.onlyExpired &&
        !plan.isTakenBack &&
        !isOwnLabel &&
        askedChanges.includes(groupId, toAccessChange(plan)),
    );
    return { candidates, reasons: isAsked && policy.confirm === 'risky' ? [PART_OF_ASKED] : [] };
  };
  const judged = await judge(isShown);
  const isComplete = judged.candidates.every(({ isCompared }) => isCompared);
  return judged.reasons.length > 0 && !isComplete ? judge(true) : judged;
}

async function planGroup<Plan extends PlannedDiff, Made extends Applied>(
  change: GroupChange<Plan, Made>,
  readsForPolicy: boolean,
  isShown: boolean,
): Promise<Candidate<Plan, Made>> {
  const { target, blindPlan, planUnlisted } = change;
  const read = () => readOwnGroup(target);
  if (planUnlisted) {
    const group = readsForPolicy ? await read() : null;
    return { change, target, group, plan: await planUnlisted(), isCompared: true };
  }
  if (blindPlan && !isShown) {
    const group = readsForPolicy ? await read() : null;
    return { change, target, group, plan: blindPlan, isCompared: false };
  }
  const group = await read();
  return { change, target, group, plan: await change.plan(group), isCompared: true };
}

/** @param file - The config file in force. */
function refusedBySettings(refusals: readonly Refusal[], file: string | null): WhitelistError {
  const reasons = refusals.map(({ reason }) => reason).join(' ');
  return new WhitelistError('refused_by_settings', `Refused by the settings of this program: ${reasons}`, {
    guidance: [
      ...refusals.map((refusal) => explainRefusal(refusal, file)),
      'Only the person can change that, in the config file; nothing in a call can.',
    ],
  });
}
