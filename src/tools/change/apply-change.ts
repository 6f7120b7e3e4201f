import type { AwsSession } from '#aws/session.ts';
import { formatCanonicalPlan, type PlannedChange } from '#core/approval/planned-change.ts';
import type { Group } from '#aws/security-groups/group.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { decideAll } from '#core/policy/decide.ts';
import { needsGroupRead } from '#core/policy/group-patterns.ts';
import { explainRefusal, type Refusal } from '#core/policy/policy.ts';
import { hasChanges, listRules, type RuleDiff } from '#core/rules/rule-diff.ts';
import { RuleOutcomes } from '#core/rules/rule-outcomes.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { mapPerRegion } from '#tools/lookup/concurrency.ts';
import { readOwnGroup } from './group-owner.ts';
import type {
  Applied,
  ChangeOutcome,
  ChangeRequest,
  GroupChange,
  GroupResult,
  PlannedDiff,
  PlannedGroup,
} from './group-change.ts';

/** A group's plan as it stands. */
interface Candidate<Plan extends PlannedDiff, Made extends Applied> extends PlannedGroup<Plan> {
  readonly change: GroupChange<Plan, Made>;
  /** The plan was made from the group. */
  readonly isCompared: boolean;
}

/** A person is asked so often, each time about another state, until it is said that the group does not hold still. */
const MAX_APPROVALS = 3;

/**
 * The one way to a change: the settings judge all of it, a person approves what they want approved, a token is held to
 * the plan it stands for; then it is made, group by group. Where a group was read and is as it is to be, nothing is
 * sent: by then it may be otherwise, and nothing was judged or approved. Whoever had to wait for a yes begins anew: what
 * is made stands on a read after it, and is what was approved, or is asked about again.
 *
 * @throws WhitelistError `refused_by_settings`, `consent_required`, `declined`, `rate_limited`
 */
export async function applyChange<Plan extends PlannedDiff, Made extends Applied>(
  context: ToolContext,
  { groups, isDryRun, planToken, lasting = null, warnings: notes = [] }: ChangeRequest<Plan, Made>,
): Promise<ChangeOutcome<Plan, Made>> {
  const { policy } = context.settings;
  const isShown = isDryRun || planToken !== undefined || policy.confirm === 'always';
  let approved: string | null = null;
  for (let approvals = 0; ; approvals++) {
    const { candidates, reasons } = await judgeAll(context, groups, isShown || approved !== null);
    const pending = candidates.filter(needsSending);
    if (!isDryRun) context.rateLimit.check(Math.max(1, pending.length));
    await Promise.all(
      pending.map(async ({ change, group, plan }) => {
        if (group) await change.precheck?.(group, plan);
      }),
    );
    if (!isShown && reasons.length === 0) return makeAll(context, candidates);
    const shown = pending.length > 0 ? pending : candidates;
    const change = await toPlannedChange(groups[0].target.session, shown, {
      reasons,
      lasting,
      warnings: notes,
    });
    const preview = (warnings: readonly string[]): ChangeOutcome<Plan, Made> => ({
      kind: 'planned',
      preview: { groups: candidates, token: context.planTokens.mint(change), warnings },
    });
    if (isDryRun) return preview(reasons.map((reason) => `A person will have to approve it: ${reason}`));
    if (planToken !== undefined && !context.planTokens.isValid(planToken, change)) return preview([STALE]);
    if (pending.length === 0) return makeAll(context, candidates);
    const text = formatCanonicalPlan(change);
    if (reasons.length > 0 && approved !== text) {
      if (approvals === MAX_APPROVALS) throw restlessError();
      approved = text;
      if ((await context.requestApproval(change)) === 'now') continue;
    }
    context.rateLimit.check(pending.length);
    // Since the token was found valid another call may have used it.
    if (planToken !== undefined && !context.planTokens.redeem(planToken, change)) return preview([STALE]);
    return makeAll(context, candidates);
  }
}

const needsSending = ({ isCompared, plan }: { readonly isCompared: boolean; readonly plan: RuleDiff }) =>
  !isCompared || hasChanges(plan);

interface Judged<Plan extends PlannedDiff, Made extends Applied> {
  readonly candidates: readonly Candidate<Plan, Made>[];
  /** Why a person has to approve it; empty: nobody has to. */
  readonly reasons: readonly string[];
}

/** Plans every group and has the settings judge it; where a person has to be asked, every plan is made from its group. */
async function judgeAll<Plan extends PlannedDiff, Made extends Applied>(
  { settings: { policy, file } }: ToolContext,
  groups: readonly GroupChange<Plan, Made>[],
  isShown: boolean,
): Promise<Judged<Plan, Made>> {
  const readsForPolicy = needsGroupRead(policy.allowedGroups);
  const judge = async (isShownNow: boolean): Promise<Judged<Plan, Made>> => {
    // Reads that are asked for at the same time go in few requests.
    const candidates = await Promise.all(
      groups.map((change) => planGroup(change, readsForPolicy, isShownNow)),
    );
    const decision = decideAll(
      policy,
      candidates.map(({ target: { groupId }, group, plan }) => ({
        ...plan,
        groupId,
        group,
        // Extending access is judged like granting it.
        authorize: [...plan.authorize, ...plan.rewrite.flatMap(({ rule, gives }) => (gives ? [rule] : []))],
      })),
    );
    if (decision.kind === 'deny') throw refusedBySettings(decision.refusals, file);
    return { candidates, reasons: decision.kind === 'confirm' ? decision.reasons : [] };
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

async function makeAll<Plan extends PlannedDiff, Made extends Applied>(
  context: ToolContext,
  candidates: readonly Candidate<Plan, Made>[],
): Promise<ChangeOutcome<Plan, Made>> {
  const total = candidates.filter(needsSending).length;
  if (total > 0) context.rateLimit.consume(total);
  let done = 0;
  const reportProgress = () => {
    try {
      context.reportProgress({ done, total, what: 'security groups' });
    } catch {
      // Whoever waits is told the outcome all the same.
    }
  };
  if (total > 0) reportProgress();
  const groups = await mapPerRegion(
    candidates,
    ({ target }) => target.session,
    async (candidate): Promise<GroupResult<Plan, Made>> => {
      const { change, target, group, plan } = candidate;
      const outcomes = new RuleOutcomes();
      const made = needsSending(candidate) ? await applyToGroup(change, plan, group, outcomes) : null;
      done += 1;
      reportProgress();
      return { target, group, plan, outcomes, made };
    },
  );
  return { kind: 'made', groups };
}

/** From here on requests change something: whatever fails is an outcome, and no rejection. */
async function applyToGroup<Plan extends PlannedDiff, Made extends Applied>(
  change: GroupChange<Plan, Made>,
  plan: Plan,
  group: Group | null,
  outcomes: RuleOutcomes,
): Promise<Made | null> {
  try {
    return await change.apply(plan, group, outcomes);
  } catch (thrown) {
    outcomes.fail(toWhitelistError(thrown));
    outcomes.record('stopped', listRules(plan));
    return null;
  }
}

async function toPlannedChange(
  session: AwsSession,
  groups: readonly PlannedGroup[],
  { reasons, lasting, warnings }: Pick<PlannedChange, 'reasons' | 'lasting' | 'warnings'>,
): Promise<PlannedChange> {
  const { account, arn } = await session.identity();
  return {
    account,
    arn,
    reasons,
    lasting: lasting ?? null,
    warnings,
    changes: groups.map(({ target, group, plan }) => ({
      region: target.session.region,
      groupId: target.groupId,
      groupName: group?.name ?? null,
      authorize: plan.authorize,
      revoke: plan.revoke,
      rewrite: plan.rewrite,
      unread: plan.unread,
    })),
  };
}

const restlessError = () =>
  new WhitelistError(
    'aws_error',
    'Nothing was changed: each time that it was approved, the group had become another.',
    {
      retryable: true,
      guidance: ['Others are changing the same rules; repeat the call once they are done.'],
    },
  );

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

const STALE =
  'Nothing was changed: plan_token does not stand for this change (it is used up, older than 15 minutes, of another identity, from before a restart, or the group has changed since). This is the plan now.';
