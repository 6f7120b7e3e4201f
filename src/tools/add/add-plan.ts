import type { Group } from '#aws/security-groups/group.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { planGrant } from '#core/grants/plan-changes.ts';
import { GRACE_MS, type GrantRequest } from '#core/grants/grant.ts';
import { parseNote } from '#core/grants/note.ts';
import { isSameRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/rewrite.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { explainFullGroup, requireCapacity } from '#tools/change/capacity.ts';
import { EMPTY_OUTCOME, type AddOutcome } from '#tools/change/group-outcome.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { RuleDiff, ChangePlan } from '#tools/change/change-plan.ts';
import { OutcomeCollector } from '#tools/change/outcome-collector.ts';
import { writeNotes } from '#tools/change/write-notes.ts';

export interface AddOptions {
  readonly holding: GrantRequest;
  /** See Difference. */
  readonly longest: number | null;
  /** What is to be changed is known only from the group as it is. */
  readonly reads: boolean;
  /** Whether the group is read beside a single addition, to tell what is let in already. */
  readonly looks: boolean;
  readonly allowGap: boolean;
}

/** How long an addition that is made waits for the look beside it: milliseconds. */
const LOOK_GRACE = 1_000;

/** EC2 keeps the description that was written last, so each is read back, and written again where it was written over. */
const MOST_WRITES = 3;

/** A sweep that read the group before a share was renewed may still take its rule: milliseconds until it has. */
const SWEEP_UNDER_WAY = 2_000;

/**
 * Wants rules in a group, with a share of the caller's on each. A single one is sent as it is, with one request to
 * wait for; several are compared with the group first, so that only new ones are sent.
 */
export function createAddPlan(
  { session, groupId }: TargetGroup,
  rules: readonly IngressRule[],
  { holding, longest, reads, looks, allowGap }: AddOptions,
  context: ToolContext,
): ChangePlan<AddOutcome> {
  const { groups } = session;
  let found: AddOutcome['found'] = { held: [], foreign: [] };
  const compare = async (group: Group): Promise<RuleDiff> => {
    const { authorize, rewrite, ...there } = planGrant(group.rules, rules, holding, await session.now());
    found = there;
    return { authorize, revoke: [], rewrite, longest };
  };
  return {
    session,
    groupId,
    authorize: rules,
    revoke: [],
    rewrite: [],
    longest,
    needsGroup: reads,
    diff: compare,
    precheck: (group, { authorize }) => requireCapacity(session, group, authorize),
    async apply(difference, group) {
      const look = group === null && looks ? groups.peek(groupId).catch(() => null) : Promise.resolve(group);
      const rounds = new OutcomeCollector(rules);
      let { authorize, rewrite } = difference;
      let seen = group;
      for (let writes = 0; ;) {
        const now = rewrite.length > 0 ? await session.now() : context.now;
        const [each, notes] = await Promise.all([
          authorize.length > 0 ? groups.authorizeEach(groupId, authorize, seen?.rules) : EMPTY_OUTCOME,
          writeNotes(rewrite, { groups, groupId, now, allowGap }),
        ]);
        rounds.add(each, notes);
        if (rounds.error) {
          const written = [...notes.written, ...notes.replaced];
          rounds.markMissing(rounds.error, rulesOf(rewrite.filter((one) => !written.includes(one))));
          break;
        }
        const isUnseen = each.unchanged.length > 0 && (seen === null || authorize.length > 0);
        if (rewrite.length === 0 && !isUnseen) break;
        if (rewrite.some(({ rule }) => isAtRisk(rule, now))) await context.sleep(SWEEP_UNDER_WAY);
        try {
          const early = rewrite.length === 0 && seen === null ? await look : null;
          seen =
            early && each.unchanged.every((rule) => has(early, rule))
              ? early
              : await groups.describe(groupId);
          ({ authorize, rewrite } = await compare(seen));
        } catch (thrown) {
          // That the rule is there can be all that was asked.
          if (holding.until !== undefined || rewrite.length > 0)
            rounds.markFailed(toWhitelistError(thrown), rules);
          break;
        }
        if (authorize.length + rewrite.length === 0) break;
        if (rewrite.length > 0 && writes++ === MOST_WRITES) {
          rounds.markMissing(keptChanging(groupId), [...authorize, ...rulesOf(rewrite)]);
          break;
        }
      }
      const each = rounds.toOutcome();
      const glance = await Promise.race([look, inAMoment()]);
      const error = each.error && (await explainFullGroup(each.error, session, groupId, each.markFailed));
      return { ...each, error, others: glance && othersThan(glance, rules), found };
    },
  };
}

const rulesOf = (rewrites: readonly DescriptionUpdate[]) => rewrites.map(({ rule }) => rule);

/** A share that is over, or about to be, may be on its way out when it is renewed. */
function isAtRisk({ description }: IngressRule, now: Date): boolean {
  const holders = parseNote(description)?.holders ?? [];
  return holders.every(({ until }) => until !== null && until.getTime() - now.getTime() < GRACE_MS);
}

function keptChanging(groupId: string): WhitelistError {
  return new WhitelistError('aws_error', `Others keep writing the notes of the same rules of ${groupId}.`, {
    retryable: true,
    guidance: ['Repeat the call: what is done already is left as it is.'],
  });
}

const has = ({ rules }: Group, rule: IngressRule) => rules.some((one) => isSameRule(one, rule));

const othersThan = ({ rules }: Group, added: readonly IngressRule[]): IngressRule[] =>
  rules.filter((rule) => !added.some((one) => isSameRule(one, rule)));

const inAMoment = () => new Promise<null>((resolve) => setTimeout(() => resolve(null), LOOK_GRACE).unref());
