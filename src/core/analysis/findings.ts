import { findCoveringRules } from '#core/rules/coverage.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { opensMostPorts, SENSITIVE_PORTS, reachesPort, type SensitivePort } from '#core/policy/ports.ts';

/** What there is to say of one rule beside the others of its group. */
export interface RuleIssues {
  readonly rule: IngressRule;
  /** The rules that let in all that it lets in; empty where something hangs on it. */
  readonly shadowedBy: readonly IngressRule[];
  /** It is for every address of its family, by itself. */
  readonly openToWorld: boolean;
  /** Names of the sensitive ports that it opens to the world: "SSH". */
  readonly sensitive: readonly string[];
}

/**
 * What stands out in the rules of a group, in their order. Those that are called shadowed could all go at once: what
 * shadows them is none of them.
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
      sensitive: openToWorld ? sensitive.filter((port) => opensPort(rule, port)).map(({ name }) => name) : [],
    };
  });
}

const opensPort = ({ traffic }: IngressRule, port: SensitivePort): boolean =>
  port.every ? opensMostPorts([traffic]) : reachesPort(traffic, port);

/**
 * The rules without those that the others make needless. First go those that one other makes so: a block is then not
 * called needless because of its two halves, which are so themselves because of it.
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
