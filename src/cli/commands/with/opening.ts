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
import { accessTo, spotOf } from './spots.ts';
import type { WithCall } from './with-line.ts';
import { heldText, type Voice } from './words.ts';

/** What a command may count on. */
export interface Opened {
  /** The group that was changed. */
  readonly spot: TargetRef;
  /** Those that this run has a share in; empty: all of it was let in already. */
  readonly rules: readonly RuleResult[];
  readonly end: string;
  /** The length of each grant: minutes. Null: it is not renewed. */
  readonly renewedBy: number | null;
  /** Why it is not renewed, half a sentence. */
  readonly once: string | null;
}

export type Opening =
  | ({ readonly kind: 'open' } & Opened)
  /** Nothing of ours is open, and nothing is needed. */
  | { readonly kind: 'let_in' }
  /** Only a part could be opened. */
  | { readonly kind: 'partial'; readonly spot: TargetRef; readonly code: number };

export interface Ways {
  readonly runtime: Runtime;
  readonly holder: HolderName;
  readonly voice: Voice;
  readonly err: (text: string) => void;
  readonly signal: AbortSignal;
  /** `max_rule_duration_hours`; null: no limit. */
  readonly maxHours: number | null;
}

/** Minutes: of a grant that is renewed, and of one that cannot be and that no setting limits. */
const SHORT = 10;
const LONG = 12 * 60;

/** The rule is there, and this run's share cannot be written on it. */
const NOT_JOINED: readonly string[] = ['access_denied', 'holders_full'];

/**
 * Lets the address in: for a short time where it can be renewed while the command runs, else once, for the longest
 * that is allowed. What is let in already without this run's doing is enough.
 *
 * @throws WhitelistError as whitelist_add does
 */
export async function opening(call: WithCall, ways: Ways): Promise<Opening> {
  const { runtime, signal, maxHours } = ways;
  const longest = maxHours === null ? LONG : Math.max(1, Math.floor(maxHours * 60));
  const addedOnce = (once: string) => added(call, ways, { minutes: call.minutes ?? longest, once });
  await validateAdd({ ...call.access, ...call.words }, runtime.toolContext());
  // It asks for what a session needs of the person, so that renewals find it open.
  const may = await canRenew(spotOf(call.access), runtime.toolContext({ signal }));
  if (may === false)
    return addedOnce('ec2:UpdateSecurityGroupRuleDescriptionsIngress is not allowed in this group');
  try {
    const minutes = call.minutes ?? Math.min(SHORT, longest);
    return await added(call, ways, { minutes, once: null });
  } catch (thrown) {
    if (toWhitelistError(thrown).code !== 'consent_required') throw thrown;
    return addedOnce('a person has to approve it, who cannot be asked again while the command runs');
  }
}

interface Length {
  readonly minutes: number;
  /** Why it is not renewed, half a sentence; null: it is. */
  readonly once: string | null;
}

async function added(call: WithCall, ways: Ways, { minutes, once }: Length): Promise<Opening> {
  const { runtime, holder, signal, voice } = ways;
  const args = { ...call.access, ...call.words, holder, expires_in: `${minutes}m` };
  // What a person has to approve could not be renewed.
  const context = runtime.toolContext({ signal, atTerminal: once !== null });
  const made = await grantAccess(args, context).catch(async (thrown: unknown) => {
    const error = toWhitelistError(thrown);
    if (!NOT_JOINED.includes(error.code) || !(await isLetIn([call.access], ways))) throw error;
    return null;
  });
  if (made === null) return { kind: 'let_in' };
  const { answer, result, view } = made;
  const { security_group_id, region } = answer;
  const { target: _name, ...where } = spotOf(call.access);
  const spot = { ...where, security_group_id, region };
  if (answer.status === 'partial' && !(await restIsLetIn(answer, spot, ways))) {
    ways.err(formatView(view));
    return { kind: 'partial', spot, code: exitCodeOfResult(result, signal.aborted) };
  }
  for (const warning of answer.warnings) voice.tell(warning);
  const rules = answer.rules.filter(({ state = answer.status }) => OWN.includes(state));
  const end = answer.grant.expires_at ?? '';
  return { kind: 'open', spot, rules, end, renewedBy: once === null ? minutes : null, once };
}

const OWN: readonly string[] = ['added', 'joined', 'extended'];

/** Whether a part that could not be opened is one that needs no opening. */
async function restIsLetIn({ rules, failures }: AddAnswer, spot: TargetRef, ways: Ways): Promise<boolean> {
  const rest = rules.filter(({ state = '' }) => state === 'not_done' || state === 'unknown');
  return (
    failures.every(({ code }) => NOT_JOINED.includes(code)) &&
    isLetIn(
      rest.map((rule) => ({ ...spot, ...accessTo(rule) })),
      ways,
    )
  );
}

/** Tells by which rules, where all of it is let in without this run's doing. */
async function isLetIn(
  asked: readonly Readonly<Record<string, unknown>>[],
  { runtime, signal, voice }: Ways,
): Promise<boolean> {
  const each = await Promise.all(
    asked.map((access) => alreadyAllowedBy(access, runtime.toolContext({ signal })).catch(() => null)),
  );
  if (each.includes(null)) return false;
  for (const rule of each.flatMap((rules) => rules ?? []))
    voice.tell(`Let in already, and left as it is: ${describeRuleResult(rule)}, ${heldText(rule)}.`);
  return true;
}
