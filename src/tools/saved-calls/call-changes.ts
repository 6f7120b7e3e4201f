import { z } from 'zod';
import { parseSecurityGroupId, type SecurityGroupId } from '#core/identifiers/ids.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import type { ProposedDiff } from '#core/policy/policy.ts';
import type { TargetName } from '#core/targets/target.ts';
import type { ToolSettings } from '#tools/definition/context.ts';
import type { Tool } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { readEnd, toHours } from '#tools/input/read-grant.ts';
import { readMove, type MoveArguments } from '#tools/move/read-move.ts';
import { readTargets, type TargetArguments } from '#tools/input/read-targets.ts';
import { applySweepDefaults } from '#tools/sweep/sweep-defaults.ts';
import { readAddresses } from '#tools/input/read-addresses.ts';
import { hoursUntilEnd } from '#tools/change/restore.ts';
import { buildBoundedRules, readTrafficRequest } from '#tools/lookup/requested-rules.ts';

/** A change as far as the call tells it. */
export interface TargetedChange {
  /** Null: the group is named in another way, and only AWS knows its id. */
  readonly id: SecurityGroupId | null;
  /** Only groups that may be changed are meant. Default: no. */
  readonly isAnyAllowed?: boolean;
  readonly change: ProposedDiff;
}

const given = z.object({
  ...fields.anyTargets,
  ...fields.anyAddresses,
  port: fields.ports,
  protocol: fields.protocol,
  rule_id: fields.ruleId.optional(),
  expires_in: fields.expiresIn,
  expires_at: fields.expiresAt,
  restore: fields.restore,
});

/** Of a removal nothing is judged but how many rules it takes. */
const SOME_RULE: IngressRule = {
  source: { kind: 'security_group', id: '', ownerId: null },
  traffic: { protocol: 'all', ports: null },
  description: null,
  ruleId: null,
};

/** What the settings are asked about. */
export interface CallChanges {
  readonly changes: readonly TargetedChange[];
  /** It may take more than one rule. */
  readonly takesMany: boolean;
  /** Which ports are opened, and until when, is known only from the rules that are there. Default: it is said. */
  readonly isMove?: true;
}

/** Stands for a group whose id is not known. */
const SOME_GROUP = parseSecurityGroupId('sg-00000000');

/**
 * What a call that was already read would change.
 *
 * @param now - The time as far as it is known without AWS.
 * @throws WhitelistError `invalid_input` where the port is left to the target
 */
export async function deriveChanges(
  tool: Tool,
  args: unknown,
  settings: ToolSettings,
  now: Date,
): Promise<CallChanges> {
  const input = given.parse(args);
  if (tool.name === 'whitelist_move') return moveOf(input);
  if (tool.name === 'whitelist_sweep') return sweepOf(input, settings);
  const where = readTargets(input);
  const who = readAddresses(input);
  const inEach = (difference: Difference) => where.map((name) => changeIn(name, difference));
  if (tool.annotations.destructiveHint) {
    const isOne = input.port !== undefined && where.length * (who?.cidrs.length ?? 0) === 1;
    return {
      changes: inEach({ authorize: [], revoke: [SOME_RULE] }),
      takesMany: input.rule_id === undefined && !isOne,
    };
  }
  const what = await readTrafficRequest(input, where, settings);
  if (what === null) throw portUnknown();
  const back = input.restore?.to ?? null;
  const longest = back === null ? toHours({ end: readEnd(input, settings) }, now) : hoursUntilEnd(back, now);
  const { rules } = buildBoundedRules(who?.cidrs ?? [], what, null, where.length);
  return { changes: inEach({ authorize: rules, revoke: [], longest }), takesMany: false };
}

type Difference = Pick<ProposedDiff, 'authorize' | 'revoke' | 'longest' | 'onlyExpired'>;

function changeIn(name: TargetName, difference: Difference): TargetedChange {
  const id = idOf(name);
  return { id, change: { groupId: id ?? SOME_GROUP, group: null, ...difference } };
}

/** It takes away what has expired, of which only the group tells. */
function sweepOf(input: TargetArguments, settings: ToolSettings): CallChanges {
  const difference = { authorize: [], revoke: [SOME_RULE], onlyExpired: true };
  const where = readTargets(applySweepDefaults(input, settings));
  return { changes: where.map((name) => changeIn(name, difference)), takesMany: false };
}

/** The new addresses are known, and nothing of what is opened to them. */
function moveOf(input: MoveArguments): CallChanges {
  const { addresses: who, targets: names } = readMove(input);
  const authorize = who.cidrs.map((cidr) => ({ ...SOME_RULE, source: { kind: 'cidr' as const, cidr } }));
  const difference = { authorize, revoke: [SOME_RULE] };
  // A group that may not be changed is passed over where none is named.
  const anywhere = {
    id: null,
    isAnyAllowed: true,
    change: { groupId: SOME_GROUP, group: null, ...difference },
  };
  return {
    changes: names ? names.map((name) => changeIn(name, difference)) : [anywhere],
    takesMany: true,
    isMove: true,
  };
}

const idOf = (name: TargetName): SecurityGroupId | null =>
  (name.kind === 'id' || name.kind === 'arn') && name.of === 'security_group'
    ? parseSecurityGroupId(name.id)
    : null;

const portUnknown = () =>
  invalidInput({
    field: 'port',
    value: undefined,
    expected: 'a port here, where nobody asks AWS at which one the target answers',
    example: '5432',
  });
