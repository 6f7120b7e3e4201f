import { z } from 'zod';
import type { Group } from '#aws/security-groups/group.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { HolderName } from '#core/grants/holder.ts';
import { parseNote } from '#core/grants/note.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { type IngressRule, isSameRule } from '#core/rules/ingress-rule.ts';
import type { OutcomeSummary } from '#core/rules/rule-outcomes.ts';
import { whitelistAdd } from '#tools/add/whitelist-add.ts';
import { changedRule } from '#tools/answer/change-result.ts';
import { grantFacts } from '#tools/answer/grant-facts.ts';
import { type RuleResult, ruleResult, toRuleResult } from '#tools/answer/rule-result.ts';
import { applyChange } from '#tools/change/apply-change.ts';
import { orReadAgain } from '#tools/change/read-again.ts';
import { whitelistCheck } from '#tools/check/whitelist-check.ts';
import { readArguments } from '#tools/definition/arguments.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import * as fields from '#tools/definition/fields.ts';
import type { View } from '#tools/definition/view.ts';
import { readTargets } from '#tools/input/read-targets.ts';
import { resolveTargets, type TargetGroup } from '#tools/lookup/resolve-targets.ts';
import { removeMatching } from '#tools/remove/remove-change.ts';

/** The arguments that say which group, and through whose credentials; others are no part of it. */
export interface TargetRef {
  readonly security_group_id?: string;
  readonly target?: string;
  readonly profile?: string;
  readonly region?: string;
}

/** Of TEST-NET-1 (RFC 5737), which no machine has; it is only asked about. */
const UNUSED_RULE: IngressRule = {
  source: { kind: 'cidr', cidr: parseCidr('192.0.2.1').cidr },
  traffic: { protocol: 'tcp', ports: { from: 9, to: 9 } },
  description: null,
  ruleId: null,
};

/**
 * Whether a share of a rule could be made longer, or joined, in that group: what AWS says to a DryRun.
 *
 * @returns null: it could not be told
 */
export async function canRenew(ref: TargetRef, context: ToolContext): Promise<boolean | null> {
  const { groupId, session } = await resolveTarget(ref, context);
  return session.groups.canUpdateDescriptions(groupId, UNUSED_RULE);
}

/** The rules of a group that this holder has a share in, as AWS shows them now. */
export async function listGrantedRules(
  ref: TargetRef,
  holder: HolderName,
  context: ToolContext,
): Promise<readonly RuleResult[]> {
  const { groupId, session } = await resolveTarget(ref, context);
  return filterGranted(await session.groups.describe(groupId), holder).map((rule) => toRuleResult(rule));
}

/** What became of the shares that a holder gave up. */
export interface ReleasedGrants {
  readonly gone: readonly RuleResult[];
  /** Rules that stay, since others hold them too. */
  readonly shared: readonly RuleResult[];
  readonly left: readonly RuleResult[];
  /** Why some are left; the first failure. */
  readonly error: WhitelistError | null;
}

/**
 * Gives up every share that this holder has in a group, one rule after another: each is judged by itself, as a call of
 * its own would be. Rules that carry no share of the holder's are never touched, whatever else names them.
 *
 * @throws WhitelistError where the group cannot be read
 */
export async function releaseGrants(
  ref: TargetRef,
  holder: HolderName,
  context: ToolContext,
): Promise<ReleasedGrants> {
  const target = await resolveTarget(ref, context);
  const { groups } = target.session;
  const readGranted = async () => filterGranted(await groups.describe(target.groupId), holder);
  const rules = await orReadAgain(await readGranted(), readGranted, context);
  const released: Record<'gone' | 'shared' | 'left', RuleResult[]> = { gone: [], shared: [], left: [] };
  let error: WhitelistError | null = null;
  for (const rule of rules) {
    const outcome = await releaseGrant(target, rule, holder, context).catch(toWhitelistError);
    const failure = outcome instanceof WhitelistError ? outcome : (outcome?.error ?? null);
    error ??= failure;
    const isShared = outcome instanceof WhitelistError ? false : (outcome?.updated.length ?? 0) > 0;
    released[failure ? 'left' : isShared ? 'shared' : 'gone'].push(toRuleResult(rule));
  }
  return { ...released, error };
}

/** @returns null: it was gone already */
async function releaseGrant(
  target: TargetGroup,
  rule: IngressRule,
  holder: HolderName,
  context: ToolContext,
): Promise<OutcomeSummary | null> {
  const isSameGrant = (one: IngressRule) => isSameRule(one, rule) && hasGrant(one, holder);
  const options = { holder, wholeRule: false, allowGap: false };
  const groups = [removeMatching(target, isSameGrant, options, context)] as const;
  const applied = await applyChange(context, {
    groups,
    isDryRun: false,
    planToken: undefined,
    ownLabels: [holder],
  });
  return applied.kind === 'made' ? (applied.groups[0]?.outcomes.summarize() ?? null) : null;
}

const filterGranted = ({ rules }: Group, holder: HolderName) =>
  rules.filter((rule) => hasGrant(rule, holder));

const hasGrant = ({ description }: IngressRule, holder: HolderName): boolean =>
  parseNote(description)?.holders.some((one) => one.holder === holder) === true;

const targetArguments = z.object(fields.oneTarget);

async function resolveTarget(
  { security_group_id, target, profile, region }: TargetRef,
  context: ToolContext,
): Promise<TargetGroup> {
  if (context.settings.problem) throw context.settings.problem;
  const given = Object.entries({ security_group_id, target, profile, region });
  const { input, access } = readArguments(
    targetArguments,
    Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    true,
  );
  const where = readTargets(input, ['security_group_id', 'target']);
  const [group] = await resolveTargets(where, access, context, { changes: true });
  return group;
}

// The tools as whoever keeps a grant for as long as something runs calls them, and what of their answers that needs.

const addAnswer = z.object({
  status: z.string(),
  security_group_id: z.string(),
  region: z.string(),
  rules: z.array(changedRule),
  grant: grantFacts.optional(),
  failures: z.array(z.object({ code: z.string() })).default([]),
  warnings: z.array(z.string()),
});

/** An addition's answer, as far as whoever keeps the grant needs it. */
export type AddAnswer = z.infer<typeof addAnswer>;

/** @throws WhitelistError as whitelist_add does */
export async function grantAccess(
  args: Readonly<Record<string, unknown>>,
  context: ToolContext,
): Promise<{ readonly answer: AddAnswer; readonly result: Record<string, unknown>; readonly view: View }> {
  const { result, view } = await whitelistAdd.call(args, context);
  return { answer: addAnswer.parse(result), result, view };
}

/**
 * What is wrong with an addition, told before AWS is asked for anything.
 *
 * @throws WhitelistError
 */
export async function validateAdd(
  args: Readonly<Record<string, unknown>>,
  context: ToolContext,
): Promise<void> {
  await whitelistAdd.read(args, context);
}

const checkAnswer = z.object({ allowed: z.boolean().nullable(), rules: z.array(ruleResult) });

/** The rules that let all of it in already; null: not all of it is let in, or that is not known. */
export async function alreadyAllowedBy(
  args: Readonly<Record<string, unknown>>,
  context: ToolContext,
): Promise<readonly RuleResult[] | null> {
  const { allowed, rules } = checkAnswer.parse((await whitelistCheck.call(args, context)).result);
  return allowed === true ? rules : null;
}
