import { describe, expect, it } from 'vitest';
import { byAwsClock } from './moment.ts';
import { createHolder, createGrant, inMinutes, NOW } from '#test/support/arbitraries/grants.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import {
  describeGrant,
  isPastGrace,
  isExpired,
  hasNoLiveGrant,
  addGrant,
  lastEnd,
  removeGrant,
} from './grant.ts';
import { formatNote, type Grant, type Note } from './note.ts';

const noteOf = (...holders: readonly Grant[]): Note => ({ words: null, holders });
const want = (name: string, until: Date | null | undefined, reason: string | null = null) => ({
  holder: createHolder(name),
  until,
  reason,
});

describe('the end of a share', () => {
  it.each([
    [inMinutes(1), false, false],
    [inMinutes(0, 1), false, false],
    [inMinutes(0), true, false],
    [inMinutes(-1), true, false],
    [inMinutes(-2, 1), true, false],
    [inMinutes(-2), true, true],
    [inMinutes(-9), true, true],
    [null, false, false],
  ])('%s: expired %s, ended %s', (until, expired, ended) => {
    expect([isExpired(createGrant('jo', until), NOW), isPastGrace(createGrant('jo', until), NOW)]).toEqual([
      expired,
      ended,
    ]);
  });

  it('is the last of all, and none where one has none', () => {
    const [soon, late] = [inMinutes(5), inMinutes(9)];
    expect(
      lastEnd(noteOf(createGrant('jo', soon), createGrant('ann', late), createGrant('bob', soon))),
    ).toEqual(late);
    expect(lastEnd(noteOf(createGrant('jo', soon)))).toEqual(soon);
    expect(lastEnd(noteOf(createGrant('jo', late), createGrant('ann'), createGrant('bob', soon)))).toBeNull();
    expect(lastEnd(noteOf(createGrant('ann'), createGrant('jo', late)))).toBeNull();
  });

  it('a rule is over with the last of its shares', () => {
    expect(
      hasNoLiveGrant(noteOf(createGrant('jo', inMinutes(-9)), createGrant('ann', inMinutes(-2))), NOW),
    ).toBe(true);
    expect(
      hasNoLiveGrant(noteOf(createGrant('jo', inMinutes(-9)), createGrant('ann', inMinutes(-1))), NOW),
    ).toBe(false);
    expect(hasNoLiveGrant(noteOf(createGrant('jo', inMinutes(-9)), createGrant('ann')), NOW)).toBe(false);
  });
});

describe('to join', () => {
  const jo = createGrant('jo', inMinutes(60), 'deploy');

  it.each([
    ['shorter', inMinutes(30)],
    ['as long', inMinutes(60)],
    ['nothing said', undefined],
  ])('again, %s: held as it is', (_, until) => {
    expect(addGrant(noteOf(jo), want('jo', until, 'other'), byAwsClock(NOW))).toEqual({
      kind: 'held',
      own: jo,
    });
  });

  it('again, without an end where there is none: held', () => {
    expect(addGrant(noteOf(createGrant('jo')), want('jo', null), byAwsClock(NOW))).toMatchObject({
      kind: 'held',
    });
    expect(addGrant(noteOf(createGrant('jo')), want('jo', inMinutes(9)), byAwsClock(NOW))).toMatchObject({
      kind: 'held',
    });
  });

  it('again, for longer: in its place, with the reason that it had unless there is another', () => {
    const note = noteOf(jo, createGrant('ann'));
    const longer = createGrant('jo', inMinutes(90), 'deploy');
    expect(addGrant(note, want('jo', inMinutes(90)), byAwsClock(NOW))).toEqual({
      kind: 'changed',
      note: noteOf(longer, createGrant('ann')),
      shortens: false,
      own: longer,
    });
    expect(addGrant(note, want('jo', null, 'index'), byAwsClock(NOW))).toMatchObject({
      own: { until: null, reason: 'index' },
    });
  });

  it.each([inMinutes(0), inMinutes(-1), inMinutes(-9)])(
    'again, after the end (%s): it begins anew',
    (until) => {
      const found = addGrant(
        noteOf(createGrant('jo', until, 'deploy')),
        want('jo', undefined),
        byAwsClock(NOW),
      );
      expect(found).toEqual({
        kind: 'changed',
        note: noteOf(createGrant('jo')),
        shortens: false,
        own: createGrant('jo'),
      });
    },
  );

  it('beside others: at the end of the list', () => {
    const found = addGrant({ words: 'Jo', holders: [jo] }, want('ann', inMinutes(5)), byAwsClock(NOW));
    expect(found.kind === 'changed' && formatNote(found.note)).toBe(
      'Jo [awswhitelist:1 jo until 2026-11-23T19:00Z (deploy); ann until 2026-11-23T18:05Z]',
    );
  });
});

describe('a note that is full', () => {
  const refusal = (note: Note, ...args: Parameters<typeof want>) => {
    try {
      addGrant(note, want(...args), byAwsClock(NOW));
    } catch (error) {
      if (error instanceof WhitelistError) return error.report();
    }
    throw new Error('It was not refused.');
  };

  it('names who is there, who has ended apart', () => {
    const others = [
      createGrant('ann', inMinutes(60), 'x'.repeat(100)),
      createGrant('bob', null, 'y'.repeat(60)),
    ];
    const report = refusal(
      noteOf(...others, createGrant('old', inMinutes(-9))),
      'jo',
      inMinutes(5),
      'z'.repeat(40),
    );
    expect(report).toMatchObject({ code: 'holders_full', outcome: 'not_done', retryable: false });
    expect(report.message).toBe(
      "The rule's description has no room for jo: AWS keeps 255 characters, and has ann until 2026-11-23T19:00Z, bob (no end).",
    );
  });

  it('of the caller alone names nobody', () => {
    const note = noteOf(createGrant('old', inMinutes(-9)));
    expect(refusal(note, 'jo', null, 'x'.repeat(250)).message).toMatch(/AWS keeps 255 characters\.$/);
  });

  it('of words alone says so', () => {
    const note = { words: 'w'.repeat(225), holders: [createGrant('jo', inMinutes(-9))] };
    expect(refusal(note, 'jo', null, 'index repair').message).toContain(
      'and has its own words (225 characters).',
    );
  });

  it('also refuses a longer share with a longer reason, and drops nobody for it', () => {
    const note = { words: 'w'.repeat(200), holders: [createGrant('jo', inMinutes(9))] };
    expect(refusal(note, 'jo', inMinutes(90), 'x'.repeat(30)).code).toBe('holders_full');
  });

  it('keeps who is in the grace', () => {
    const late = createGrant('late', inMinutes(-1), 'x'.repeat(100));
    const note = {
      words: 'w'.repeat(50),
      holders: [late, createGrant('gone', inMinutes(-3), 'y'.repeat(20))],
    };
    const found = addGrant(note, want('jo', inMinutes(9), 'z'.repeat(15)), byAwsClock(NOW));
    expect(found).toMatchObject({ note: { holders: [late, { holder: 'jo' }] } });
  });
});

it('who leaves as the last leaves nobody, and so does who was never there; what others hold stays', () => {
  const jo = createGrant('jo', inMinutes(5));
  const gone = createGrant('old', inMinutes(-3));
  expect(removeGrant(noteOf(jo, gone), createHolder('jo'), byAwsClock(NOW))).toEqual({ kind: 'last' });
  expect(removeGrant(noteOf(gone), createHolder('jo'), byAwsClock(NOW))).toEqual({ kind: 'last' });
  expect(removeGrant(noteOf(jo, gone), createHolder('ann'), byAwsClock(NOW))).toEqual({
    kind: 'not_held',
    others: [jo],
  });
  expect(removeGrant(noteOf(jo, gone, createGrant('ann')), createHolder('ann'), byAwsClock(NOW))).toEqual({
    kind: 'changed',
    note: noteOf(jo, gone),
    live: [jo],
  });
});

it('a share is described in few words', () => {
  expect([createGrant('jo', inMinutes(2), 'x'), createGrant('ann')].map(describeGrant)).toEqual([
    'jo until 2026-11-23T18:02Z',
    'ann (no end)',
  ]);
});
