import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyNote, foreignText, letter } from '#test/support/arbitraries/grants.ts';
import { parseDescription } from '#core/rules/description.ts';
import { isNoteOfOtherVersion, MAX_DESCRIPTION_LENGTH, parseNote, formatNote } from './note.ts';

it('what is printed reads back as the same note', () => {
  fc.assert(
    fc.property(anyNote, (note) => {
      expect(parseNote(formatNote(note))).toEqual(note);
      expect(isNoteOfOtherVersion(formatNote(note))).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

it('text that reads as a note is to the letter what would be printed', () => {
  let read = 0;
  fc.assert(
    fc.property(foreignText, (text) => {
      const note = parseNote(text);
      if (note === null) return;
      expect(formatNote(note)).toBe(text);
      read += 1;
    }),
    { numRuns: 30_000, seed: 20261123 },
  );
  expect(read).toBeGreaterThan(20);
});

it('a note with one character other, more or less is no note, or another that is printed so', () => {
  let [lost, read] = [0, 0];
  fc.assert(
    fc.property(anyNote, fc.nat(), letter, fc.constantFrom('other', 'more', 'less'), (note, at, by, how) => {
      const text = formatNote(note);
      const place = at % (text.length + 1);
      const before = text.slice(0, place);
      const after = text.slice(how === 'more' ? place : place + 1);
      const mutated = `${before}${how === 'less' ? '' : by}${after}`;
      const found = parseNote(mutated);
      if (found === null) lost += 1;
      else {
        expect(formatNote(found)).toBe(mutated);
        read += 1;
      }
    }),
    { numRuns: 5000, seed: 20261123 },
  );
  expect(Math.min(lost, read)).toBeGreaterThan(500);
});

it('a note that is no longer than AWS takes is of the letters that AWS takes, and seems to hold no secret', () => {
  let short = 0;
  fc.assert(
    fc.property(anyNote, (note) => {
      const text = formatNote(note);
      fc.pre(text.length <= MAX_DESCRIPTION_LENGTH);
      expect(parseDescription(text)).toBe(text);
      short += 1;
    }),
    { numRuns: 1000 },
  );
  expect(short).toBeGreaterThan(100);
});
