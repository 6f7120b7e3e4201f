import { mergeSpans, type Span } from '#core/network/spans.ts';
import { CoverTree } from './cover-tree.ts';
import type { Box } from './full-ports.ts';
import { WorkMeter } from './work-meter.ts';

/**
 * The addresses at which the boxes together have so many ports as is asked for, as merged spans. The addresses are gone
 * through from the lowest one, while a tree keeps which ports are covered: n log n.
 */
export function findSpansWithPorts(
  boxes: readonly Box[],
  isEnough: (portCount: number) => boolean,
  meter: WorkMeter = new WorkMeter(),
): Span[] {
  const edges = [...new Set(boxes.flatMap(({ ports: [from, to] }) => [from, to + 1]))].sort((a, b) => a - b);
  const cellOf = new Map(edges.map((edge, i) => [edge, i]));
  const tree = new CoverTree(edges.slice(1).map((edge, i) => edge - (edges[i] ?? edge)));
  const events = boxes.flatMap(({ addresses: [first, last], ports: [from, to] }) => {
    const cells = { from: cellOf.get(from) ?? 0, end: cellOf.get(to + 1) ?? 0 };
    return [
      { at: first, by: 1 as const, ...cells },
      { at: last + 1n, by: -1 as const, ...cells },
    ];
  });
  const found: Span[] = [];
  const inOrder = meter.sort(events, (a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  for (const [i, { at, by, from, end }] of inOrder.entries()) {
    tree.add(from, end, by);
    meter.spend(1);
    const next = inOrder[i + 1]?.at;
    if (next !== undefined && next > at && isEnough(tree.covered)) found.push([at, next - 1n]);
  }
  return mergeSpans(found);
}
