import { toWhitelistError, WhitelistError, type ErrorReport } from '#core/errors/errors.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { decideAll } from '#core/policy/decide.ts';
import { matchesGroup, needsGroupRead } from '#core/policy/group-patterns.ts';
import type { Policy, Refusal } from '#core/policy/policy.ts';
import type { CallChanges, TargetedChange } from '#tools/definition/call-changes.ts';
import type { ToolSettings } from '#tools/definition/context.ts';
import type { Tool } from '#tools/definition/definition.ts';
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
  readonly depends_on_group: boolean;
  /** Whether the rules that are there tell more: a person is asked before several go, and those of a move are judged. */
  readonly depends_on_rules: boolean;
}

/**
 * The tool reads the call as ever, and the settings judge what it would change, all without AWS.
 *
 * @param now - The time as far as it is known without AWS: how long a moment to come is away.
 * @param user - Whose the call is, where the settings do not say. Default: somebody.
 */
export async function judgeCall(
  { tool, args }: SavedCall,
  settings: ToolSettings,
  now: Date,
  user = 'user',
): Promise<CallVerdict> {
  const reading = await tool.read(args, { settings, now, user }).catch(toWhitelistError);
  if (reading instanceof WhitelistError) return toErrorVerdict(tool, reading);
  if (reading.needsOwnAddress) return toErrorVerdict(tool, OWN_ADDRESS_UNKNOWN);
  const would = reading.changes();
  if (would === null) return { ...emptyVerdict(tool), verdict: 'allow' };
  return { ...emptyVerdict(tool), ...judgeChanges(would, settings.policy) };
}

const emptyVerdict = ({ name }: Tool) => ({
  tool: name,
  refusals: [],
  reasons: [],
  error: null,
  depends_on_group: false,
  depends_on_rules: false,
});

const toErrorVerdict = (tool: Tool, error: WhitelistError): CallVerdict => ({
  ...emptyVerdict(tool),
  verdict: 'error',
  error: error.report(),
});

function judgeChanges(
  { changes, takesMany, isMove }: CallChanges,
  { allowedGroups, ...settings }: Policy,
): Omit<CallVerdict, 'tool' | 'error'> {
  // The ports that a move opens are those of rules that are there.
  const policy = { ...settings, ...(isMove && { allowedPorts: null, sensitivePorts: [] }) };
  const isSettled = ({ id }: TargetedChange) => id !== null && isIdEnough(id, allowedGroups);
  const inAnyGroup = decideAll(
    { ...policy, allowedGroups: null },
    changes.map(({ change }) => change),
  );
  // Of groups by id alone, the list of allowed ones tells too.
  const inNamedGroups = decideAll(
    { ...policy, allowedGroups },
    changes.filter(isSettled).map(({ change }) => change),
  );
  const decision = [inNamedGroups, inAnyGroup].find(({ kind }) => kind === 'deny') ?? inAnyGroup;
  return {
    verdict: decision.kind,
    refusals: decision.kind === 'deny' ? decision.refusals : [],
    reasons: decision.kind === 'confirm' ? decision.reasons : [],
    depends_on_group: allowedGroups !== null && changes.some((one) => !isSettled(one) && !one.isAnyAllowed),
    depends_on_rules: isMove === true || (takesMany && policy.confirm === 'risky'),
  };
}

/** Whether an id is enough to tell if the group may be changed. */
function isIdEnough(id: SecurityGroupId, allowed: Policy['allowedGroups']): boolean {
  if (allowed === null || !needsGroupRead(allowed)) return true;
  return allowed.some((pattern) => matchesGroup(pattern, id, null));
}

/** Where the person is would have to be asked of others, and nobody is asked. */
const OWN_ADDRESS_UNKNOWN = new WhitelistError(
  'invalid_input',
  'Invalid ip_address: "current" is not known here, since the policy check asks nobody.',
  { guidance: ['Give the address itself in its place: the one that awswhitelist my-ip shows.'] },
);
