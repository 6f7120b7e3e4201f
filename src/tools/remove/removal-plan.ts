import type { Group } from '#aws/security-groups/group.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { planRelease } from '#core/grants/plan-changes.ts';
import type { HolderName } from '#core/grants/holder.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { EMPTY_OUTCOME, type GroupOutcome } from '#tools/change/group-outcome.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { RuleDiff, ChangePlan } from '#tools/change/change-plan.ts';
import { OutcomeCollector } from '#tools/change/outcome-collector.ts';
import { writeNotes } from '#tools/change/write-notes.ts';

/** What a removal came to. */
export interface RemoveOutcome extends GroupOutcome {
  /** Something was removed, and AWS did not say what. */
  readonly isRuleUnknown: boolean;
}

/** Whose share is given up, and what that may cost. */
export interface RemoveOptions {
  readonly holder: HolderName;
  /** The rules go whoever holds them. */
  readonly whole: boolean;
  readonly allowGap: boolean;
}

/** AWS's reads may be behind by a moment, so that "there is none" is looked at twice: milliseconds. */
const MOMENT = 300;

/** After a person was asked, what was read is read again: milliseconds. */
const FRESH = 2_000;

/** As with additions: a note is read back after each write. */
const MOST_WRITES = 3;

type Read = () => Promise<readonly IngressRule[]>;

interface Meant {
  readonly read: Read;
  readonly isMeant: (rule: IngressRule) => boolean;
}

interface Removal extends ChangePlan<RemoveOutcome> {
  readonly ofRules: (rules: readonly IngressRule[]) => Promise<RuleDiff>;
}

/**
 * The group is always read first: whose a rule is stands on the rule alone. A share that is one of several is taken off
 * its note; the rule goes with the last.
 */
export function createRemovalPlan(
  place: TargetGroup,
  { read, isMeant }: Meant,
  leaver: RemoveOptions,
  context: ToolContext,
): Removal {
  const { groupId, session } = place;
  let readAt = 0;
  const ofRules = async (rules: readonly IngressRule[]): Promise<RuleDiff> => {
    readAt = performance.now();
    const { blocked, ...difference } = planRelease(rules, leaver.holder, leaver.whole, await session.now());
    const kept = blocked.map(({ rule, holders }) => ({ rule, why: { kind: 'others' as const, holders } }));
    return { authorize: [], ...difference, skipped: kept };
  };
  return {
    session,
    groupId,
    authorize: [],
    revoke: [],
    rewrite: [],
    needsGroup: true,
    ofRules,
    diff: async (group: Group) => ofRules(await rereadIfEmpty(group.rules.filter(isMeant), read, context)),
    async apply(difference, before) {
      const judged = new Map(meantBy(difference).map((rule) => [ruleKey(rule), rule.description]));
      const rounds = new OutcomeCollector(meantBy(difference));
      let next = difference;
      let known = before?.rules;
      for (let round = 0; ; round++) {
        if (round > 0 || performance.now() - readAt > FRESH) {
          const now = await read().then(ofRules, toWhitelistError);
          if (now instanceof WhitelistError) {
            if (round === 0) rounds.markFailed(now, meantBy(difference));
            break;
          }
          // What came up since then was neither judged nor approved; nor was that somebody else loses their share.
          const strange = meantBy(now).filter(
            (rule) =>
              !judged.has(ruleKey(rule)) || (leaver.whole && judged.get(ruleKey(rule)) !== rule.description),
          );
          if (strange.length > 0 || round > MOST_WRITES)
            rounds.markMissing(keptChanging(groupId), meantBy(now));
          if (rounds.error || meantBy(now).length === 0) break;
          next = now;
          known = undefined;
        }
        const [each, notes] = await Promise.all([
          next.revoke.length > 0 ? session.groups.revokeEach(groupId, next.revoke, known) : EMPTY_OUTCOME,
          writeNotes(next.rewrite, {
            ...place.session,
            groupId,
            now: await session.now(),
            allowGap: leaver.allowGap,
          }),
        ]);
        rounds.add(each, notes);
        if (rounds.error) {
          const written = [...notes.written, ...notes.replaced];
          const left = next.rewrite.filter((one) => !written.includes(one));
          rounds.markMissing(
            rounds.error,
            left.map(({ rule }) => rule),
          );
        }
        if (rounds.error || (next.rewrite.length === 0 && each.unchanged.length === 0)) break;
      }
      return { ...rounds.toOutcome(), isRuleUnknown: false };
    },
  };
}

const meantBy = ({ revoke, rewrite }: RuleDiff): IngressRule[] => [
  ...revoke,
  ...rewrite.map(({ rule }) => rule),
];

export async function rereadIfEmpty(
  first: readonly IngressRule[],
  again: Read,
  context: ToolContext,
): Promise<readonly IngressRule[]> {
  if (first.length > 0) return first;
  await context.sleep(MOMENT);
  return again();
}

function keptChanging(groupId: string): WhitelistError {
  return new WhitelistError('aws_error', `The rules that were to go from ${groupId} kept changing.`, {
    retryable: true,
    guidance: ['Somebody else is changing this group; repeat the call.'],
  });
}
