import { coveredBy } from '#core/rules/covered.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { opensMost, SENSITIVE_PORTS, touches, type SensitivePort } from '#core/policy/ports.ts';

/** What there is to say of one rule beside the others of its group. */
export interface Posture {
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
export function postureOf(
  rules: readonly IngressRule[],
  sensitive: readonly SensitivePort[] = SENSITIVE_PORTS,
): Posture[] {
  const kept = unshadowed(rules);
  return rules.map((rule) => {
    const openToWorld = rule.source.kind === 'cidr' && rule.source.cidr.prefix === 0;
    return {
      rule,
      shadowedBy:
        coveredBy(
          rule,
          kept.filter((other) => other !== rule),
        ) ?? [],
      openToWorld,
      sensitive: openToWorld ? sensitive.filter((port) => opens(rule, port)).map(({ name }) => name) : [],
    };
  });
}

const opens = ({ traffic }: IngressRule, port: SensitivePort): boolean =>
  port.every ? opensMost([traffic]) : touches(traffic, port);

/**
 * The rules without those that the others make needless. First go those that one other makes so: a block is then not
 * called needless because of its two halves, which are so themselves because of it.
 */
export function unshadowed(rules: readonly IngressRule[]): readonly IngressRule[] {
  let kept = rules;
  for (const most of [1, Infinity]) {
    for (const rule of kept) {
      const rest = kept.filter((other) => other !== rule);
      const by = coveredBy(rule, rest);
      if (by !== null && by.length <= most) kept = rest;
    }
  }
  return kept;
}
