import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createGrant, inMinutes } from '#test/support/arbitraries/grants.ts';
import { MAX_DESCRIPTION_LENGTH, parseNote, formatNote } from '#core/grants/note.ts';

/** What docs/grants.md says of notes. */
const page = readFileSync(new URL('../../../docs/grants.md', import.meta.url), 'utf8');

it('its example is a note', () => {
  const [, example = ''] = /```text\n(.*)\n```/.exec(page) ?? [];
  expect(parseNote(example)).toEqual({
    words: 'Jo, home office',
    holders: [createGrant('jo', inMinutes(2), 'deploy'), createGrant('ann')],
  });
});

const rows = [...page.matchAll(/^\| (\d+) characters *\| (\d+) *\| (\d+) *\|$/gm)].map((row) =>
  row.slice(1).map(Number),
);

it('its table tells how many holders there is room for', () => {
  expect(rows).toHaveLength(3);
  for (const [length = 0, alone, beside] of rows)
    expect([room(length, null), room(length, 'w'.repeat(60))]).toEqual([alone, beside]);
});

/** How many holders with an end fit. */
function room(length: number, words: string | null): number {
  const holders = Array.from({ length: 60 }, (_, i) =>
    createGrant(String(i).padStart(length, 'x'), inMinutes(2)),
  );
  const fits = holders.filter(
    (_, i) => formatNote({ words, holders: holders.slice(0, i + 1) }).length <= MAX_DESCRIPTION_LENGTH,
  );
  return fits.length;
}
