import { toWhitelistError, WhitelistError, type ErrorReport } from '#core/errors/errors.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { decideAll } from '#core/policy/decide.ts';
import { matchesGroup, needsGroupRead } from '#core/policy/group-patterns.ts';
import type { Refusal } from '#core/policy/policy.ts';
import type { ToolContext, ToolSettings } from '#tools/definition/context.ts';
import type { Tool } from '#tools/definition/definition.ts';
import { deriveChanges, type TargetedChange } from './call-changes.ts';
import type { SavedCall } from './read-call.ts';

/** What the settings say of a call, without AWS. */
export interface CallVerdict {
  readonly tool: string;
  /** `error`: it is refused before any setting is asked. */
  readonly verdict: 'allow' | 'confirm' | 'deny' | 'error';
  readonly refusals: readonly Refusal[];
  /** Why a person is asked. */
  readonly reasons: readonly string[];
  readonly error: ErrorReport | null;
  /** Whether the group's name or tags could still have it refused. */
  readonly hangs_on_group: boolean;
  /** Whether the rules that are there tell more: a person is asked before several go, and those of a move are judged. */
  readonly hangs_on_rules: boolean;
}

/**
 * The tool reads the call as ever, up to the point where it would turn to AWS; then the settings judge it.
 *
 * @param now - The time as far as it is known without AWS: how long a moment to come is away.
 */
export async function judgeCall(
  { tool, args }: SavedCall,
  settings: ToolSettings,
  now: Date,
): Promise<CallVerdict> {
  const nothing = {
    tool: tool.name,
    refusals: [],
    reasons: [],
    error: null,
    hangs_on_group: false,
    hangs_on_rules: false,
  };
  const error = await validateCall(tool, args, settings, now);
  if (error) return { ...nothing, verdict: 'error', error: error.report() };
  if (tool.annotations.readOnlyHint) return { ...nothing, verdict: 'allow' };
  const { changes, takesMany, isMove = false } = await deriveChanges(tool, args, settings, now);
  // The ports that a move opens are those of rules that are there.
  const policy = isMove ? { ...settings.policy, allowedPorts: null, sensitivePorts: [] } : settings.policy;
  const anyGroup = { ...policy, allowedGroups: null };
  const isSettled = ({ id }: TargetedChange) => id !== null && isJudged(id, policy.allowedGroups);
  const asked = changes.map(({ change }) => change);
  const named = changes.filter(isSettled).map(({ change }) => change);
  const decision = decideAll(anyGroup, asked);
  // Of groups by id alone, the list of allowed ones tells too.
  const inNamed = decideAll(policy, named);
  const denied = [inNamed, decision].find(({ kind }) => kind === 'deny');
  const verdict = denied ?? decision;
  return {
    ...nothing,
    verdict: verdict.kind,
    refusals: verdict.kind === 'deny' ? verdict.refusals : [],
    reasons: verdict.kind === 'confirm' ? verdict.reasons : [],
    hangs_on_group:
      policy.allowedGroups !== null && changes.some((one) => !isSettled(one) && !one.isAnyAllowed),
    hangs_on_rules: isMove || (takesMany && policy.confirm === 'risky'),
  };
}

/** Whether an id is enough to tell if the group may be changed. */
function isJudged(id: SecurityGroupId, allowed: ToolSettings['policy']['allowedGroups']): boolean {
  if (allowed === null || !needsGroupRead(allowed)) return true;
  return allowed.some((pattern) => matchesGroup(pattern, id, null));
}

/** Where the person is would have to be asked of others, and nobody is asked. */
const NOT_ASKED = new WhitelistError(
  'invalid_input',
  'Invalid ip_address: "current" is not known here, since the policy check asks nobody.',
  { guidance: ['Give the address itself in its place: the one that awswhitelist my-ip shows.'] },
);

const AT_AWS = new WhitelistError('cancelled', 'This far and no further.');

/** What is wrong with a call before anything is asked of AWS; null: nothing is. "current" counts as wrong. */
export async function validateCall(
  tool: Tool,
  args: unknown,
  settings: ToolSettings,
  now: Date,
): Promise<WhitelistError | null> {
  const stop = () => {
    throw AT_AWS;
  };
  // What is refused beside it is to be told, whichever comes first.
  const stopLater = async () => {
    await new Promise(setImmediate);
    return stop();
  };
  const context: ToolContext = {
    settings,
    now,
    user: 'user',
    openSession: stopLater,
    findOwnAddresses: () => Promise.reject(NOT_ASKED),
    reportProgress: stop,
    sleep: stopLater,
    scheduleSweep: stop,
    planTokens: { mint: stop, isValid: stop, redeem: stop },
    rateLimit: { check: stop, consume: stop },
    requestApproval: async () => stop(),
  };
  try {
    await tool.call(args, context);
    return null;
  } catch (error) {
    return error === AT_AWS ? null : toWhitelistError(error);
  }
}
