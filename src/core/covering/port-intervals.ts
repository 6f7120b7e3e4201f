import type { WorkMeter } from './work-meter.ts';

/** First and last on the line of ports, both included: see `toPortInterval`. */
export type PortInterval = readonly [first: number, last: number];

/** The same ports as intervals that neither touch nor overlap, in order. */
export function mergeIntervals(intervals: readonly PortInterval[], meter: WorkMeter): PortInterval[] {
  const merged: PortInterval[] = [];
  for (const [first, last] of meter.sort(intervals, (a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) merged[merged.length - 1] = [before[0], Math.max(before[1], last)];
    else merged.push([first, last]);
  }
  return merged;
}

/** Whether one of the merged intervals contains all of this one. */
export function isIntervalInside([first, last]: PortInterval, merged: readonly PortInterval[]): boolean {
  let [low, high] = [0, merged.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((merged[middle]?.[1] ?? 0) < first) low = middle + 1;
    else high = middle;
  }
  const found = merged[low];
  return found !== undefined && found[0] <= first && last <= found[1];
}
