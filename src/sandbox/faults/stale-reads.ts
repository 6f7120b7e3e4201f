import { isRecord } from '#sandbox/state/checks.ts';
import type { RegionState } from '#sandbox/state/state.ts';
import type { Store } from '#sandbox/state/store.ts';
import type { Fault } from './kinds.ts';

type Regions = Record<string, RegionState>;

/** Compares plain data; what both share is not looked into. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, i) => isEqual(item, other[i]));
  if (!isRecord(one) || !isRecord(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isEqual(one[name], other[name]))
  );
}

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
        let before: Regions = {};
        let after: Regions = {};
        const result = await store.change((draft, stored) => {
          const value = edit(draft, stored);
          before = stored.regions;
          after = draft.regions;
          return value;
        });
        if (!isEqual(before, after)) this.#previousRegions = before;
        return result;
      },
    };
  }
}
