import { findCoveringRules } from '#core/rules/coverage.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { RuleDiff } from '#core/rules/rule-diff.ts';

/** Access that a change gives and takes in one group. */
export interface AccessChange {
  readonly gives: readonly IngressRule[];
  readonly takes: readonly IngressRule[];
}

export function toAccessChange({
  authorize,
  revoke,
  rewrite,
}: Pick<RuleDiff, 'authorize' | 'revoke' | 'rewrite'>): AccessChange {
  const rewritten = (isGiven: boolean) =>
    rewrite.filter(({ gives }) => gives === isGiven).map(({ rule }) => rule);
  return { gives: [...authorize, ...rewritten(true)], takes: [...revoke, ...rewritten(false)] };
}

/** Whether any of it is a part of an earlier change, however it is cut: each piece of a rule counts. */
export const sharesAccess = (later: AccessChange, earlier: AccessChange): boolean =>
  later.gives.some((rule) => isPartOf(rule, earlier.gives)) ||
  later.takes.some((rule) => isPartOf(rule, earlier.takes));

function isPartOf(rule: IngressRule, others: readonly IngressRule[]): boolean {
  const key = ruleKey(rule);
  return others.some((other) => ruleKey(other) === key) || findCoveringRules(rule, others) !== null;
}
