import type { State } from './state.ts';

/**
 * A state out of a file that an earlier version may have written, with the seed's keys that are missing in it, and
 * with what the seed tells of keys that are there. What stands in the file wins.
 */
export function completed(stored: State, seed: State): State {
  const known = new Map(seed.keys.map((key) => [key.accessKeyId, key]));
  const kept = stored.keys.map((key) => ({ ...known.get(key.accessKeyId), ...key }));
  const there = new Set(stored.keys.map(({ accessKeyId }) => accessKeyId));
  return { ...stored, keys: [...kept, ...seed.keys.filter(({ accessKeyId }) => !there.has(accessKeyId))] };
}
