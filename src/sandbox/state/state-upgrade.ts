import type { RegionState, State } from './state.ts';

/** Regions as an earlier version wrote them hold no resources; those of the seed get the seed's. */
function completeRegions(stored: State['regions'], seed: State['regions']): State['regions'] {
  const completedOnes = Object.entries(stored).map(([name, region]): [string, RegionState] => {
    const resources = Object.hasOwn(seed, name) ? seed[name]?.resources : undefined;
    return [
      name,
      resources === undefined ? region : { ...region, resources: { ...resources, ...region.resources } },
    ];
  });
  return Object.fromEntries(completedOnes);
}

/**
 * A state out of a file that an earlier version may have written, with the seed's keys and resources that are
 * missing in it, and with what the seed tells of keys that are there. What stands in the file wins.
 */
export function completeFromSeed(stored: State, seed: State): State {
  const known = new Map(seed.keys.map((key) => [key.accessKeyId, key]));
  const keys = stored.keys.map((key) => ({ ...known.get(key.accessKeyId), ...key }));
  const there = new Set(stored.keys.map(({ accessKeyId }) => accessKeyId));
  return {
    ...stored,
    regions: completeRegions(stored.regions, seed.regions),
    keys: [...keys, ...seed.keys.filter(({ accessKeyId }) => !there.has(accessKeyId))],
  };
}
