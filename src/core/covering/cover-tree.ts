/**
 * What ranges cover of cells that lie side by side, while ranges come and go: a segment tree, in which each coming and
 * going takes as many steps as the number of cells has binary digits.
 */
export class CoverTree {
  readonly #size: number;
  /** The ranges that cover the whole of each part of the tree. */
  readonly #counts: Int32Array;
  /** How much of each part is covered. */
  readonly #covered: Float64Array;
  /** Where each cell begins on the line of all of them. */
  readonly #starts: Float64Array;

  /** @param weights - How much each cell counts. */
  constructor(weights: readonly number[]) {
    this.#size = weights.length;
    this.#counts = new Int32Array(4 * Math.max(1, weights.length));
    this.#covered = new Float64Array(4 * Math.max(1, weights.length));
    this.#starts = new Float64Array(weights.length + 1);
    for (const [i, weight] of weights.entries()) this.#starts[i + 1] = (this.#starts[i] ?? 0) + weight;
  }

  /** The weight of all cells that some range covers. */
  get covered(): number {
    return this.#covered[1] ?? 0;
  }

  get isFull(): boolean {
    return this.covered === (this.#starts[this.#size] ?? 0);
  }

  /**
   * A range comes (1) or goes (-1).
   *
   * @param from - Its first cell.
   * @param end - The cell after its last one.
   */
  add(from: number, end: number, by: 1 | -1): void {
    if (from < end) this.#add(1, 0, this.#size, from, end, by);
  }

  #add(part: number, first: number, last: number, from: number, end: number, by: number): void {
    if (from <= first && last <= end) this.#counts[part] = (this.#counts[part] ?? 0) + by;
    else {
      const middle = (first + last) >> 1;
      if (from < middle) this.#add(2 * part, first, middle, from, end, by);
      if (end > middle) this.#add(2 * part + 1, middle, last, from, end, by);
    }
    this.#covered[part] =
      (this.#counts[part] ?? 0) > 0
        ? (this.#starts[last] ?? 0) - (this.#starts[first] ?? 0)
        : last - first === 1
          ? 0
          : (this.#covered[2 * part] ?? 0) + (this.#covered[2 * part + 1] ?? 0);
  }
}
