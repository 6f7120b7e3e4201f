import { describe, expect, it } from 'vitest';
import { describeFilter, endsWithin, matchesFilter, type GrantFilter } from './filter.ts';
import { parseHolder } from './holder.ts';
import { parseNote } from './note.ts';

const NOW = new Date('2026-11-23T12:00:30Z');
const filter = (
  asked: Partial<{ holders: readonly string[]; expired: boolean; within: number }>,
): GrantFilter => ({
  holders: (asked.holders ?? []).map((one) => parseHolder(one)),
  expired: asked.expired ?? false,
  withinMinutes: asked.within ?? null,
});
const matches = (shares: string, asked: Parameters<typeof filter>[0]) => {
  const note = parseNote(`[awswhitelist:1 ${shares}]`);
  if (!note) throw new Error(`no note: ${shares}`);
  return matchesFilter(note, filter(asked), NOW);
};

const GONE = '2026-11-23T12:00Z';
const SOON = '2026-11-23T13:00Z';
const LATE = '2026-11-23T20:00Z';

describe('what is asked of shares', () => {
  it.each([
    [true, 'a holder', 'jo', { holders: ['jo'] }],
    [true, 'one of several holders', `ann until ${SOON}; jo`, { holders: ['jo'] }],
    [false, 'another holder, also in other letters', 'Jo', { holders: ['jo'] }],
    [true, 'both', 'ann; bo; jo', { holders: ['jo', 'ann'] }],
    [false, 'both, where one is there', 'bo; jo', { holders: ['jo', 'ann'] }],
    [true, 'an expired share beside one that is not', `ann; jo until ${GONE}`, { expired: true }],
    [false, 'an expired share where none is', `ann; jo until ${SOON}`, { expired: true }],
    [true, 'whose share has expired', `ann; jo until ${GONE}`, { expired: true, holders: ['jo'] }],
    [
      false,
      "whose share has expired, and not another's",
      `ann; jo until ${GONE}`,
      { expired: true, holders: ['ann'] },
    ],
    [true, 'an end soon', `jo until ${SOON}`, { within: 60 }],
    [false, 'an end that is later', `jo until ${SOON}`, { within: 59 }],
    [false, 'an end that has come already', `jo until ${GONE}`, { within: 60 }],
    [false, 'a share without an end', 'jo', { within: 60 }],
    [false, 'the last end, not the first', `ann until ${LATE}; jo until ${SOON}`, { within: 60 }],
    [false, 'the last end, where one has none', `ann; jo until ${SOON}`, { within: 60 }],
    [true, "the holder's own end", `ann; jo until ${SOON}`, { within: 60, holders: ['jo'] }],
    [true, 'both filters', `ann until ${GONE}; jo until ${SOON}`, { within: 60, expired: true }],
    [
      false,
      'both filters, of one share',
      `ann until ${GONE}; jo until ${SOON}`,
      { within: 60, expired: true, holders: ['jo'] },
    ],
  ])('%s: %s', (expected, _, shares, asked) => {
    expect(matches(shares, asked)).toBe(expected);
  });

  it('an end that comes to the very minute still counts, and one that comes now has come', () => {
    const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
    expect([0, 1, 60, 61].map((seconds) => endsWithin(at(seconds), 1, NOW))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(endsWithin(null, 1, NOW)).toBe(false);
  });
});

it.each([
  [{ holders: ['jo'] }, 'of jo'],
  [{ holders: ['jo', 'ann'] }, 'of both jo and ann'],
  [{ expired: true }, 'with an expired share'],
  [{ within: 90 }, 'with an end within 1 h 30 min'],
  [{ holders: ['jo'], expired: true, within: 60 }, 'of jo with an expired share and an end within 1 h'],
])('%j in words', (asked, words) => {
  expect(describeFilter(filter(asked))).toBe(words);
});
