import type { Rules } from './moves.ts';
import type { Plan } from './plan.ts';

/** Knows which reads the sandbox answers with what had been before the last change: it does so as they arrive. */
export class Lag {
  readonly #stale: ReadonlyMap<number, number>;
  #calls = 0;
  #left = 0;
  #before: Rules | null = null;

  constructor(stale: Plan['stale']) {
    this.#stale = new Map(stale.map(({ call, reads }) => [call, reads]));
  }

  get plan() {
    return [...this.#stale].map(([call, reads]) => ({
      action: 'Describe*',
      call,
      fault: { kind: 'stale', reads },
    }));
  }

  next(): Rules | null {
    this.#calls += 1;
    this.#left = this.#stale.get(this.#calls) ?? this.#left;
    if (this.#left === 0) return null;
    this.#left -= 1;
    return this.#before;
  }

  changed(before: Rules, after: Rules): void {
    if (JSON.stringify([...before]) !== JSON.stringify([...after])) this.#before = before;
  }

  end(): void {
    this.#left = 0;
  }
}
