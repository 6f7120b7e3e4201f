import type { IndexedRule } from './indexed-rule.ts';
import type { WorkMeter } from './work-meter.ts';

/** Rules of one block of addresses and one protocol, found by their ports. */
export class PortTable {
  /** By their first ports; of those with the same ports, the last one comes first. */
  readonly rules: readonly IndexedRule[];
  /** For each place, where in the list up to it the rule is that reaches furthest. */
  readonly #furthest: readonly number[];
  readonly #firstPorts: Float64Array;
  /** Made where it is needed. */
  #lastPorts: Float64Array | null = null;
  readonly #meter: WorkMeter;

  constructor(rules: readonly IndexedRule[], meter: WorkMeter) {
    this.#meter = meter;
    this.rules = meter.sort(rules, (a, b) => a.from - b.from || b.to - a.to || b.order - a.order);
    this.#firstPorts = Float64Array.from(this.rules, ({ from }) => from);
    let furthest = 0;
    this.#furthest = this.rules.map(({ to }, i) => {
      if (to > (this.rules[furthest]?.to ?? -1)) furthest = i;
      return furthest;
    });
  }

  /**
   * A rule that contains all of these ports; null: there is none.
   *
   * @param before - Only among so many of the list. Default: all.
   */
  findContainer(from: number, to: number, before = this.rules.length): IndexedRule | null {
    const count = Math.min(before, this.#countBeginningUpTo(from));
    const furthest = this.rules[this.#furthest[count - 1] ?? -1];
    return furthest && furthest.to >= to ? furthest : null;
  }

  /** The rules that have one of these ports. */
  findOverlapping(from: number, to: number): IndexedRule[] {
    const count = this.#countBeginningUpTo(to);
    const furthest = this.rules[this.#furthest[count - 1] ?? -1];
    if (!furthest || furthest.to < from) return [];
    this.#meter.spend(count);
    return this.rules.slice(0, count).filter((rule) => rule.to >= from);
  }

  /** How many rules have one of these ports. */
  countOverlapping(from: number, to: number): number {
    this.#lastPorts ??= Float64Array.from(this.rules, (rule) => rule.to).sort();
    return this.#countBeginningUpTo(to) - this.#countUpTo(from - 1, this.#lastPorts);
  }

  #countBeginningUpTo(port: number): number {
    return this.#countUpTo(port, this.#firstPorts);
  }

  #countUpTo(port: number, sorted: Float64Array): number {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      this.#meter.spend(1);
      if ((sorted[middle] ?? 0) <= port) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
