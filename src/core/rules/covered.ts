import { coverage } from './coverage.ts';
import type { IngressRule } from './ingress-rule.ts';

/**
 * The rules by address that let in all that this one lets in: one if one is enough, else several of which none can be
 * spared. Null where they do not, and for a rule by group or prefix list, since its addresses are not known.
 *
 * @param others - Without the rule itself.
 */
export function coveredBy(rule: IngressRule, others: readonly IngressRule[]): readonly IngressRule[] | null {
  if (rule.source.kind !== 'cidr') return null;
  const { cidr } = rule.source;
  const isCovered = (by: readonly IngressRule[]) => coverage(by, cidr, rule.traffic).allowed === true;
  const { allowed, by } = coverage(others, cidr, rule.traffic);
  if (allowed !== true) return null;
  const one = by.find((other) => isCovered([other]));
  return one === undefined ? withoutSpare(by, isCovered) : [one];
}

function withoutSpare(
  rules: readonly IngressRule[],
  isEnough: (rules: readonly IngressRule[]) => boolean,
): readonly IngressRule[] {
  let needed = rules;
  for (const rule of rules) {
    const rest = needed.filter((other) => other !== rule);
    if (isEnough(rest)) needed = rest;
  }
  return needed;
}
