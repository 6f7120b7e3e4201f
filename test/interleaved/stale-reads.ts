import type { Rules } from './applied-requests.ts';
import type { Plan } from './plan.ts';

/** What a read shows in the place of how things are; null: as they are. */
export interface ReadView {
  rules: Rules | null;
}

/** Knows which reads the sandbox answers with what had been before the last change: it does so as they arrive. */
export class StaleReads {
  readonly #stale: ReadonlyMap<number, number>;
  #calls = 0;
  #left = 0;
  #before: Rules | null = null;
  /** Reads that arrived beside the last write: what they show is known once that has been looked at. */
  readonly #open: ReadView[] = [];

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

  next(): ReadView {
    const shown: ReadView = { rules: null };
    this.#calls += 1;
    this.#left = this.#stale.get(this.#calls) ?? this.#left;
    if (this.#left === 0) return shown;
    this.#left -= 1;
    this.#open.push(shown);
    return shown;
  }

  changed(before: Rules, after: Rules): void {
    if (JSON.stringify([...before]) !== JSON.stringify([...after])) this.#before = before;
  }

  /** Once the last write has been looked at. */
  settle(): void {
    for (const shown of this.#open.splice(0)) shown.rules = this.#before;
  }

  end(): void {
    this.#left = 0;
  }
}
