import type { RegionState, State } from '#sandbox/state/state.ts';
import type { Store } from '#sandbox/state/store.ts';
import type { Fault } from './kinds.ts';

type Regions = Record<string, RegionState>;

const isRead = (action: string) => action.startsWith('Describe');

/** Reads that see the groups as they were before the last change: eventual consistency, made certain. */
export class StaleReads {
  readonly #store: Store;
  /** The groups before the last change; `null`: there was none. */
  #previousRegions: Regions | null = null;
  #readsLeft = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  stop(): void {
    this.#readsLeft = 0;
  }

  /** @returns what the call sees in the place of the groups as they are; `null`: those as they are */
  begin(action: string, fault: Fault | null): Regions | null {
    if (fault?.kind === 'stale') this.#readsLeft = fault.reads;
    if (!isRead(action) || this.#readsLeft === 0) return null;
    this.#readsLeft -= 1;
    return this.#previousRegions;
  }

  /** The store, watched for changes of the groups. */
  watchStore(): Store {
    const store = this.#store;
    return {
      read: () => store.read(),
      reset: () => {
        this.#previousRegions = null;
        return store.reset();
      },
      change: async (edit) => {
        let before: State['regions'] = {};
        let after: State['regions'] = {};
        const result = await store.change((draft) => {
          before = structuredClone(draft.regions);
          const value = edit(draft);
          after = draft.regions;
          return value;
        });
        if (JSON.stringify(before) !== JSON.stringify(after)) this.#previousRegions = before;
        return result;
      },
    };
  }
}
