import { expect } from 'vitest';
import { parseNote } from '../../../src/core/grant/note.ts';
import type { FaultColumn } from './faults.ts';
import type { CallRow } from './rows.ts';
import type { Answer } from './world.ts';

type Rewriting = NonNullable<CallRow['rewrites']>;

/** Whose the rule is, for how many hours from now on. */
const heldBy = (description: string | null): string =>
  (parseNote(description)?.holders ?? [])
    .map(
      ({ holder, until }) =>
        `${holder} ${until ? Math.round((until.getTime() - Date.now()) / 3_600_000) : 'on'}`,
    )
    .join(', ');

const SO: Readonly<
  Record<Rewriting, { readonly before: string; readonly after: string; readonly status: string }>
> = {
  extended: { before: 'jo 1', after: 'jo 3', status: 'extended' },
  left: { before: 'ann on, jo on', after: 'ann on', status: 'removed' },
};

/** Holds what a tool answered against whose the rule is. */
export function judgeNote(
  { action, rewrites }: CallRow & { readonly rewrites: Rewriting },
  column: FaultColumn,
  { result, report }: Answer,
  [before, after]: readonly [string | null, string | null],
): void {
  const so = SO[rewrites];
  expect(heldBy(before)).toBe(so.before);
  if (result) {
    expect(result['status']).toBe(so.status);
    expect(heldBy(after)).toBe(so.after);
    return;
  }
  expect(report.code).not.toBe('internal_error');
  expect(['not_done', 'unknown']).toContain(report.outcome);
  if (report.outcome === 'not_done') expect(heldBy(after)).toBe(so.before);
  else {
    expect([so.before, so.after]).toContain(heldBy(after));
    expect(report.guidance.join(' ')).toMatch(/list sg-\w+ (?:in us-east-1 )?to see/);
  }
  const isChange = action.startsWith('Update');
  if (column.recovers || (column.isMade && isChange))
    expect.fail(`should have got over it: ${JSON.stringify(report)}`);
}
