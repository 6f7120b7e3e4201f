import { expect } from 'vitest';
import { parseNote } from '#core/grants/note.ts';
import type { FaultColumn } from './faults.ts';
import type { CallRow } from './rows.ts';
import type { Answer } from './system.ts';

type NoteUpdateKind = NonNullable<CallRow['rewrites']>;

/** Whose the rule is, for how many hours from now on. */
const heldBy = (description: string | null): string =>
  (parseNote(description)?.holders ?? [])
    .map(
      ({ holder, until }) =>
        `${holder} ${until ? Math.round((until.getTime() - Date.now()) / 3_600_000) : 'on'}`,
    )
    .join(', ');

interface ExpectedHolders {
  readonly before: string;
  readonly after: string;
  readonly status: string;
  /** What may be so where a call was broken off; never that nobody has access. Default: nothing else. */
  readonly between?: string;
}

const EXPECTED_HOLDERS: Readonly<Record<NoteUpdateKind, ExpectedHolders>> = {
  extended: { before: 'jo 1', after: 'jo 3', status: 'extended' },
  left: { before: 'ann on, jo on', after: 'ann on', status: 'released' },
  moved: { before: 'jo on', after: 'moved: jo on', status: 'moved', between: 'jo on, moved: jo on' },
};

type Descriptions = readonly (string | null)[];

/** Of the rule, and of the same at the address that it moves to. */
const describeHolders = ([rule = null, moved = null]: Descriptions): string =>
  [...(rule === null ? [] : [heldBy(rule)]), ...(moved === null ? [] : [`moved: ${heldBy(moved)}`])].join(
    ', ',
  );

/** Holds what a tool answered against whose the rule is. */
export function checkNote(
  { action, rewrites }: CallRow & { readonly rewrites: NoteUpdateKind },
  column: FaultColumn,
  { result, report }: Answer,
  [before, after]: readonly [Descriptions, Descriptions],
): void {
  const so = EXPECTED_HOLDERS[rewrites];
  expect(describeHolders(before)).toBe(so.before);
  if (result?.['status'] === 'partial') {
    expect([so.before, so.between, so.after]).toContain(describeHolders(after));
    expect(result['failures']).toHaveLength(1);
    if (column.recovers) expect.fail(`should have got over it: ${JSON.stringify(result)}`);
    return;
  }
  if (result) {
    expect(result['status']).toBe(so.status);
    expect(describeHolders(after)).toBe(so.after);
    return;
  }
  expect(report.code).not.toBe('internal_error');
  expect(['not_done', 'unknown']).toContain(report.outcome);
  if (report.outcome === 'not_done') expect(describeHolders(after)).toBe(so.before);
  else {
    expect([so.before, so.between, so.after]).toContain(describeHolders(after));
    expect(report.guidance.join(' ')).toMatch(/list sg-\w+ (?:in us-east-1 )?to see/);
  }
  const isChange = /^(Update|Authorize|Revoke)/.test(action);
  if (column.recovers || (column.isMade && isChange))
    expect.fail(`should have got over it: ${JSON.stringify(report)}`);
}
