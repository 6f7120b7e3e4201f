/** Counts what an algorithm over rules compares, and says when it has come to its limit. */
export class WorkMeter {
  #spent = 0;
  readonly #limit: number;

  /** @param limit - Comparisons. Default: none, so that it only counts. */
  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  /** Comparisons so far. */
  get spent(): number {
    return this.#spent;
  }

  get isUsedUp(): boolean {
    return this.#spent >= this.#limit;
  }

  spend(comparisons: number): void {
    this.#spent += comparisons;
  }

  /** A sorted copy. */
  sort<T>(items: readonly T[], compare: (a: T, b: T) => number): T[] {
    return [...items].sort((a, b) => {
      this.#spent += 1;
      return compare(a, b);
    });
  }
}
