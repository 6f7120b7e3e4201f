import type { Group } from '#aws/security-groups/group.ts';
import type { PlannedChange } from '#core/approval/planned-change.ts';
import type { HolderName } from '#core/grants/holder.ts';
import type { Grant } from '#core/grants/note.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { RuleDiff } from '#core/rules/rule-diff.ts';
import type { RuleOutcomes } from '#core/rules/rule-outcomes.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';

/** A diff as a tool plans it; what `apply` needs of the planning stands in the plan itself. */
export interface PlannedDiff extends RuleDiff {
  /** What was meant and is not to be changed, and why. Default: nothing. */
  readonly skipped?: readonly SkippedRule[] | undefined;
}

/** A rule that a call names and leaves as it is. */
export interface SkippedRule {
  readonly rule: IngressRule;
  readonly why: SkipReason;
}

export type SkipReason =
  /** Others hold it; none named: a note of another version says who. */
  | { readonly kind: 'others'; readonly holders: readonly Grant[] }
  /** It is not as the call to undo something says that it was left. */
  | { readonly kind: 'changed' }
  /** All who held it have come to their ends. */
  | { readonly kind: 'ended' }
  /** Its note says that it has expired, and it is wider than what this program makes. */
  | { readonly kind: 'doubtful' }
  /** Its traffic is one that the family of the new address does not have. */
  | { readonly kind: 'unfit' };

/** What a tool tells of one group beside what became of its rules. */
export interface Applied {
  /** The group's other rules, read beside the change; null: that came to nothing. Default: nobody tried. */
  readonly others?: readonly IngressRule[] | null;
}

/** What a call wants changed in one group. Nothing passes from one stage to the next but by the plan. */
export interface GroupChange<Plan extends PlannedDiff = PlannedDiff, Made extends Applied = Applied> {
  readonly target: TargetGroup;
  /** The plan where the group is not read first; null: only the group tells what is to be changed. */
  readonly blindPlan: Plan | null;
  /** The plan from the group as it is; also asked for where somebody is to see it. */
  readonly plan: (group: Group) => Plan | Promise<Plan>;
  /** In the place of `plan`, where the group as it is listed does not tell what is meant. */
  readonly planUnlisted?: () => Promise<Plan>;
  /** A last look at what was read: throws where AWS would refuse the change. Default: none. */
  readonly precheck?: (group: Group, plan: Plan) => Promise<void>;
  /**
   * Makes the change. What became of a rule is recorded with the request that was about it: a failure afterwards, even a
   * rejection, takes nothing of that back.
   *
   * @param group - As it was read; null: it was not.
   */
  readonly apply: (plan: Plan, group: Group | null, outcomes: RuleOutcomes) => Promise<Made>;
}

export interface ChangeRequest<Plan extends PlannedDiff, Made extends Applied> {
  readonly groups: readonly [GroupChange<Plan, Made>, ...GroupChange<Plan, Made>[]];
  readonly isDryRun: boolean;
  /** Of the plan that was shown. */
  readonly planToken: string | undefined;
  /** The end that was asked for, from the moment of the call on. Default: none. */
  readonly lasting?: PlannedChange['lasting'];
  /** What whoever is asked should know. Default: nothing. */
  readonly warnings?: readonly string[] | undefined;
  /** Labels of the caller's own beside the usual one, given by this program and never by a call. Default: none. */
  readonly ownLabels?: readonly HolderName[];
}

/** A group of a call with its plan. */
export interface PlannedGroup<Plan extends PlannedDiff = PlannedDiff> {
  readonly target: TargetGroup;
  /** As it was before; null: it was not read. */
  readonly group: Group | null;
  readonly plan: Plan;
}

/** The same once the plan was made. */
export interface GroupResult<
  Plan extends PlannedDiff = PlannedDiff,
  Made extends Applied = Applied,
> extends PlannedGroup<Plan> {
  /** None: it was as it is to be, and nothing was sent. */
  readonly outcomes: RuleOutcomes;
  /** Null: nothing was sent, or it failed before its end. */
  readonly made: Made | null;
}

/** What a call came to: its changes made, or shown only. */
export type ChangeOutcome<Plan extends PlannedDiff, Made extends Applied> =
  | { readonly kind: 'made'; readonly groups: readonly GroupResult<Plan, Made>[] }
  | { readonly kind: 'planned'; readonly preview: PlanPreview<Plan> };

export interface PlanPreview<Plan extends PlannedDiff = PlannedDiff> {
  readonly groups: readonly PlannedGroup<Plan>[];
  /** Null: none would hold; see ToolContext. */
  readonly token: string | null;
  readonly warnings: readonly string[];
}
