import { FileStore } from './file-store.ts';
import { MemoryStore } from './memory-store.ts';
import type { State } from './state.ts';
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
