import { expect } from 'vitest';
import { parseNote } from '#core/grants/note.ts';
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

interface Whose {
  readonly before: string;
  readonly after: string;
  readonly status: string;
  /** What may be so where a call was broken off; never that nobody has access. Default: nothing else. */
  readonly between?: string;
}

const SO: Readonly<Record<Rewriting, Whose>> = {
  extended: { before: 'jo 1', after: 'jo 3', status: 'extended' },
  left: { before: 'ann on, jo on', after: 'ann on', status: 'removed' },
  moved: { before: 'jo on', after: 'moved: jo on', status: 'moved', between: 'jo on, moved: jo on' },
};

type Descriptions = readonly (string | null)[];

/** Of the rule, and of the same at the address that it moves to. */
const whose = ([rule = null, moved = null]: Descriptions): string =>
  [...(rule === null ? [] : [heldBy(rule)]), ...(moved === null ? [] : [`moved: ${heldBy(moved)}`])].join(
    ', ',
  );

/** Holds what a tool answered against whose the rule is. */
export function judgeNote(
  { action, rewrites }: CallRow & { readonly rewrites: Rewriting },
  column: FaultColumn,
  { result, report }: Answer,
  [before, after]: readonly [Descriptions, Descriptions],
): void {
  const so = SO[rewrites];
  expect(whose(before)).toBe(so.before);
  if (result?.['status'] === 'partial') {
    expect([so.before, so.between, so.after]).toContain(whose(after));
    expect(result['failures']).toHaveLength(1);
    if (column.recovers) expect.fail(`should have got over it: ${JSON.stringify(result)}`);
    return;
  }
  if (result) {
    expect(result['status']).toBe(so.status);
    expect(whose(after)).toBe(so.after);
    return;
  }
  expect(report.code).not.toBe('internal_error');
  expect(['not_done', 'unknown']).toContain(report.outcome);
  if (report.outcome === 'not_done') expect(whose(after)).toBe(so.before);
  else {
    expect([so.before, so.between, so.after]).toContain(whose(after));
    expect(report.guidance.join(' ')).toMatch(/list sg-\w+ (?:in us-east-1 )?to see/);
  }
  const isChange = /^(Update|Authorize|Revoke)/.test(action);
  if (column.recovers || (column.isMade && isChange))
    expect.fail(`should have got over it: ${JSON.stringify(report)}`);
}
