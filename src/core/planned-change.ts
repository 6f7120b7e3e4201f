import { ruleKey, type IngressRule } from './ingress-rule.ts';

/** What is to be changed in one group. */
export interface GroupChange {
  readonly region: string;
  readonly groupId: string;
  /** For people alone, no part of what is approved by digest text; null: not read. */
  readonly groupName: string | null;
  readonly authorize: readonly IngressRule[];
  readonly revoke: readonly IngressRule[];
}

/** A change that is settled in all its parts, and not made yet: what a person approves and a token stands for. */
export interface PlannedChange {
  readonly account: string;
  /** Whose credentials would make it. */
  readonly arn: string;
  /** At least one, each group once; their order plays no part in planText. */
  readonly changes: readonly GroupChange[];
}

/** The same text for the same change, and another one for every other; the order of groups and rules plays no part. */
export const planText = ({ account, arn, changes }: PlannedChange): string =>
  JSON.stringify([account, arn, changes.map(groupText).sort()]);

function groupText({ region, groupId, authorize, revoke }: GroupChange): string {
  const added = authorize.map((rule) => JSON.stringify([ruleKey(rule), rule.description])).sort();
  // What is removed is known by what it is; its description is others' to change.
  const removed = revoke.map((rule) => JSON.stringify([ruleKey(rule), rule.ruleId])).sort();
  return JSON.stringify([region, groupId, added, removed]);
}
