import { z } from 'zod';
import { toWhitelistError, WhitelistError, type ErrorReport } from '../core/errors.ts';
import { parseSecurityGroupId } from '../core/ids.ts';
import type { IngressRule } from '../core/ingress-rule.ts';
import { decide } from '../core/policy/decide.ts';
import { matchesGroup, readsGroup } from '../core/policy/groups.ts';
import type { Change, Refusal } from '../core/policy/policy.ts';
import type { ToolContext, ToolSettings } from './context.ts';
import type { Tool } from './definition.ts';
import type { Call } from './read-call.ts';
import { readRule } from './wanted-rule.ts';

/** What the settings say of a call, without AWS. */
export interface Judgement {
  readonly tool: string;
  /** `error`: it is refused before any setting is asked. */
  readonly verdict: 'allow' | 'confirm' | 'deny' | 'error';
  readonly refusals: readonly Refusal[];
  /** Why a person is asked. */
  readonly reasons: readonly string[];
  readonly error: ErrorReport | null;
  /** Whether the group's name or tags could still have it refused. */
  readonly hangs_on_group: boolean;
  /** Whether a person is asked if it takes more than one rule, which only the group can tell. */
  readonly hangs_on_rules: boolean;
}

/** The tool reads the call as ever, up to the point where it would turn to AWS; then the settings judge it. */
export async function judgeCall({ tool, args }: Call, settings: ToolSettings): Promise<Judgement> {
  const nothing = {
    tool: tool.name,
    refusals: [],
    reasons: [],
    error: null,
    hangs_on_group: false,
    hangs_on_rules: false,
  };
  const error = await refusedWhenRead(tool, args, settings);
  if (error) return { ...nothing, verdict: 'error', error };
  if (tool.annotations.readOnlyHint) return { ...nothing, verdict: 'allow' };
  const { change, takesMany } = changeOf(tool, args, settings);
  const { allowedGroups } = settings.policy;
  const isNamed = allowedGroups?.some((pattern) => matchesGroup(pattern, change.groupId, null)) ?? true;
  const hangsOnGroup = !isNamed && readsGroup(allowedGroups);
  const policy = hangsOnGroup ? { ...settings.policy, allowedGroups: null } : settings.policy;
  const decision = decide(policy, change);
  return {
    ...nothing,
    verdict: decision.kind,
    refusals: decision.kind === 'deny' ? decision.refusals : [],
    reasons: decision.kind === 'confirm' ? decision.reasons : [],
    hangs_on_group: hangsOnGroup,
    hangs_on_rules: takesMany && policy.confirm === 'risky',
  };
}

const AT_AWS = new WhitelistError('cancelled', 'This far and no further.');

async function refusedWhenRead(
  tool: Tool,
  args: unknown,
  settings: ToolSettings,
): Promise<ErrorReport | null> {
  const stop = () => {
    throw AT_AWS;
  };
  const context: ToolContext = {
    settings,
    now: new Date(0),
    user: 'user',
    open: async () => stop(),
    plans: { mint: stop, holds: stop, redeem: stop },
    changes: { check: stop, begin: stop },
    consent: async () => stop(),
    progress: () => {},
  };
  try {
    await tool.call(args, context);
    return null;
  } catch (error) {
    return error === AT_AWS ? null : toWhitelistError(error).report();
  }
}

const changeSchema = z.object({
  security_group_id: z.string(),
  ip_address: z.string().optional(),
  port: z.union([z.number(), z.string()]).optional(),
  protocol: z.string().optional(),
  rule_id: z.string().optional(),
});

/** Of a removal nothing is judged but how many rules it takes. */
const SOME_RULE: IngressRule = {
  source: { kind: 'security_group', id: '', ownerId: null },
  traffic: { protocol: 'all', ports: null },
  description: null,
  ruleId: null,
};

/** What a call that was already read would change. */
function changeOf(tool: Tool, args: unknown, settings: ToolSettings): { change: Change; takesMany: boolean } {
  const { security_group_id: id, rule_id: ruleId, ...given } = changeSchema.parse(args);
  const none: Change = { groupId: parseSecurityGroupId(id), group: null, authorize: [], revoke: [] };
  if (tool.annotations.destructiveHint)
    return {
      change: { ...none, revoke: [SOME_RULE] },
      takesMany: ruleId === undefined && given.port === undefined,
    };
  const { cidr, traffic } = readRule(given, settings);
  const rule: IngressRule = { ...SOME_RULE, source: { kind: 'cidr', cidr }, traffic };
  return { change: { ...none, authorize: [rule] }, takesMany: false };
}
