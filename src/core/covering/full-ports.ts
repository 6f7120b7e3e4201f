import type { Span } from '#core/network/spans.ts';
import { CoverTree } from './cover-tree.ts';
import { mergeIntervals, type PortInterval } from './port-intervals.ts';
import type { WorkMeter } from './work-meter.ts';

/** A rectangle of addresses × ports, both ends included. */
export interface Box {
  readonly addresses: Span;
  readonly ports: PortInterval;
}

/**
 * The ports at which the boxes together contain every address of the span, as merged intervals. The ports are gone
 * through from the lowest one, while a tree keeps what is covered of the addresses: n log n.
 *
 * @param boxes - Parts of them outside the span play no part.
 */
export function findFullPorts(boxes: readonly Box[], [first, last]: Span, meter: WorkMeter): PortInterval[] {
  meter.spend(boxes.length);
  const whole = boxes.filter(({ addresses: [from, to] }) => from <= first && last <= to);
  const full = mergeIntervals(
    whole.map(({ ports }) => ports),
    meter,
  );
  if (whole.length === boxes.length || first === last) return full;
  const parts = boxes.flatMap(({ addresses: [from, to], ports }) => {
    const [start, end] = [from > first ? from : first, to < last ? to : last];
    return start <= end ? [{ start, end: end + 1n, ports }] : [];
  });
  const edges = uniqueSorted([first, last + 1n, ...parts.flatMap(({ start, end }) => [start, end])], meter);
  const cellOf = new Map(edges.map((edge, i) => [edge, i]));
  const events = parts.flatMap(({ start, end, ports: [from, to] }) => {
    const cells = { from: cellOf.get(start) ?? 0, end: cellOf.get(end) ?? 0 };
    return [
      { at: from, by: 1 as const, ...cells },
      { at: to + 1, by: -1 as const, ...cells },
    ];
  });
  const tree = new CoverTree(Array.from({ length: edges.length - 1 }, () => 1));
  const found: PortInterval[] = [];
  let since: number | null = null;
  const inOrder = meter.sort(events, (a, b) => a.at - b.at);
  for (const [i, { at, by, from, end }] of inOrder.entries()) {
    tree.add(from, end, by);
    meter.spend(1);
    // All that happens at one port happens at once.
    if (inOrder[i + 1]?.at === at) continue;
    if (tree.isFull) since ??= at;
    else if (since !== null) {
      found.push([since, at - 1]);
      since = null;
    }
  }
  return mergeIntervals(found, meter);
}

function uniqueSorted(values: readonly bigint[], meter: WorkMeter): bigint[] {
  const sorted = meter.sort(values, (a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
}
