import { type Coverage, createCoverageCheck } from '#core/covering/coverage.ts';
import { CoveringRules } from '#core/covering/covering-rules.ts';
import type { Cidr } from '#core/network/cidr.ts';
import type { Traffic } from '#core/network/traffic.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';

/** One question about rules; see `createCoverageCheck`. */
export const computeCoverage = (rules: readonly IngressRule[], cidr: Cidr, traffic: Traffic): Coverage =>
  createCoverageCheck(rules)(cidr, traffic);

/** The same for the rules that cover one; see `CoveringRules`. */
export const findCoveringRules = (
  rule: IngressRule,
  others: readonly IngressRule[],
): readonly IngressRule[] | null => new CoveringRules(others).find(rule);
