import type { Approval, GroupSummary } from '#core/approval/approval.ts';
import { declinedError } from '#core/errors/errors.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { GroupDiff, PlannedChange } from '#core/approval/planned-change.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { consentRequired } from './consent-required.ts';
import type { Limit } from './limits.ts';
import type { People } from './person.ts';
import type { Invite, PersonOf } from './person-of.ts';
import type { PlanTokens } from './plan-tokens.ts';

/** Asks whoever sits at the terminal. Null: nobody can be asked there. */
export type AskYes = ((approval: Approval) => Promise<boolean>) | null;

export interface ConsentSettings {
  readonly people: People;
  readonly tokens: PlanTokens;
  readonly askYes: AskYes;
  /** `--yes` was given, and whether the config file lets it count. */
  readonly yes: { readonly given: boolean; readonly counts: boolean };
}

export interface Asking {
  readonly plan: PlannedChange;
  readonly reasons: readonly string[];
  readonly person: PersonOf | null;
  readonly signal: AbortSignal;
  /** Null: the call does not wait for a person. */
  readonly invite: Invite | null;
  /** What the client brought back from a person whom it asked itself. */
  readonly approvalToken: string | undefined;
  /** Stands still meanwhile. */
  readonly limit: Limit;
}

/**
 * Consent comes from a person: asked by the client, at the terminal, or on the page. Neither a second call of the
 * assistant's nor a plan's token is any.
 *
 * @throws WhitelistError `consent_required`, `declined`
 */
export async function obtainConsent(
  { people, tokens, askYes, yes }: ConsentSettings,
  { plan, reasons, person, signal, invite, approvalToken, limit }: Asking,
): Promise<void> {
  const digest = tokens.digest(plan);
  if (approvalToken !== undefined && tokens.redeem('consent', approvalToken, plan)) return;
  if (people.approved(digest)) return;
  if (yes.given && yes.counts) return;
  const approval: Approval = {
    kind: 'approval',
    reasons,
    plan: digest,
    token: tokens.mint('consent', plan),
    account: plan.account,
    arn: plan.arn,
    groups: plan.changes.filter(isChanged).map(shownGroup),
  };
  limit.pause();
  if (askYes) {
    if (!(await askYes(approval))) throw declinedError();
    return limit.restart();
  }
  const error = consentRequired(approval, hereabouts(yes, person));
  if (!person) throw error;
  const nothing = () => Promise.reject(error);
  await person.ask(
    error,
    { verify: nothing, open: nothing },
    { signal, invite, limit: invite?.limit ?? 0, base: null },
  );
  if (!people.approved(digest)) throw error;
  limit.restart();
}

/** A group that is as it is to be is no part of what is asked. */
const isChanged = ({ authorize, revoke, rewrite }: GroupDiff) =>
  authorize.length + revoke.length + rewrite.length > 0;

const shownGroup = ({ region, groupId, groupName, authorize, revoke, rewrite }: GroupDiff): GroupSummary => ({
  region,
  groupId,
  groupName: groupName === null ? null : escapeUnprintable(groupName, 255),
  added: authorize.map(shown),
  removed: revoke.map(shown),
  described: rewrite.map(({ rule, to }) => ({ ...shown(rule), becomes: escapeUnprintable(to, 255) })),
});

const shown = (rule: IngressRule) => ({
  rule: describeRule(rule),
  description: rule.description === null ? null : escapeUnprintable(rule.description, 255),
});

/** How a yes could be given, where there is no page for it. */
function hereabouts({ given }: ConsentSettings['yes'], person: PersonOf | null): readonly string[] {
  if (given) return ['--yes does not count here: security_settings.allow_yes is false in the config file.'];
  if (person) return [];
  return [
    'Nobody could be asked: run this at a terminal, where a yes can be typed. --yes counts only where security_settings.allow_yes is true in the config file.',
  ];
}
