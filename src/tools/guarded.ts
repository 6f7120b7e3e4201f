import type { AwsSession } from '../aws/aws-session.ts';
import type { Group } from '../aws/group.ts';
import { WhitelistError } from '../core/errors.ts';
import type { SecurityGroupId } from '../core/ids.ts';
import type { IngressRule } from '../core/ingress-rule.ts';
import type { PlannedChange } from '../core/planned-change.ts';
import { decide } from '../core/policy/decide.ts';
import { explainRefusal } from '../core/policy/explain.ts';
import { readsGroup } from '../core/policy/groups.ts';
import type { Change, Refusal } from '../core/policy/policy.ts';
import type { ToolContext } from './context.ts';

export interface Difference {
  readonly authorize: readonly IngressRule[];
  readonly revoke: readonly IngressRule[];
}

export interface Proposal extends Difference {
  readonly groupId: SecurityGroupId;
  /** What is to be changed is known only from the group as it is. */
  readonly reads: boolean;
  /** The difference from the group as it is; also asked for where somebody is to see it. */
  readonly against: (group: Group) => Difference | Promise<Difference>;
  readonly dryRun: boolean;
  /** Of the plan that was shown. */
  readonly planToken: string | undefined;
}

/** What a change came to: made, or shown only. */
export type Guarded<T> =
  { readonly kind: 'made'; readonly value: T } | { readonly kind: 'planned'; readonly plan: Planned };

export interface Planned extends Difference {
  /** Null: none would hold; see ToolContext. */
  readonly token: string | null;
  readonly warnings: readonly string[];
}

export interface Making<T> {
  readonly make: (difference: Difference) => Promise<T>;
  /** What it comes to where the group is as it is to be. */
  readonly unneeded: T;
}

/**
 * The one way to a change: the settings judge it, a person approves what they want approved, a token is held to the
 * plan it stands for; then it is made. Where the group was looked at and is as it is to be, nothing is sent: by then it
 * may be otherwise, and nothing was judged or approved.
 *
 * @throws WhitelistError `refused_by_settings`, `consent_required`, `declined`, `rate_limited`
 */
export async function guarded<T>(
  context: ToolContext,
  session: AwsSession,
  proposal: Proposal,
  { make, unneeded }: Making<T>,
): Promise<Guarded<T>> {
  const { groupId, dryRun, planToken, against } = proposal;
  const { policy } = context.settings;
  const isShown = dryRun || planToken !== undefined || policy.confirm === 'always';
  let compares = isShown || proposal.reads;
  let group = compares || readsGroup(policy.allowedGroups) ? await session.groups.describe(groupId) : null;
  let difference: Difference = group && compares ? await against(group) : proposal;
  const judge = () => {
    const decision = decide(policy, { groupId, group, ...difference } satisfies Change);
    if (decision.kind === 'deny') throw refusedBySettings(decision.refusals, context.settings.file);
    return decision.kind === 'confirm' ? decision.reasons : [];
  };
  let reasons = judge();
  if (reasons.length > 0 && !compares) {
    compares = true;
    group = await session.groups.describe(groupId);
    difference = await against(group);
    reasons = judge();
  }
  const isAsked = reasons.length > 0;
  const { authorize, revoke } = difference;
  const isNothing = compares && authorize.length + revoke.length === 0;
  if (!dryRun) context.changes.check();
  if (!isShown && !isAsked) {
    if (isNothing) return { kind: 'made', value: unneeded };
    context.changes.begin();
    return { kind: 'made', value: await make(difference) };
  }
  const { account, arn } = await session.identity();
  const { region } = session;
  const change = { region, groupId, groupName: group?.name ?? null, authorize, revoke };
  const plan: PlannedChange = { account, arn, changes: [change] };
  const planned = (warnings: readonly string[]): Guarded<T> => ({
    kind: 'planned',
    plan: { authorize, revoke, token: context.plans.mint(plan), warnings },
  });
  if (dryRun) return planned(reasons.map((reason) => `A person will have to approve it: ${reason}`));
  if (planToken !== undefined && !context.plans.holds(planToken, plan)) return planned([STALE]);
  if (isNothing) return { kind: 'made', value: unneeded };
  if (isAsked) await context.consent(plan, reasons);
  context.changes.begin();
  // Between the look at it and here another call may have used it.
  if (planToken !== undefined && !context.plans.redeem(planToken, plan)) return planned([STALE]);
  return { kind: 'made', value: await make(difference) };
}

const STALE =
  'Nothing was changed: plan_token does not stand for this change (it is used up, older than 15 minutes, of another identity, from before a restart, or the group has changed since). This is the plan now.';

function refusedBySettings(refusals: readonly Refusal[], file: string | null): WhitelistError {
  const reasons = refusals.map(({ reason }) => reason).join(' ');
  return new WhitelistError('refused_by_settings', `Refused by the settings of this program: ${reasons}`, {
    guidance: [
      ...refusals.map((refusal) => explainRefusal(refusal, file)),
      'Only the person can change that, in the config file; nothing in a call can.',
    ],
  });
}
