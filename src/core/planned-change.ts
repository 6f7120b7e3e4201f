import { describeRule, type IngressRule } from './ingress-rule.ts';

/** A change that is settled in all its parts, and not made yet: what a person approves and a token stands for. */
export interface PlannedChange {
  readonly account: string;
  /** Whose credentials would make it. */
  readonly arn: string;
  readonly changes: readonly GroupChange[];
}

export interface GroupChange {
  readonly region: string;
  readonly groupId: string;
  readonly groupName: string | null;
  readonly authorize: readonly IngressRule[];
  readonly revoke: readonly IngressRule[];
}

/** The same text for the same change, and another one for every other; the order of the rules plays no part. */
export function planText({ account, arn, changes }: PlannedChange): string {
  return JSON.stringify([account, arn, ...changes.map(groupText).sort()]);
}

function groupText({ region, groupId, authorize, revoke }: GroupChange): string {
  const added = authorize.map((rule) => JSON.stringify([describeRule(rule), rule.description])).sort();
  // What is removed is known by what it is; its description is others' to change.
  const removed = revoke.map((rule) => JSON.stringify([describeRule(rule), rule.ruleId])).sort();
  return JSON.stringify([region, groupId, added, removed]);
}
