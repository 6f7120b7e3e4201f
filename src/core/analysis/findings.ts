import { CoveringRules, dropContained, MAX_COMPARISONS } from '#core/covering/covering-rules.ts';
import { WorkMeter } from '#core/covering/work-meter.ts';
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

/** The rules of a group without those that the others make needless. */
export interface NeededRules {
  readonly needed: readonly IngressRule[];
  /** False: the rules overlap so much that not all that several of them do together was looked for. */
  readonly isComplete: boolean;
}

/**
 * What stands out in the rules of a group, in their order. All shadowed rules could be removed at once: none of them is
 * shadowed by another of them.
 *
 * @param sensitive - Default: those of the policy.
 * @param kept - What is needed of them. Default: it is worked out.
 */
export function findRuleIssues(
  rules: readonly IngressRule[],
  sensitive: readonly SensitivePort[] = SENSITIVE_PORTS,
  { needed }: Pick<NeededRules, 'needed'> = findNeededRules(rules),
): RuleIssues[] {
  const kept = new Set(needed);
  const covering = new CoveringRules(needed);
  return rules.map((rule) => {
    const openToWorld = rule.source.kind === 'cidr' && rule.source.cidr.prefix === 0;
    return {
      rule,
      shadowedBy: kept.has(rule) ? [] : (covering.find(rule) ?? []),
      openToWorld,
      sensitive: openToWorld
        ? sensitive.filter((port) => opensPort([rule], port)).map(({ name }) => name)
        : [],
    };
  });
}

/**
 * Those that a single other rule covers go first, so that a block is not dropped for its two halves, which are themselves
 * covered by it. That takes n log n comparisons; what several rules do together is looked for within a limit.
 *
 * @param meter - Default: one with the limit of `CoveringRules`.
 */
export function findNeededRules(
  rules: readonly IngressRule[],
  meter: WorkMeter = new WorkMeter(MAX_COMPARISONS),
): NeededRules {
  const uncontained = dropContained(rules, meter);
  const covering = new CoveringRules(uncontained, meter);
  const needed = covering.dropCovered(uncontained);
  return { needed, isComplete: covering.isComplete };
}
