import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LEFT_OUT } from '../../../scripts/lib/test-size.ts';

export { LEFT_OUT };

// The short form of long tests. `npm test` runs a fixed part of each long table, and tries each costly property less
// often, from a fixed seed; what it leaves out is listed as such. `npm run test:full`, as CI does, runs all of it.

const { AWSWHITELIST_TEST_SIZE: SIZE = 'short', AWSWHITELIST_LEFT_OUT: LOG } = process.env;
if (SIZE !== 'short' && SIZE !== 'full')
  throw new Error(`AWSWHITELIST_TEST_SIZE is short or full, not ${SIZE}`);
const isFull = SIZE === 'full';

/** The seed of short forms of properties that are otherwise tried with new input each time. */
const SHORT_SEED = 20261123;

/** Which rows of a table the short form keeps. */
export interface Sampling<Row> {
  /** Every so many-th row, … */
  readonly every: number;
  /** … counted from this one … Default: the first. */
  readonly from?: number;
  /** … and the first row of each kind. */
  readonly kindsOf?: (row: Row) => readonly string[];
}

export interface SampledRow<Row> {
  readonly row: Row;
  readonly isLeftOut: boolean;
}

/** The rows in their order, each with whether the short form leaves it out. At full size none is. */
export function sampleRows<Row>(
  rows: readonly Row[],
  { every, from = 0, kindsOf = () => [] }: Sampling<Row>,
): SampledRow<Row>[] {
  const met = new Set<string>();
  return rows.map((row, i) => {
    const kinds = kindsOf(row);
    const isNew = kinds.some((kind) => !met.has(kind));
    for (const kind of kinds) met.add(kind);
    return { row, isLeftOut: !isFull && !isNew && i % every !== from % every };
  });
}

/** What `it.each` and `describe.each` take: a row of several values is spread. */
type Values<Row> = Row extends readonly [...infer Columns] ? Columns : [Row];

type Each = (
  rows: readonly unknown[][],
) => (title: string, body: (...values: unknown[]) => void, ms?: number) => void;

const each =
  (kept: Each, leftOut: Each) =>
  <Row>(rows: readonly Row[], sampling: Sampling<Row>) =>
  (title: string, body: (...values: Values<Row>) => unknown, ms?: number): void => {
    const sampled = sampleRows(rows, sampling);
    const rowsWhere = (isLeftOut: boolean): unknown[][] =>
      sampled
        .filter((one) => one.isLeftOut === isLeftOut)
        .map(({ row }) => (Array.isArray(row) ? (row as unknown[]) : [row]));
    const run = body as (...values: unknown[]) => void;
    kept(rowsWhere(false))(title, run, ms);
    leftOut(rowsWhere(true))(title + LEFT_OUT, run, ms);
  };

/** `describe.each`, with the tests of some rows left out of the short form. */
export const describeSampled = each(
  (rows) => describe.each(rows),
  (rows) => describe.skip.each(rows),
);

/** `it.each`, with some rows left out of the short form. */
export const itSampled = each(
  (rows) => it.each(rows),
  (rows) => it.skip.each(rows),
);

/** One test for each row, side by side, but for those that the short form leaves out. */
export function testSampledConcurrently<Row>(
  rows: readonly SampledRow<Row>[],
  titleOf: (row: Row) => string,
  body: (row: Row) => Promise<void>,
  ms?: number,
): void {
  for (const { row, isLeftOut } of rows) {
    if (isLeftOut) it.skip(titleOf(row) + LEFT_OUT);
    else it.concurrent(titleOf(row), () => body(row), ms);
  }
}

/** How often something is tried. */
export interface Rounds {
  readonly full: number;
  readonly short: number;
}

/** The number of rounds; what the short form leaves out is counted for the end of `npm test`. */
export function roundsOf({ full, short }: Rounds): number {
  if (isFull) return full;
  const { testPath: file } = expect.getState();
  if (LOG !== undefined) appendFileSync(LOG, `${JSON.stringify({ file, full, short })}\n`);
  return short;
}

/**
 * Parameters for fast-check. The short form tries the first of the inputs that the full one tries, where that has a
 * seed. `share` is the part of a full count that may be expected: of the short form half of what its number of runs
 * would suggest, since a small sample varies more.
 */
export function propertyRuns({ full, short, seed }: Rounds & { readonly seed?: number }) {
  const numRuns = roundsOf({ full, short });
  const fixed = isFull ? seed : (seed ?? SHORT_SEED);
  return { numRuns, share: isFull ? 1 : numRuns / full / 2, ...(fixed !== undefined && { seed: fixed }) };
}
