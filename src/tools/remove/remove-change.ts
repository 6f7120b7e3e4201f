import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { HolderName } from '#core/grants/holder.ts';
import { parseNote } from '#core/grants/note.ts';
import { planRelease } from '#core/grants/plan-changes.ts';
import type { SecurityGroupRuleId } from '#core/identifiers/ids.ts';
import { listSpellings } from '#core/network/icmp.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { EMPTY_DIFF, hasChanges, listRules } from '#core/rules/rule-diff.ts';
import { RuleOutcomes } from '#core/rules/rule-outcomes.ts';
import { converge } from '#tools/change/converge.ts';
import type { Applied, GroupChange, PlannedDiff } from '#tools/change/group-change.ts';
import { orReadAgain, type ReadRules } from '#tools/change/read-again.ts';
import { recordWrites, writeNotes } from '#tools/change/write-notes.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';

/** A removal as it is planned for one group. */
export interface RemovePlan extends PlannedDiff {
  /** When the rules were read that it stands on, by `performance.now()`. */
  readonly readAtMs: number;
  /** The group's rules, where all of them were read a moment ago. Default: not known. */
  readonly before?: readonly IngressRule[] | undefined;
}

export interface RemoveResult extends Applied {
  /** Something was removed, and AWS did not say what. */
  readonly isRuleUnknown: boolean;
}

/** Whose grants are given up, and what that may cost. */
export interface RemoveOptions {
  readonly holder: HolderName;
  /** The rules go whoever holds them. */
  readonly wholeRule: boolean;
  readonly allowGap: boolean;
}

/** What was read longer ago than this, while a person was asked, is read again before anything is sent. */
const FRESH_MS = 2_000;

/** As with additions: a note is read back after each write. */
const MAX_WRITES = 4;

/** Removes exactly these rules; of an ICMP type that has one code, also where the rule says that code, or all of them. */
export function removeExactly(
  target: TargetGroup,
  rules: readonly IngressRule[],
  options: RemoveOptions,
  context: ToolContext,
): GroupChange<RemovePlan, RemoveResult> {
  const keys = new Set(
    rules.flatMap((rule) => listSpellings(rule.traffic).map((traffic) => ruleKey({ ...rule, traffic }))),
  );
  return removeMatching(target, (rule) => keys.has(ruleKey(rule)), options, context);
}

/**
 * Removes every rule that matches, of those that the group has when it is read. The group is always read first: whose a
 * rule is stands on the rule alone. A grant that is one of several is taken off its note; the rule goes with the last.
 */
export function removeMatching(
  target: TargetGroup,
  matches: (rule: IngressRule) => boolean,
  options: RemoveOptions,
  context: ToolContext,
): GroupChange<RemovePlan, RemoveResult> {
  const { groupId, session } = target;
  const readMatching = async () => (await session.groups.describe(groupId)).rules.filter(matches);
  return {
    target,
    blindPlan: null,
    async plan({ rules }) {
      const found = await orReadAgain(rules.filter(matches), readMatching, context);
      return { ...(await planRemoval(target, found, options)), before: rules };
    },
    async apply(plan, _group, outcomes) {
      await removeRules(target, plan, { readMatching, options, outcomes });
      return { isRuleUnknown: false };
    },
  };
}

/**
 * Removes the one rule of this id, whoever holds it; what it is, only a read of the group tells, and what was read is what
 * goes: the id may stand for another rule by then. Where it may not be read, it may be anything.
 */
export function removeById(
  target: TargetGroup,
  id: SecurityGroupRuleId,
  { holder }: RemoveOptions,
  context: ToolContext,
): GroupChange<RemovePlan, RemoveResult> {
  const { groupId, session } = target;
  const readRule = async () =>
    (await session.groups.describeRules(groupId)).filter(({ ruleId }) => ruleId === id);
  const planOf = async (rules: readonly IngressRule[]) => ({
    ...(await planRemoval(target, rules, { holder, wholeRule: true })),
    isNamedById: true,
  });
  return {
    target,
    blindPlan: null,
    plan: async () => planOf(await readRule()),
    async planUnlisted() {
      try {
        return await planOf(await orReadAgain(await readRule(), readRule, context));
      } catch (error) {
        if (toWhitelistError(error).code !== 'access_denied') throw error;
        return { ...EMPTY_DIFF, readAtMs: performance.now(), unread: [id], risks: [describeUnread(id)] };
      }
    },
    async apply({ revoke, unread = [] }, _group, outcomes) {
      if (unread.length > 0) return revokeById(target, id, outcomes);
      outcomes.include(revoke);
      outcomes.absorb(await session.groups.revokeEach(groupId, revoke));
      return { isRuleUnknown: false };
    },
  };
}

const describeUnread = (id: SecurityGroupRuleId): string =>
  `What ${id} lets in, and whose it is, cannot be seen: these credentials may not read rules by their ids (ec2:DescribeSecurityGroupRules). ip_address and port name a rule without that.`;

async function planRemoval(
  { session }: TargetGroup,
  rules: readonly IngressRule[],
  { holder, wholeRule }: Pick<RemoveOptions, 'holder' | 'wholeRule'>,
): Promise<RemovePlan> {
  const readAtMs = performance.now();
  const { blocked, ...diff } = planRelease(rules, holder, wholeRule, await session.moment());
  const skipped = blocked.map(({ rule, holders }) => ({ rule, why: { kind: 'others' as const, holders } }));
  return { authorize: [], ...diff, skipped, readAtMs };
}

async function removeRules(
  target: TargetGroup,
  judged: RemovePlan,
  {
    readMatching,
    options,
    outcomes,
  }: { readonly readMatching: ReadRules; readonly options: RemoveOptions; readonly outcomes: RuleOutcomes },
): Promise<void> {
  const { groupId } = target;
  outcomes.include(listRules(judged));
  const descriptions = new Map(listRules(judged).map((rule) => [ruleKey(rule), rule.description]));
  await converge<RemovePlan>(
    judged,
    {
      isDone: (left) => !hasChanges(left),
      write: (left) => writeRemoval(target, left, options, outcomes),
      replan: async () => planRemoval(target, await readMatching(), options),
      maxWrites: MAX_WRITES,
      // What came up since then was neither judged nor approved; nor was that somebody else loses their grant.
      exceeds: (left) =>
        listRules(left).some((rule) => {
          const description = descriptions.get(ruleKey(rule));
          if (description === undefined) return true;
          // Nor was it a text of somebody else's in the place of a note.
          const isForeign = options.wholeRule || parseNote(rule.description) === null;
          return isForeign && description !== rule.description;
        }),
      onFailure(error, { during, writes }) {
        // After a write, a group that cannot be read takes nothing back of what AWS answered.
        if (during === 'read' && writes > 0) return;
        outcomes.fail(error);
        outcomes.record('stopped', listRules(judged));
      },
      onContention(left) {
        outcomes.fail(contentionError(groupId));
        outcomes.record('reverted', listRules(left));
      },
    },
    { isStale: performance.now() - judged.readAtMs > FRESH_MS },
  );
}

/** One write of what is left: the rules that go, and the notes of those that others hold too. */
async function writeRemoval(
  { session, groupId }: TargetGroup,
  { revoke, rewrite, before }: RemovePlan,
  { allowGap }: RemoveOptions,
  outcomes: RuleOutcomes,
): Promise<'settled' | 'recheck'> {
  const { groups } = session;
  const now = await session.moment();
  const [removed, notes] = await Promise.all([
    revoke.length > 0 ? groups.revokeEach(groupId, revoke, before) : new RuleOutcomes(),
    writeNotes(rewrite, { groups, groupId, now, allowGap }),
  ]);
  recordWrites(outcomes, { rules: removed, notes, rewrite });
  if (outcomes.error) return 'settled';
  return rewrite.length === 0 && removed.listRules('unchanged').length === 0 ? 'settled' : 'recheck';
}

/** A removal of one rule by its id as the tools tell it. */
async function revokeById(
  { session, groupId }: TargetGroup,
  id: SecurityGroupRuleId,
  outcomes: RuleOutcomes,
): Promise<RemoveResult> {
  try {
    const { matched, removed, responseLost, reportedByAws } = await session.groups.revokeById(groupId, id);
    // Where nothing says that the rule was there, an undo would let in whom nobody had let in.
    const known = reportedByAws ? removed : [];
    outcomes.record('changed', known);
    outcomes.maybeOurs = responseLost;
    return { isRuleUnknown: matched && known.length === 0 };
  } catch (thrown) {
    outcomes.fail(toWhitelistError(thrown));
    return { isRuleUnknown: false };
  }
}

function contentionError(groupId: string): WhitelistError {
  return new WhitelistError('aws_error', `The rules that were to go from ${groupId} kept changing.`, {
    retryable: true,
    guidance: ['Somebody else is changing this group; repeat the call.'],
  });
}
