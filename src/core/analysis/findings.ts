import { findCoveringRules } from '#core/rules/coverage.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { SENSITIVE_PORTS, type SensitivePort } from '#core/policy/ports.ts';
import { opensPort } from '#core/policy/sensitive-ports.ts';

/** What stands out in one rule beside the others of its group. */
export interface RuleIssues {
  readonly rule: IngressRule;
  /** The rules that together let in all that it lets in; empty where it is needed. */
  readonly shadowedBy: readonly IngressRule[];
  /** It is for every address of its family, by itself. */
  readonly openToWorld: boolean;
  /** Names of the sensitive ports that it opens to the world: "SSH". */
  readonly sensitive: readonly string[];
}

/**
 * What stands out in the rules of a group, in their order. All shadowed rules could be removed at once: none of them is
 * shadowed by another of them.
 *
 * @param sensitive - Default: those of the policy.
 */
export function findRuleIssues(
  rules: readonly IngressRule[],
  sensitive: readonly SensitivePort[] = SENSITIVE_PORTS,
): RuleIssues[] {
  const kept = dropShadowed(rules);
  return rules.map((rule) => {
    const openToWorld = rule.source.kind === 'cidr' && rule.source.cidr.prefix === 0;
    return {
      rule,
      shadowedBy:
        findCoveringRules(
          rule,
          kept.filter((other) => other !== rule),
        ) ?? [],
      openToWorld,
      sensitive: openToWorld
        ? sensitive.filter((port) => opensPort([rule], port)).map(({ name }) => name)
        : [],
    };
  });
}

/**
 * The rules without those that the others make redundant. Those that a single other rule covers go first, so that a block
 * is not dropped for its two halves, which are themselves covered by it.
 */
export function dropShadowed(rules: readonly IngressRule[]): readonly IngressRule[] {
  let kept = rules;
  for (const most of [1, Infinity]) {
    for (const rule of kept) {
      const rest = kept.filter((other) => other !== rule);
      const by = findCoveringRules(rule, rest);
      if (by !== null && by.length <= most) kept = rest;
    }
  }
  return kept;
}
