import type { AwsSession } from '#aws/aws-session.ts';
import type { Group } from '#aws/security-groups/group.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Holding } from '#core/grants/note.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { PlannedChange } from '#core/approval/planned-change.ts';
import type { Rewrite } from '#core/rules/rewrite.ts';

export interface Difference {
  readonly authorize: readonly IngressRule[];
  readonly revoke: readonly IngressRule[];
  readonly rewrite: readonly Rewrite[];
  /** See Change in core/policy. */
  readonly longest?: number | null | undefined;
  readonly risks?: readonly string[] | undefined;
  readonly onlyExpired?: boolean | undefined;
  /** What was meant and is not to be changed, and why. Default: nothing. */
  readonly kept?: readonly Kept[] | undefined;
}

/** A rule that a call names and leaves as it is. */
export interface Kept {
  readonly rule: IngressRule;
  readonly why: KeptBecause;
}

export type KeptBecause =
  /** Others hold it; none named: a note of another version says who. */
  | { readonly kind: 'others'; readonly holders: readonly Holding[] }
  /** It is not as the call to undo something says that it was left. */
  | { readonly kind: 'changed' }
  /** All who held it have come to their ends. */
  | { readonly kind: 'ended' }
  /** Its traffic is one that the family of the new address does not have. */
  | { readonly kind: 'unfit' };

/** What a call wants changed in one group. */
export interface Proposal<T> extends Difference {
  readonly session: AwsSession;
  readonly groupId: SecurityGroupId;
  /** What is to be changed is known only from the group as it is. */
  readonly reads: boolean;
  /** The difference from the group as it is; also asked for where somebody is to see it. */
  readonly against: (group: Group) => Difference | Promise<Difference>;
  /**
   * In the place of `against`, where the group does not tell what is meant. Null: it cannot be told, and it is made
   * unseen; where somebody is to see it, it rejects instead.
   */
  readonly find?: (isShown: boolean) => Promise<Difference | null>;
  /** A last look at what was read: throws where AWS would refuse the change. Default: none. */
  readonly examine?: (group: Group, difference: Difference) => Promise<void>;
  /** @param group - As it was read; null: it was not. */
  readonly make: (difference: Difference, group: Group | null) => Promise<T>;
}

export interface Request<T> {
  readonly proposals: readonly [Proposal<T>, ...Proposal<T>[]];
  readonly dryRun: boolean;
  /** Of the plan that was shown. */
  readonly planToken: string | undefined;
  /** The end that was asked for, from the moment of the call on. Default: none. */
  readonly lasting?: PlannedChange['lasting'];
}

/** What a call came to: its changes made, or shown only. */
export type Guarded<T> =
  | {
      readonly kind: 'made';
      /** In the order of the proposals. */
      readonly groups: readonly Made<T>[];
    }
  | { readonly kind: 'planned'; readonly plan: Planned };

export interface Made<T> extends Difference {
  /** As it was before; null: it was not read. */
  readonly group: Group | null;
  /** Null: it was as it is to be, and nothing was sent. */
  readonly outcome: T | null;
}

export interface Planned {
  /** In the order of the proposals. */
  readonly groups: readonly Difference[];
  /** Null: none would hold; see ToolContext. */
  readonly token: string | null;
  readonly warnings: readonly string[];
}
