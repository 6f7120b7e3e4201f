import { CoveringRules } from '#core/covering/covering-rules.ts';
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
  hasPartOf(later.gives, earlier.gives) || hasPartOf(later.takes, earlier.takes);

function hasPartOf(rules: readonly IngressRule[], others: readonly IngressRule[]): boolean {
  if (rules.length === 0 || others.length === 0) return false;
  const keys = new Set(others.map(ruleKey));
  const covering = new CoveringRules(others);
  return rules.some((rule) => keys.has(ruleKey(rule)) || covering.find(rule) !== null);
}
