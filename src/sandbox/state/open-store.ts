import { FileStore } from './file-store.ts';
import { copyState, type State } from './state.ts';
import type { Store } from './store.ts';

/**
 * Opens the state: in memory, or in a file that is created from the seed when it is not there.
 *
 * @throws SandboxError when the file is damaged or cannot be read or written
 */
export async function openStore(stateFile: string | undefined, seed: () => State): Promise<Store> {
  if (stateFile === undefined) return new MemoryStore(seed);
  const store = new FileStore(stateFile, seed);
  await store.create();
  return store;
}

/** State that ends with the process. */
class MemoryStore implements Store {
  #state: State;
  readonly #seed: () => State;

  constructor(seed: () => State) {
    this.#seed = seed;
    this.#state = seed();
  }

  read(): Promise<State> {
    return Promise.resolve(this.#state);
  }

  async change<T>(edit: (draft: State, before: State) => T): Promise<T> {
    const draft = copyState(this.#state);
    const result = edit(draft, this.#state);
    this.#state = draft;
    return Promise.resolve(result);
  }

  reset(): Promise<void> {
    this.#state = this.#seed();
    return Promise.resolve();
  }
}
