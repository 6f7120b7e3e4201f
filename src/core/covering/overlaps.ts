import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { toIndexedRule, type IndexedRule } from './indexed-rule.ts';
import { RuleIndex, toTrafficQuery } from './rule-index.ts';
import { WorkMeter } from './work-meter.ts';

/** Two rules that let in some of the same packets, in their order. */
export type RulePair = readonly [IngressRule, IngressRule];

export interface Overlaps {
  /** How many pairs there are. */
  readonly count: number;
  /** The first of them that were come upon. */
  readonly pairs: readonly RulePair[];
}

/**
 * Pairs of rules that let in some of the same packets: counted in n log n, though there may be n × n of them. Sources by
 * id count as no overlap, since their addresses are not known.
 *
 * @param rules - Each once.
 * @param listed - How many pairs are named.
 */
export function findOverlaps(
  rules: readonly IngressRule[],
  listed: number,
  meter: WorkMeter = new WorkMeter(),
): Overlaps {
  const index = new RuleIndex(rules, meter);
  const pairs: RulePair[] = [];
  let [inBlock, around] = [0, 0];
  for (const one of rules.map(toIndexedRule)) {
    if (one.rule.source.kind !== 'cidr') continue;
    for (const { table, isSameBlock } of index.tablesAround(
      toTrafficQuery(one.rule.source.cidr, one.rule.traffic),
    )) {
      const count = table.countOverlapping(one.from, one.to);
      if (isSameBlock) inBlock += count;
      else around += count;
      if (count === 0 || pairs.length >= listed) continue;
      // Of two in one block, the later one finds the other.
      const others = table
        .findOverlapping(one.from, one.to)
        .filter(({ order }) => !isSameBlock || order < one.order);
      pairs.push(...others.map((other) => inOrder(one, other)).slice(0, listed - pairs.length));
    }
    // Itself.
    inBlock -= 1;
  }
  return { count: inBlock / 2 + around, pairs };
}

const inOrder = (a: IndexedRule, b: IndexedRule): RulePair =>
  a.order < b.order ? [a.rule, b.rule] : [b.rule, a.rule];
