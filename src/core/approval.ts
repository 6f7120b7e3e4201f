/** One rule of a difference, as the person is shown it; a description is a stranger's text. */
export interface ShownRule {
  /** `tcp 443 from 203.0.113.7/32` */
  readonly rule: string;
  readonly description: string | null;
}

/** What a person is shown of a change that they have to approve. */
export interface ShownChange {
  /** Why it is asked, a sentence each. */
  readonly reasons: readonly string[];
  /** Digest of what would be changed and by whom: the approval holds for this alone. */
  readonly plan: string;
  readonly account: string;
  /** Whose credentials would make the change. */
  readonly arn: string;
  readonly region: string;
  readonly groupId: string;
  /** Null: not read. */
  readonly groupName: string | null;
  readonly added: readonly ShownRule[];
  readonly removed: readonly ShownRule[];
}

/** A change that a person has to approve before it is made. */
export interface Approval extends ShownChange {
  readonly kind: 'approval';
  /** Stands for this approval where the client asks the person itself; never shown to a model. */
  readonly token: string;
}
