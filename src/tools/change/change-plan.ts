import type { AwsSession } from '#aws/session.ts';
import type { Group } from '#aws/security-groups/group.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Grant } from '#core/grants/note.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { PlannedChange } from '#core/approval/planned-change.ts';
import type { DescriptionUpdate } from '#core/rules/rewrite.ts';

export interface RuleDiff {
  readonly authorize: readonly IngressRule[];
  readonly revoke: readonly IngressRule[];
  readonly rewrite: readonly DescriptionUpdate[];
  /** See Change in core/policy. */
  readonly longest?: number | null | undefined;
  readonly risks?: readonly string[] | undefined;
  readonly onlyExpired?: boolean | undefined;
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
  /** Its traffic is one that the family of the new address does not have. */
  | { readonly kind: 'unfit' };

/** What a call wants changed in one group. */
export interface ChangePlan<T> extends RuleDiff {
  readonly session: AwsSession;
  readonly groupId: SecurityGroupId;
  /** What is to be changed is known only from the group as it is. */
  readonly needsGroup: boolean;
  /** The difference from the group as it is; also asked for where somebody is to see it. */
  readonly diff: (group: Group) => RuleDiff | Promise<RuleDiff>;
  /**
   * In the place of `against`, where the group does not tell what is meant. Null: it cannot be told, and it is made
   * unseen; where somebody is to see it, it rejects instead.
   */
  readonly resolve?: (isShown: boolean) => Promise<RuleDiff | null>;
  /** A last look at what was read: throws where AWS would refuse the change. Default: none. */
  readonly precheck?: (group: Group, difference: RuleDiff) => Promise<void>;
  /** @param group - As it was read; null: it was not. */
  readonly apply: (difference: RuleDiff, group: Group | null) => Promise<T>;
}

export interface ChangeRequest<T> {
  readonly proposals: readonly [ChangePlan<T>, ...ChangePlan<T>[]];
  readonly dryRun: boolean;
  /** Of the plan that was shown. */
  readonly planToken: string | undefined;
  /** The end that was asked for, from the moment of the call on. Default: none. */
  readonly lasting?: PlannedChange['lasting'];
}

/** What a call came to: its changes made, or shown only. */
export type ChangeOutcome<T> =
  | {
      readonly kind: 'made';
      /** In the order of the proposals. */
      readonly groups: readonly AppliedDiff<T>[];
    }
  | { readonly kind: 'planned'; readonly plan: PlanPreview };

export interface AppliedDiff<T> extends RuleDiff {
  /** As it was before; null: it was not read. */
  readonly group: Group | null;
  /** Null: it was as it is to be, and nothing was sent. */
  readonly outcome: T | null;
}

export interface PlanPreview {
  /** In the order of the proposals. */
  readonly groups: readonly RuleDiff[];
  /** Null: none would hold; see ToolContext. */
  readonly token: string | null;
  readonly warnings: readonly string[];
}
