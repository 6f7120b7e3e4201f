import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byAwsClock } from './moment.ts';
import {
  anyGrantRequest,
  nearlyFullNote,
  NOW,
  grantRequestWithEnd,
  smallNote,
} from '#test/support/arbitraries/grants.ts';
import { GRACE_MS, isPastGrace, addGrant, removeGrant, type GrantRequest } from './grant.ts';
import { formatNote, type Grant, type Note } from './note.ts';
import { MAX_DESCRIPTION_LENGTH } from '#core/rules/description.ts';

/** The note after somebody joined. */
const joined = (note: Note, wanted: GrantRequest) => {
  const found = addGrant(note, wanted, byAwsClock(NOW));
  return found.kind === 'held' ? note : found.note;
};
const shareOf = ({ holders }: Note, name: string) => holders.find(({ holder }) => holder === name);
const endOf = (share: Grant | undefined) =>
  share === undefined ? -Infinity : (share.until?.getTime() ?? Infinity);
/** Whose rule it is until when, whatever the order. */
const ends = (note: Note) => note.holders.map((one) => `${one.holder} ${endOf(one)}`).sort();

// Said once more, without the code that is tried.
const isLive = (share: Grant) => endOf(share) > NOW.getTime() - 120_000;

describe('to join', () => {
  it('twice is to join once', () => {
    fc.assert(
      fc.property(smallNote, anyGrantRequest, (note, wanted) => {
        const once = joined(note, wanted);
        expect(addGrant(once, wanted, byAwsClock(NOW))).toMatchObject({
          kind: 'held',
          own: { holder: wanted.holder },
        });
      }),
    );
  });

  it("makes nobody's share shorter, and gives at least what is wanted", () => {
    fc.assert(
      fc.property(smallNote, anyGrantRequest, (note, wanted) => {
        const after = joined(note, wanted);
        for (const before of note.holders)
          expect(endOf(shareOf(after, before.holder))).toBeGreaterThanOrEqual(endOf(before));
        const own = endOf(shareOf(after, wanted.holder));
        if (wanted.until !== undefined)
          expect(own).toBeGreaterThanOrEqual(wanted.until?.getTime() ?? Infinity);
        else expect(own).toBeGreaterThan(NOW.getTime());
      }),
    );
  });

  it('changes no share but its own, and no words', () => {
    fc.assert(
      fc.property(smallNote, anyGrantRequest, (note, wanted) => {
        const others = ({ holders }: Note) => holders.filter(({ holder }) => holder !== wanted.holder);
        const after = joined(note, wanted);
        expect({ words: after.words, others: others(after) }).toEqual({
          words: note.words,
          others: others(note),
        });
      }),
    );
  });

  it('is the same in either order', () => {
    fc.assert(
      fc.property(smallNote, grantRequestWithEnd, grantRequestWithEnd, (note, a, b) => {
        expect(ends(joined(joined(note, a), b))).toEqual(ends(joined(joined(note, b), a)));
      }),
    );
  });

  it('and to leave again is as it was, where one was not there before', () => {
    let back = 0;
    fc.assert(
      fc.property(smallNote, anyGrantRequest, (note, wanted) => {
        fc.pre(shareOf(note, wanted.holder) === undefined);
        const left = removeGrant(joined(note, wanted), wanted.holder, byAwsClock(NOW));
        if (!note.holders.some(isLive)) expect(left).toMatchObject({ kind: 'last' });
        else {
          expect(left).toMatchObject({ kind: 'changed', note });
          back += 1;
        }
      }),
    );
    expect(back).toBeGreaterThan(10);
  });

  it('a note that is almost full: what has ended goes first, else those who are there are named', () => {
    const seen = { all: 0, live: 0, full: 0 };
    fc.assert(
      fc.property(nearlyFullNote, anyGrantRequest, (note, wanted) => {
        const mine = shareOf(note, wanted.holder);
        fc.pre(mine === undefined);
        const own = { holder: wanted.holder, until: wanted.until ?? null, reason: wanted.reason };
        const live = note.holders.filter(isLive);
        const fits = (holders: readonly Grant[]) =>
          formatNote({ ...note, holders }).length <= MAX_DESCRIPTION_LENGTH;
        if (fits([...note.holders, own])) {
          expect(joined(note, wanted)).toEqual({ ...note, holders: [...note.holders, own] });
          seen.all += 1;
        } else if (fits([...live, own])) {
          expect(joined(note, wanted)).toEqual({ ...note, holders: [...live, own] });
          seen.live += 1;
        } else {
          const names = live.map((one): unknown => expect.stringContaining(one.holder));
          expect(() => addGrant(note, wanted, byAwsClock(NOW))).toThrow(
            expect.objectContaining({ code: 'holders_full' }) as Error,
          );
          for (const name of names)
            expect(() => addGrant(note, wanted, byAwsClock(NOW))).toThrow(
              expect.objectContaining({ message: name }) as Error,
            );
          seen.full += 1;
        }
      }),
      { numRuns: 2000, seed: 20261123 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });

  it('never makes a note that AWS would not take, of one that it did', () => {
    fc.assert(
      fc.property(nearlyFullNote, anyGrantRequest, (note, wanted) => {
        fc.pre(formatNote(note).length <= MAX_DESCRIPTION_LENGTH);
        try {
          expect(formatNote(joined(note, wanted)).length).toBeLessThanOrEqual(MAX_DESCRIPTION_LENGTH);
        } catch (error) {
          expect(error).toMatchObject({ code: 'holders_full' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('to leave', () => {
  it('keeps the rule exactly where somebody else still has a share', () => {
    fc.assert(
      fc.property(smallNote, anyGrantRequest, (note, { holder }) => {
        const others = note.holders.filter((one) => one.holder !== holder);
        const live = others.filter(isLive);
        const own = shareOf(note, holder);
        const left = removeGrant(note, holder, byAwsClock(NOW));
        if (live.length === 0) expect(left).toEqual({ kind: 'last' });
        else if (own === undefined) expect(left).toEqual({ kind: 'not_held', others: live });
        else expect(left).toEqual({ kind: 'changed', note: { ...note, holders: others }, live });
      }),
    );
  });
});

it('what has ended stays so', () => {
  fc.assert(
    fc.property(smallNote, fc.nat({ max: 600_000 }), ({ holders }, later) => {
      for (const one of holders) {
        if (isPastGrace(one, NOW)) expect(isPastGrace(one, new Date(NOW.getTime() + later))).toBe(true);
        expect(isPastGrace(one, NOW)).toBe(
          one.until !== null && NOW.getTime() - one.until.getTime() >= GRACE_MS,
        );
      }
    }),
  );
});
