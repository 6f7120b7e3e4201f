import { exitCodeOfResult } from '#cli/terminal/exit-codes.ts';
import { formatView } from '#cli/terminal/print.ts';
import type { Runtime } from '#context.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import type { HolderName } from '#core/grants/holder.ts';
import { describeRuleResult, type RuleResult } from '#tools/answer/rule-result.ts';
import {
  type AddAnswer,
  alreadyAllowedBy,
  canRenew,
  grantAccess,
  type TargetRef,
  validateAdd,
} from '#tools/temporary/temporary-access.ts';
import { toRuleArguments, toTargetRef } from './target-ref.ts';
import type { WithCall } from './with-command-line.ts';
import { describeHolders, type Reporter } from './messages.ts';

/** What a command may count on. */
export interface OpenedAccess {
  /** The group that was changed. */
  readonly targetRef: TargetRef;
  /** Those that this run has a share in; empty: all of it was let in already. */
  readonly rules: readonly RuleResult[];
  readonly end: string;
  /** The length of each grant: minutes. Null: it is not renewed. */
  readonly renewalMinutes: number | null;
  /** Why it is not renewed, half a sentence. */
  readonly notRenewedBecause: string | null;
}

export type AccessOutcome =
  | ({ readonly kind: 'open' } & OpenedAccess)
  /** Nothing of ours is open, and nothing is needed. */
  | { readonly kind: 'already_allowed' }
  /** Only a part could be opened. */
  | { readonly kind: 'partial'; readonly targetRef: TargetRef; readonly code: number };

export interface AccessContext {
  readonly runtime: Runtime;
  readonly holder: HolderName;
  readonly reporter: Reporter;
  readonly err: (text: string) => void;
  readonly signal: AbortSignal;
  /** `max_rule_duration_hours`; null: no limit. */
  readonly maxHours: number | null;
}

/** Minutes: of a grant that is renewed, and of one that cannot be and that no setting limits. */
const RENEWED_GRANT_MINUTES = 10;
const SINGLE_GRANT_MINUTES = 12 * 60;

/** The rule is there, and this run's share cannot be written on it. */
const NOT_JOINED_CODES: readonly string[] = ['access_denied', 'holders_full'];

/**
 * Lets the address in: for a short time where it can be renewed while the command runs, else once, for the longest
 * that is allowed. What is let in already without this run's doing is enough.
 *
 * @throws WhitelistError as whitelist_add does
 */
export async function openAccess(call: WithCall, accessContext: AccessContext): Promise<AccessOutcome> {
  const { runtime, signal, maxHours } = accessContext;
  const longest = maxHours === null ? SINGLE_GRANT_MINUTES : Math.max(1, Math.floor(maxHours * 60));
  const addOnce = (notRenewedBecause: string) =>
    addAccess(call, accessContext, { minutes: call.minutes ?? longest, notRenewedBecause });
  await validateAdd({ ...call.access, ...call.addArguments }, runtime.toolContext());
  // It asks for what a session needs of the person, so that renewals find it open.
  const isRenewable = await canRenew(toTargetRef(call.access), runtime.toolContext({ signal }));
  if (isRenewable === false)
    return addOnce('ec2:UpdateSecurityGroupRuleDescriptionsIngress is not allowed in this group');
  try {
    const minutes = call.minutes ?? Math.min(RENEWED_GRANT_MINUTES, longest);
    return await addAccess(call, accessContext, { minutes, notRenewedBecause: null });
  } catch (thrown) {
    if (toWhitelistError(thrown).code !== 'consent_required') throw thrown;
    return addOnce('a person has to approve it, who cannot be asked again while the command runs');
  }
}

interface GrantLength {
  readonly minutes: number;
  /** Why it is not renewed, half a sentence; null: it is. */
  readonly notRenewedBecause: string | null;
}

async function addAccess(
  call: WithCall,
  accessContext: AccessContext,
  { minutes, notRenewedBecause }: GrantLength,
): Promise<AccessOutcome> {
  const { runtime, holder, signal, reporter } = accessContext;
  const args = { ...call.access, ...call.addArguments, holder, expires_in: `${minutes}m` };
  // What a person has to approve could not be renewed.
  const context = runtime.toolContext({ signal, canAskAtTerminal: notRenewedBecause !== null });
  const addition = await grantAccess(args, context).catch(async (thrown: unknown) => {
    const error = toWhitelistError(thrown);
    if (!NOT_JOINED_CODES.includes(error.code) || !(await isAlreadyAllowed([call.access], accessContext)))
      throw error;
    return null;
  });
  if (addition === null) return { kind: 'already_allowed' };
  const { answer, result, view } = addition;
  const { security_group_id, region } = answer;
  const { target: _name, ...credentialsAndRegion } = toTargetRef(call.access);
  const targetRef = { ...credentialsAndRegion, security_group_id, region };
  if (answer.status === 'partial' && !(await isRestAlreadyAllowed(answer, targetRef, accessContext))) {
    accessContext.err(formatView(view));
    return { kind: 'partial', targetRef, code: exitCodeOfResult(result, signal.aborted) };
  }
  for (const warning of answer.warnings) reporter.info(warning);
  const rules = answer.rules.filter(({ state = answer.status }) => OWN_STATES.includes(state));
  const end = answer.grant?.expires_at ?? '';
  return {
    kind: 'open',
    targetRef,
    rules,
    end,
    renewalMinutes: notRenewedBecause === null ? minutes : null,
    notRenewedBecause,
  };
}

const OWN_STATES: readonly string[] = ['added', 'joined', 'extended'];

/** Whether a part that could not be opened is one that needs no opening. */
async function isRestAlreadyAllowed(
  { rules, failures }: AddAnswer,
  targetRef: TargetRef,
  accessContext: AccessContext,
): Promise<boolean> {
  const rest = rules.filter(({ state = '' }) => state === 'not_done' || state === 'unknown');
  return (
    failures.every(({ code }) => NOT_JOINED_CODES.includes(code)) &&
    isAlreadyAllowed(
      rest.map((rule) => ({ ...targetRef, ...toRuleArguments(rule) })),
      accessContext,
    )
  );
}

/** Tells by which rules, where all of it is let in without this run's doing. */
async function isAlreadyAllowed(
  accesses: readonly Readonly<Record<string, unknown>>[],
  { runtime, signal, reporter }: AccessContext,
): Promise<boolean> {
  const each = await Promise.all(
    accesses.map((access) => alreadyAllowedBy(access, runtime.toolContext({ signal })).catch(() => null)),
  );
  if (each.includes(null)) return false;
  for (const rule of each.flatMap((rules) => rules ?? []))
    reporter.info(
      `Let in already, and left as it is: ${describeRuleResult(rule)}, ${describeHolders(rule)}.`,
    );
  return true;
}
