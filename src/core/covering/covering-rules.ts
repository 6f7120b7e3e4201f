import { toSpan } from '#core/network/spans.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { findFullPorts, type Box } from './full-ports.ts';
import type { IndexedRule } from './indexed-rule.ts';
import { isIntervalInside } from './port-intervals.ts';
import { countsForProtocol, listProtocols } from './protocols.ts';
import { RuleIndex, toTrafficQuery, type TrafficQuery } from './rule-index.ts';
import { WorkMeter } from './work-meter.ts';

/**
 * Comparisons after which no more is looked for what only several rules together do: some 20 ms. What one rule does
 * alone is found for all of them before that.
 */
export const MAX_COMPARISONS = 200_000;

/** Of more rules that together let something in, it is not tried which of them could be spared. */
const MAX_SPARED = 24;

/**
 * Which rules by address let in all that another one lets in. Once `meter` is used up, only what one rule covers alone
 * is still found.
 */
export class CoveringRules {
  readonly #index: RuleIndex;
  readonly #meter: WorkMeter;
  readonly #gone = new Set<IngressRule>();
  #isComplete = true;

  /** @param meter - Default: one with {@link MAX_COMPARISONS}. */
  constructor(rules: readonly IngressRule[], meter: WorkMeter = new WorkMeter(MAX_COMPARISONS)) {
    this.#meter = meter;
    this.#index = new RuleIndex(rules, meter);
  }

  /** Nothing was left out for want of time. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /**
   * One rule if one is enough, else several, which are all needed unless they are more than 24. Null where there are none,
   * and for a rule by group or prefix list, since its addresses are not known. A rule that is among them counts as well.
   */
  find(rule: IngressRule): readonly IngressRule[] | null {
    if (rule.source.kind !== 'cidr') return null;
    const query = toTrafficQuery(rule.source.cidr, rule.traffic);
    const container = this.#index.findContainer(query);
    return container ? [container.rule] : this.#findTogether(query, rule);
  }

  /** Drops each rule, in their order, that those left let in anyway, and returns what is left. */
  dropCovered(rules: readonly IngressRule[]): readonly IngressRule[] {
    for (const rule of rules) {
      if (rule.source.kind !== 'cidr') continue;
      const by = this.#findTogether(toTrafficQuery(rule.source.cidr, rule.traffic), rule, false);
      if (by !== null) this.#gone.add(rule);
    }
    return rules.filter((rule) => !this.#gone.has(rule));
  }

  #findTogether(query: TrafficQuery, rule: IngressRule, minimizes = true): readonly IngressRule[] | null {
    if (this.#meter.isUsedUp) {
      this.#isComplete = false;
      return null;
    }
    const reaching = this.#index
      .findReaching(query)
      .filter((one) => one.rule !== rule && !this.#gone.has(one.rule));
    if (reaching.length < 2 || !this.#cover(reaching, query)) return null;
    const needed = minimizes && reaching.length <= MAX_SPARED ? this.#spare(reaching, query) : reaching;
    return needed.map((one) => one.rule);
  }

  #spare(rules: readonly IndexedRule[], query: TrafficQuery): readonly IndexedRule[] {
    let needed = rules;
    for (const rule of rules) {
      const rest = needed.filter((other) => other !== rule);
      if (this.#cover(rest, query)) needed = rest;
    }
    return needed;
  }

  /** Whether these let in every packet of it. */
  #cover(rules: readonly IndexedRule[], { cidr, protocol, from, to }: TrafficQuery): boolean {
    return listProtocols(rules, protocol).every((number) => {
      const boxes = rules.flatMap((one): Box[] =>
        one.addresses && countsForProtocol(one, number)
          ? [{ addresses: one.addresses, ports: [one.from, one.to] }]
          : [],
      );
      return isIntervalInside([from, to], findFullPorts(boxes, toSpan(cidr), this.#meter));
    });
  }
}

/** The rules without those that one other contains; of equal ones, the last is left. */
export function dropContained(rules: readonly IngressRule[], meter: WorkMeter): readonly IngressRule[] {
  const contained = new RuleIndex(rules, meter).findContained();
  return rules.filter((rule) => !contained.has(rule));
}
