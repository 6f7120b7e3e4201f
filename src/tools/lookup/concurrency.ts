/** EC2 counts changes per account and region and lets in few in a second; its reads go by the same number. */
const MAX_CONCURRENT_PER_REGION = 4;

interface Regional {
  readonly region: string;
}

/**
 * Does it for all, the regions side by side and a few at a time in each.
 *
 * @returns the results in the order of the items
 */
export async function mapPerRegion<T, R>(
  items: readonly T[],
  regionOf: (item: T) => Regional,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const queues = new Map<string, [number, T][]>();
  for (const [i, item] of items.entries()) {
    const { region } = regionOf(item);
    queues.set(region, [...(queues.get(region) ?? []), [i, item]]);
  }
  const results: [number, R][] = [];
  const drain = async (queue: [number, T][]) => {
    for (let next = queue.shift(); next; next = queue.shift()) results.push([next[0], await run(next[1])]);
  };
  await Promise.all(
    [...queues.values()].flatMap((queue) =>
      Array.from({ length: MAX_CONCURRENT_PER_REGION }, () => drain(queue)),
    ),
  );
  return results.sort(([a], [b]) => a - b).map(([, result]) => result);
}
