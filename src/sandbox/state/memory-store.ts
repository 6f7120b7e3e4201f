import type { State } from './state.ts';
import type { Store } from './store.ts';

/** State that ends with the process. */
export class MemoryStore implements Store {
  #state: State;
  readonly #seed: () => State;

  constructor(seed: () => State) {
    this.#seed = seed;
    this.#state = seed();
  }

  read(): Promise<State> {
    return Promise.resolve(this.#state);
  }

  async change<T>(edit: (draft: State) => T): Promise<T> {
    const draft = structuredClone(this.#state);
    const result = edit(draft);
    this.#state = draft;
    return Promise.resolve(result);
  }

  reset(): Promise<void> {
    this.#state = this.#seed();
    return Promise.resolve();
  }
}
