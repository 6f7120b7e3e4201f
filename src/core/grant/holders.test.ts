import { describe, expect, it } from 'vitest';
import { holderName, holding, inMinutes, NOW } from '../../../test/support/grant-worlds.ts';
import { WhitelistError } from '../errors.ts';
import { describeHolding, hasEnded, isExpired, isOver, join, lastEnd, leave } from './holders.ts';
import { printNote, type Holding, type Note } from './note.ts';

const noteOf = (...holders: readonly Holding[]): Note => ({ words: null, holders });
const want = (name: string, until: Date | null | undefined, reason: string | null = null) => ({
  holder: holderName(name),
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
    expect([isExpired(holding('jo', until), NOW), hasEnded(holding('jo', until), NOW)]).toEqual([
      expired,
      ended,
    ]);
  });

  it('is the last of all, and none where one has none', () => {
    const [soon, late] = [inMinutes(5), inMinutes(9)];
    expect(lastEnd(noteOf(holding('jo', soon), holding('ann', late), holding('bob', soon)))).toEqual(late);
    expect(lastEnd(noteOf(holding('jo', soon)))).toEqual(soon);
    expect(lastEnd(noteOf(holding('jo', late), holding('ann'), holding('bob', soon)))).toBeNull();
    expect(lastEnd(noteOf(holding('ann'), holding('jo', late)))).toBeNull();
  });

  it('a rule is over with the last of its shares', () => {
    expect(isOver(noteOf(holding('jo', inMinutes(-9)), holding('ann', inMinutes(-2))), NOW)).toBe(true);
    expect(isOver(noteOf(holding('jo', inMinutes(-9)), holding('ann', inMinutes(-1))), NOW)).toBe(false);
    expect(isOver(noteOf(holding('jo', inMinutes(-9)), holding('ann')), NOW)).toBe(false);
  });
});

describe('to join', () => {
  const jo = holding('jo', inMinutes(60), 'deploy');

  it.each([
    ['shorter', inMinutes(30)],
    ['as long', inMinutes(60)],
    ['nothing said', undefined],
  ])('again, %s: held as it is', (_, until) => {
    expect(join(noteOf(jo), want('jo', until, 'other'), NOW)).toEqual({ kind: 'held', own: jo });
  });

  it('again, without an end where there is none: held', () => {
    expect(join(noteOf(holding('jo')), want('jo', null), NOW)).toMatchObject({ kind: 'held' });
    expect(join(noteOf(holding('jo')), want('jo', inMinutes(9)), NOW)).toMatchObject({ kind: 'held' });
  });

  it('again, for longer: in its place, with the reason that it had unless there is another', () => {
    const note = noteOf(jo, holding('ann'));
    const longer = holding('jo', inMinutes(90), 'deploy');
    expect(join(note, want('jo', inMinutes(90)), NOW)).toEqual({
      kind: 'changed',
      note: noteOf(longer, holding('ann')),
      own: longer,
    });
    expect(join(note, want('jo', null, 'index'), NOW)).toMatchObject({
      own: { until: null, reason: 'index' },
    });
  });

  it.each([inMinutes(0), inMinutes(-1), inMinutes(-9)])(
    'again, after the end (%s): it begins anew',
    (until) => {
      const found = join(noteOf(holding('jo', until, 'deploy')), want('jo', undefined), NOW);
      expect(found).toEqual({
        kind: 'changed',
        note: noteOf(holding('jo')),
        own: holding('jo'),
      });
    },
  );

  it('beside others: at the end of the list', () => {
    const found = join({ words: 'Jo', holders: [jo] }, want('ann', inMinutes(5)), NOW);
    expect(found.kind === 'changed' && printNote(found.note)).toBe(
      'Jo [awswhitelist:1 jo until 2026-11-23T19:00Z (deploy); ann until 2026-11-23T18:05Z]',
    );
  });
});

describe('a note that is full', () => {
  const refusal = (note: Note, ...args: Parameters<typeof want>) => {
    try {
      join(note, want(...args), NOW);
    } catch (error) {
      if (error instanceof WhitelistError) return error.report();
    }
    throw new Error('It was not refused.');
  };

  it('names who is there, who has ended apart', () => {
    const others = [holding('ann', inMinutes(60), 'x'.repeat(100)), holding('bob', null, 'y'.repeat(60))];
    const report = refusal(
      noteOf(...others, holding('old', inMinutes(-9))),
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
    const note = noteOf(holding('old', inMinutes(-9)));
    expect(refusal(note, 'jo', null, 'x'.repeat(250)).message).toMatch(/AWS keeps 255 characters\.$/);
  });

  it('of words alone says so', () => {
    const note = { words: 'w'.repeat(225), holders: [holding('jo', inMinutes(-9))] };
    expect(refusal(note, 'jo', null, 'index repair').message).toContain(
      'and has its own words (225 characters).',
    );
  });

  it('also refuses a longer share with a longer reason, and drops nobody for it', () => {
    const note = { words: 'w'.repeat(200), holders: [holding('jo', inMinutes(9))] };
    expect(refusal(note, 'jo', inMinutes(90), 'x'.repeat(30)).code).toBe('holders_full');
  });

  it('keeps who is in the grace', () => {
    const late = holding('late', inMinutes(-1), 'x'.repeat(100));
    const note = { words: 'w'.repeat(50), holders: [late, holding('gone', inMinutes(-3), 'y'.repeat(20))] };
    const found = join(note, want('jo', inMinutes(9), 'z'.repeat(15)), NOW);
    expect(found).toMatchObject({ note: { holders: [late, { holder: 'jo' }] } });
  });
});

it('who leaves as the last leaves nobody, and so does who was never there; what others hold stays', () => {
  const jo = holding('jo', inMinutes(5));
  const gone = holding('old', inMinutes(-3));
  expect(leave(noteOf(jo, gone), holderName('jo'), NOW)).toEqual({ kind: 'last' });
  expect(leave(noteOf(gone), holderName('jo'), NOW)).toEqual({ kind: 'last' });
  expect(leave(noteOf(jo, gone), holderName('ann'), NOW)).toEqual({ kind: 'not_held', others: [jo] });
  expect(leave(noteOf(jo, gone, holding('ann')), holderName('ann'), NOW)).toEqual({
    kind: 'changed',
    note: noteOf(jo, gone),
    live: [jo],
  });
});

it('a share is described in few words', () => {
  expect([holding('jo', inMinutes(2), 'x'), holding('ann')].map(describeHolding)).toEqual([
    'jo until 2026-11-23T18:02Z',
    'ann (no end)',
  ]);
});
