import type { Approval, GroupSummary } from '#core/approval/approval.ts';
import type { GroupDiff, PlannedChange } from '#core/approval/planned-change.ts';
import { declinedError } from '#core/errors/errors.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { hasChanges } from '#core/rules/rule-diff.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import type { CallDeadline } from './call-deadline.ts';
import type { CallPrompter, CallPrompts } from './call-prompts.ts';
import { consentRequiredError } from './consent-required.ts';
import type { PlanTokens } from './plan-tokens.ts';
import type { Elicitor } from './prompt-session.ts';

/** Asks whoever sits at the terminal. Null: nobody can be asked there. */
export type AskApproval = ((approval: Approval) => Promise<boolean>) | null;

export interface ConsentSettings {
  readonly prompts: CallPrompts;
  readonly tokens: PlanTokens;
  readonly askApproval: AskApproval;
  /** `--yes` was given, and whether the config file lets it count. */
  readonly yes: { readonly given: boolean; readonly counts: boolean };
}

export interface ConsentRequest {
  readonly plan: PlannedChange;
  readonly prompter: CallPrompter | null;
  readonly signal: AbortSignal;
  /** Null: the call does not wait for a person. */
  readonly elicitor: Elicitor | null;
  /** What the client brought back from a person whom it asked itself. */
  readonly approvalToken: string | undefined;
  /** Paused while a person is asked. */
  readonly deadline: CallDeadline;
}

/**
 * Consent comes from a person: asked by the client, at the terminal, or on the page. A second call by the
 * assistant is no consent, nor is the token of a plan.
 *
 * @returns whether the yes was there `before`, or was waited for until `now`
 * @throws WhitelistError `consent_required`, `declined`
 */
export async function obtainConsent(
  { prompts, tokens, askApproval, yes }: ConsentSettings,
  { plan, prompter, signal, elicitor, approvalToken, deadline }: ConsentRequest,
): Promise<'before' | 'now'> {
  const digest = tokens.digest(plan);
  if (approvalToken !== undefined && tokens.redeem('consent', approvalToken, plan)) return 'before';
  if (prompts.takeApproval(digest)) return 'before';
  if (yes.given && yes.counts) return 'before';
  const approval: Approval = {
    kind: 'approval',
    reasons: plan.reasons,
    warnings: plan.warnings,
    plan: digest,
    token: tokens.mint('consent', plan),
    account: plan.account,
    arn: plan.arn,
    groups: plan.changes.filter(hasChanges).map(toShownGroup),
  };
  deadline.pause();
  if (askApproval) {
    if (!(await askApproval(approval))) throw declinedError();
    deadline.restart();
    return 'now';
  }
  const error = consentRequiredError(approval, describeHowToApprove(yes, prompter));
  if (!prompter) throw error;
  const rejectWithError = () => Promise.reject(error);
  await prompter.ask(
    error,
    { verify: rejectWithError, open: rejectWithError },
    { signal, elicitor, limit: elicitor?.limit ?? 0, base: null },
  );
  if (!prompts.takeApproval(digest)) throw error;
  deadline.restart();
  return 'now';
}

const toShownGroup = ({
  region,
  groupId,
  groupName,
  authorize,
  revoke,
  rewrite,
  unread = [],
}: GroupDiff): GroupSummary => ({
  region,
  groupId,
  groupName: groupName === null ? null : escapeUnprintable(groupName, 255),
  added: authorize.map(toShownRule),
  removed: [
    ...revoke.map(toShownRule),
    ...unread.map((id) => ({ rule: `rule ${id}, which could not be read`, description: null })),
  ],
  described: rewrite.map(({ rule, to }) => ({ ...toShownRule(rule), becomes: escapeUnprintable(to, 255) })),
});

const toShownRule = (rule: IngressRule) => ({
  rule: describeRule(rule),
  description: rule.description === null ? null : escapeUnprintable(rule.description, 255),
});

/** How a yes could be given, where there is no page for it. */
function describeHowToApprove(
  { given }: ConsentSettings['yes'],
  prompter: CallPrompter | null,
): readonly string[] {
  if (given) return ['--yes does not count here: security_settings.allow_yes is false in the config file.'];
  if (prompter) return [];
  return [
    'Nobody could be asked: run this at a terminal, where a yes can be typed. --yes counts only where security_settings.allow_yes is true in the config file.',
  ];
}
