import type { RuleOutcomes } from '#aws/security-groups/group.ts';
import type { GrantPlan } from '#core/grants/plan-changes.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/rewrite.ts';

/** What became of every rule of a call in one group, notes among them. */
export interface GroupOutcome extends RuleOutcomes {
  /** Rules that stay and have other holders now. */
  readonly rewritten: readonly DescriptionUpdate[];
  /** Rules that were taken away and made again, since their notes may not be written. */
  readonly replaced: readonly DescriptionUpdate[];
}

export const EMPTY_OUTCOME: GroupOutcome = {
  changed: [],
  unchanged: [],
  markFailed: [],
  unknown: [],
  error: null,
  maybeOurs: false,
  rewritten: [],
  replaced: [],
};

/** The rule as it is to be. */
export const toUpdatedRule = ({ rule, to }: DescriptionUpdate): IngressRule => ({ ...rule, description: to });

/** What an addition came to. */
export interface AddOutcome extends GroupOutcome {
  /** The group's other rules, where they were read. */
  readonly others: readonly IngressRule[] | null;
  /** What was there already, as far as it was looked at. */
  readonly found: Pick<GrantPlan, 'held' | 'foreign'>;
}
