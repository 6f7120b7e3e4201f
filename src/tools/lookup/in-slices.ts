/** How long the work of one call may keep all others waiting: milliseconds. */
const SLICE_MS = 15;

/** Does it for all, and lets the rest of the process have its turn from time to time. */
export async function mapInSlices<T, R>(items: readonly T[], run: (item: T) => R): Promise<R[]> {
  const results: R[] = [];
  let since = performance.now();
  for (const item of items) {
    results.push(run(item));
    if (performance.now() - since < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
  return results;
}
