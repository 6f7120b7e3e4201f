import type { AwsSession } from '#aws/session.ts';
import type { Group } from '#aws/security-groups/group.ts';
import type { PlannedChange } from '#core/approval/planned-change.ts';
import { decideAll } from '#core/policy/decide.ts';
import { needsGroupRead } from '#core/policy/group-patterns.ts';
import { mapPerRegion } from '#tools/lookup/concurrency.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { refusedBySettings } from './refused-by-settings.ts';
import type { RuleDiff, ChangeOutcome, AppliedDiff, ChangePlan, ChangeRequest } from './change-plan.ts';

/** A proposal as it stands. */
interface Look<T> {
  readonly proposal: ChangePlan<T>;
  readonly group: Group | null;
  /** The difference is the one from the group. */
  readonly compared: boolean;
  readonly difference: RuleDiff;
}

/**
 * The one way to a change: the settings judge all of it, a person approves what they want approved, a token is held to
 * the plan it stands for; then it is made, group by group. Where a group was looked at and is as it is to be, nothing
 * is sent: by then it may be otherwise, and nothing was judged or approved.
 *
 * @throws WhitelistError `refused_by_settings`, `consent_required`, `declined`, `rate_limited`
 */
export async function applyChange<T>(
  context: ToolContext,
  { proposals, dryRun, planToken, lasting = null }: ChangeRequest<T>,
): Promise<ChangeOutcome<T>> {
  const { policy, file } = context.settings;
  const isShown = dryRun || planToken !== undefined || policy.confirm === 'always';
  const lookAtAll = (shown: boolean) =>
    mapPerRegion(
      proposals,
      ({ session }) => session,
      (proposal) =>
        look(proposal, shown || proposal.needsGroup, { reads: needsGroupRead(policy.allowedGroups), shown }),
    );
  const judge = (judged: readonly Look<T>[]) => {
    const changes = judged.map(({ proposal: { groupId }, group, difference }) => ({
      groupId,
      group,
      ...difference,
      authorize: [...difference.authorize, ...given(difference)],
    }));
    const decision = decideAll(policy, changes);
    if (decision.kind === 'deny') throw refusedBySettings(decision.refusals, file);
    return decision.kind === 'confirm' ? decision.reasons : [];
  };
  let looks = await lookAtAll(isShown);
  let reasons = judge(looks);
  if (reasons.length > 0 && looks.some(({ compared }) => !compared)) {
    looks = await lookAtAll(true);
    reasons = judge(looks);
  }
  const wanted = looks.filter(({ compared, difference }) => !compared || isSomething(difference));
  if (!dryRun) context.rateLimit.check(Math.max(1, wanted.length));
  await Promise.all(
    wanted.map(async ({ proposal, group, difference }) => {
      if (group) await proposal.precheck?.(group, difference);
    }),
  );
  const made = async (): Promise<ChangeOutcome<T>> => ({
    kind: 'made',
    groups: await makeAll(context, looks),
  });
  if (!isShown && reasons.length === 0) return made();
  const plan = await planOf(proposals[0].session, wanted.length > 0 ? wanted : looks, lasting);
  const planned = (warnings: readonly string[]): ChangeOutcome<T> => ({
    kind: 'planned',
    plan: {
      groups: looks.map(({ difference }) => difference),
      token: context.planTokens.mint(plan),
      warnings,
    },
  });
  if (dryRun) return planned(reasons.map((reason) => `A person will have to approve it: ${reason}`));
  if (planToken !== undefined && !context.planTokens.isValid(planToken, plan)) return planned([STALE]);
  if (wanted.length === 0) return made();
  if (reasons.length > 0) await context.requestApproval(plan, reasons);
  context.rateLimit.check(wanted.length);
  // Between the look at it and here another call may have used it.
  if (planToken !== undefined && !context.planTokens.redeem(planToken, plan)) return planned([STALE]);
  return made();
}

const isSomething = ({ authorize, revoke, rewrite }: RuleDiff): boolean =>
  authorize.length + revoke.length + rewrite.length > 0;

/** Whoever is let in for longer is judged as if they were let in. */
const given = ({ rewrite }: RuleDiff) => rewrite.filter(({ gives }) => gives).map(({ rule }) => rule);

async function look<T>(
  proposal: ChangePlan<T>,
  compared: boolean,
  { reads, shown }: { readonly reads: boolean; readonly shown: boolean },
): Promise<Look<T>> {
  const { session, groupId, diff: against, resolve: find, authorize, revoke, rewrite, longest } = proposal;
  const unseen = { authorize, revoke, rewrite, longest };
  const group = reads || (compared && !find) ? await session.groups.describe(groupId) : null;
  if (!compared) return { proposal, group, compared, difference: unseen };
  const difference = find ? await find(shown) : group && (await against(group));
  return { proposal, group, compared: difference !== null, difference: difference ?? unseen };
}

async function makeAll<T>(context: ToolContext, looks: readonly Look<T>[]): Promise<AppliedDiff<T>[]> {
  const isSent = ({ compared, difference }: Look<T>) => !compared || isSomething(difference);
  const total = looks.filter(isSent).length;
  if (total > 0) context.rateLimit.consume(total);
  let done = 0;
  const tell = () => context.reportProgress({ done, total, what: 'security groups' });
  if (total > 0) tell();
  return mapPerRegion(
    looks,
    ({ proposal }) => proposal.session,
    async (one) => {
      const { proposal, group, difference } = one;
      if (!isSent(one)) return { ...difference, group, outcome: null };
      const outcome = await proposal.apply(difference, group);
      done += 1;
      tell();
      return { ...difference, group, outcome };
    },
  );
}

async function planOf<T>(
  session: AwsSession,
  looks: readonly Look<T>[],
  lasting: PlannedChange['lasting'],
): Promise<PlannedChange> {
  const { account, arn } = await session.identity();
  return {
    account,
    arn,
    lasting: lasting ?? null,
    changes: looks.map(({ proposal, group, difference }) => ({
      region: proposal.session.region,
      groupId: proposal.groupId,
      groupName: group?.name ?? null,
      authorize: difference.authorize,
      revoke: difference.revoke,
      rewrite: difference.rewrite,
    })),
  };
}

const STALE =
  'Nothing was changed: plan_token does not stand for this change (it is used up, older than 15 minutes, of another identity, from before a restart, or the group has changed since). This is the plan now.';
