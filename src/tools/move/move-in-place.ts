import { toWhitelistError, type WhitelistError } from '#core/errors/errors.ts';
import type { RuleMove, MovePlan } from '#core/grants/plan-move.ts';
import { ruleKey, toRulesByKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { RuleWithId } from '#aws/security-groups/group.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';

/** What is known of whether rules may be changed in place; one for all groups of a call. */
export interface InPlaceSupport {
  isDenied: boolean;
}

/** A rule that became another one, under the same id. */
export interface ModifiedRule {
  readonly from: IngressRule;
  readonly to: IngressRule;
}

interface InPlaceDone {
  readonly moved: readonly ModifiedRule[];
  readonly unknown: readonly ModifiedRule[];
  /** It can go no further; null also where the other way is to be gone. */
  readonly error: WhitelistError | null;
}

const NONE: InPlaceDone = { moved: [], unknown: [], error: null };

/**
 * Turns old rules into new ones where AWS can and lets us, so that ids and tags stay. What is left, or has changed
 * meanwhile, is for the way that always works: adding and removing.
 */
export async function moveInPlace(
  place: TargetGroup,
  plan: MovePlan,
  known: InPlaceSupport,
): Promise<InPlaceDone> {
  const moves = movable(plan);
  if (known.isDenied || moves.length === 0) return NONE;
  const { groupId, session } = place;
  const shown = await session.groups.describeRules(groupId).catch(toWhitelistError);
  if ('code' in shown) {
    known.isDenied = shown.code === 'access_denied';
    return NONE;
  }
  const there = toRulesByKey(shown);
  const moved: ModifiedRule[] = [];
  for (const { rule, to } of moves) {
    const from = there.get(ruleKey(rule));
    // A note that is not the one that was judged may be of somebody who has joined since.
    if (!from || !hasId(from) || from.description !== rule.description || there.has(ruleKey(to))) continue;
    const turned = { from, to: { ...to, ruleId: from.ruleId } };
    try {
      // One that is gone meanwhile is for the next look at the group.
      const { done } = await session.groups.modifyRule(groupId, turned.to, from);
      if (done) moved.push(turned);
    } catch (thrown) {
      const error = toWhitelistError(thrown);
      if (error.details.outcome === 'unknown') return { moved, unknown: [turned], error };
      known.isDenied = error.code === 'access_denied';
      if (known.isDenied || error.details.aws?.code === 'InvalidPermission.Duplicate') break;
      return { moved, unknown: [], error };
    }
  }
  return { ...NONE, moved };
}

const hasId = (rule: IngressRule): rule is RuleWithId => rule.ruleId !== null;

/** Those that become one rule of the same family, which is not there and comes of no other one. */
function movable({ moves, authorize }: MovePlan): { readonly rule: IngressRule; readonly to: IngressRule }[] {
  const isNew = new Set(authorize.map(ruleKey));
  const origins = new Map<string, number>();
  for (const key of moves.flatMap(({ to }) => [...new Set(to.map(ruleKey))]))
    origins.set(key, (origins.get(key) ?? 0) + 1);
  const isOnly = (rule: IngressRule) => origins.get(ruleKey(rule)) === 1;
  return moves.flatMap(({ rule, to: [to, ...others], stays }: RuleMove) =>
    to &&
    stays === null &&
    others.length === 0 &&
    isNew.has(ruleKey(to)) &&
    isOnly(to) &&
    familyOf(to) === familyOf(rule)
      ? [{ rule, to }]
      : [],
  );
}

const familyOf = ({ source }: IngressRule) => (source.kind === 'cidr' ? source.cidr.family : null);
