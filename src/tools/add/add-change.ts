import type { Group } from '#aws/security-groups/group.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { GRACE_MS, type GrantRequest } from '#core/grants/grant.ts';
import { parseNote } from '#core/grants/note.ts';
import { planGrant } from '#core/grants/plan-changes.ts';
import { type IngressRule, ruleKey } from '#core/rules/ingress-rule.ts';
import { EMPTY_DIFF, hasChanges, listRules } from '#core/rules/rule-diff.ts';
import { RuleOutcomes } from '#core/rules/rule-outcomes.ts';
import type { ExistingRules } from '#tools/answer/grant-messages.ts';
import { explainFullGroup, requireCapacity } from '#tools/change/capacity.ts';
import { converge } from '#tools/change/converge.ts';
import { explainForeignGroup } from '#tools/change/group-owner.ts';
import type { Applied, GroupChange, PlannedDiff } from '#tools/change/group-change.ts';
import { RECHECK_AFTER_MS } from '#tools/change/read-again.ts';
import { recordWrites, writeNotes } from '#tools/change/write-notes.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';

/** An addition as it is planned for one group. */
export interface AddPlan extends PlannedDiff {
  readonly wanted: readonly IngressRule[];
  /** What of the wanted rules is there already, as far as the group was read. */
  readonly existing: ExistingRules;
  /** As it was read for this plan; null: it was not. */
  readonly group: Group | null;
}

export interface AddResult extends Applied {
  readonly existing: ExistingRules;
  /** The group's other rules; null: they were not read. */
  readonly others: readonly IngressRule[] | null;
}

export interface AddOptions {
  readonly grant: GrantRequest;
  /** See RuleDiff. */
  readonly longest: number | null;
  /** Whether the group is read before anything is sent. */
  readonly readsGroup: boolean;
  /** Whether the group is read beside a single addition, to tell what is let in already. */
  readonly readsAlongside: boolean;
  readonly allowGap: boolean;
}

/** How long an addition that is made waits for the read beside it. */
const READ_ALONGSIDE_GRACE_MS = 1_000;

/** EC2 keeps the description that was written last: each is read back, and written again where another came over it. */
const MAX_WRITES = 4;

/** A sweep that read the group before a grant was renewed may still take its rule until so long after. */
const SWEEP_UNDER_WAY_MS = 2_000;

const NOTHING_FOUND: ExistingRules = { held: [], foreign: [] };
const NOT_READ = { existing: NOTHING_FOUND, group: null };

/**
 * Wants rules in a group, with the caller's grant on each. A single one is sent as it is, with one request to wait for;
 * several are compared with the group first, so that only new ones are sent.
 */
export function createAddChange(
  target: TargetGroup,
  rules: readonly IngressRule[],
  options: AddOptions,
  context: ToolContext,
): GroupChange<AddPlan, AddResult> {
  const { session, groupId } = target;
  const { grant, longest } = options;
  const planFrom = async (group: Group): Promise<AddPlan> => {
    const { authorize, rewrite, ...existing } = planGrant(group.rules, rules, grant, await session.moment());
    return { ...EMPTY_DIFF, authorize, rewrite, longest, wanted: rules, existing, group };
  };
  const plan = async (group: Group): Promise<AddPlan> => {
    const first = await planFrom(group);
    if (hasChanges(first)) return first;
    // Reads may be behind, so that "all is there" is looked at twice.
    await context.sleep(RECHECK_AFTER_MS);
    return planFrom(await session.groups.describe(groupId));
  };
  const blindPlan = { ...EMPTY_DIFF, authorize: rules, longest, ...NOT_READ, wanted: rules };
  return {
    target,
    blindPlan: options.readsGroup ? null : blindPlan,
    plan,
    precheck: (group, { authorize }) => requireCapacity(session, group, authorize),
    async apply(first, group, outcomes) {
      const alongside = readAlongside(target, group, options);
      outcomes.include(rules);
      const last = await converge<AddPlan>(
        { ...first, group },
        {
          isDone: (left) => !hasChanges(left),
          write: (left) => writeAddition(target, left, options, { context, outcomes }),
          replan: async (before) => planFrom(await readBack(target, before, alongside, outcomes)),
          maxWrites: MAX_WRITES,
          onFailure(error, { during }, { rewrite }) {
            // That the rule is there can be all that was asked.
            if (during === 'read' && grant.until === undefined && rewrite.length === 0) return;
            outcomes.fail(error);
            outcomes.record('stopped', rules);
          },
          onContention(left) {
            outcomes.fail(contentionError(groupId));
            outcomes.record('reverted', listRules(left));
          },
        },
      );
      if (outcomes.error) {
        const { failed } = outcomes.summarize();
        const explained = await explainFullGroup(outcomes.error, session, groupId, failed);
        outcomes.error = await explainForeignGroup(explained, session, groupId);
      }
      const found = await Promise.race([alongside, afterGrace()]);
      return { others: found && otherRules(found, rules), existing: last.existing };
    },
  };
}

/** The group as it is while a single addition is made: null where nobody wants to know, or it cannot be read. */
const readAlongside = (
  { session, groupId }: TargetGroup,
  group: Group | null,
  { readsAlongside }: AddOptions,
): Promise<Group | null> =>
  group === null && readsAlongside ? session.groups.peek(groupId).catch(() => null) : Promise.resolve(group);

/** One write of what is left: the new rules, and the notes of those that are there. */
async function writeAddition(
  { session, groupId }: TargetGroup,
  { authorize, rewrite, group, wanted }: AddPlan,
  { allowGap }: AddOptions,
  { context, outcomes }: { readonly context: ToolContext; readonly outcomes: RuleOutcomes },
): Promise<'settled' | 'recheck'> {
  const { groups } = session;
  const now = rewrite.length > 0 ? await session.moment() : { date: context.now, isAwsTime: false };
  const [added, notes] = await Promise.all([
    authorize.length > 0 ? groups.authorizeEach(groupId, authorize, group?.rules) : new RuleOutcomes(),
    writeNotes(rewrite, { groups, groupId, now, allowGap }),
  ]);
  recordWrites(outcomes, { rules: added, notes, rewrite });
  if (outcomes.error) return 'settled';
  // A rule that is there already may carry grants, which only a read shows.
  const isUnread = added.listRules('unchanged').length > 0 && (group === null || authorize.length > 0);
  // What a read alone showed to be there may have been taken away just before it.
  const isPresumed = group !== null && wanted.length > authorize.length + rewrite.length;
  if (rewrite.length === 0 && !isUnread && !isPresumed) return 'settled';
  if (rewrite.some(({ rule }) => isAtRisk(rule, now.date))) await context.sleep(SWEEP_UNDER_WAY_MS);
  return 'recheck';
}

/** The group after a write; the read beside a single addition serves where it shows what was found there. */
async function readBack(
  { session, groupId }: TargetGroup,
  { rewrite, group }: AddPlan,
  alongside: Promise<Group | null>,
  outcomes: RuleOutcomes,
): Promise<Group> {
  const early = rewrite.length === 0 && group === null ? await alongside : null;
  const isCurrent = early && hasRules(early, outcomes.listRules('unchanged'));
  return isCurrent ? early : session.groups.describe(groupId);
}

/** A grant that is over, or about to be, may be on its way out when it is renewed. */
function isAtRisk({ description }: IngressRule, now: Date): boolean {
  const grants = parseNote(description)?.holders ?? [];
  return grants.every(({ until }) => until !== null && until.getTime() - now.getTime() < GRACE_MS);
}

function contentionError(groupId: string): WhitelistError {
  return new WhitelistError('aws_error', `Others keep writing the notes of the same rules of ${groupId}.`, {
    retryable: true,
    guidance: ['Repeat the call: what is done already is left as it is.'],
  });
}

function hasRules({ rules }: Group, wanted: readonly IngressRule[]): boolean {
  const there = new Set(rules.map(ruleKey));
  return wanted.every((rule) => there.has(ruleKey(rule)));
}

function otherRules({ rules }: Group, added: readonly IngressRule[]): IngressRule[] {
  const own = new Set(added.map(ruleKey));
  return rules.filter((rule) => !own.has(ruleKey(rule)));
}

const afterGrace = () =>
  new Promise<null>((resolve) => setTimeout(() => resolve(null), READ_ALONGSIDE_GRACE_MS).unref());
