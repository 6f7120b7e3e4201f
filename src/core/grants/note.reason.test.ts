import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ALPHABET, createGrant } from '#test/support/arbitraries/grants.ts';
import { formatNote, parseNote, parseReason } from './note.ts';

it.each([
  [undefined, null],
  ['', null],
  ['  ', null],
  ['index repair, ticket 4711', 'index repair, ticket 4711'],
  [' deploy ', 'deploy'],
])('%j is %j', (given, reason) => {
  expect(parseReason(given)).toBe(reason);
});

it.each(['a (b)', 'a;b', '[a]', 'a)', ']'])('%j is told what a reason cannot have', (given) => {
  expect(() => parseReason(given)).toThrow(
    /^Invalid reason: .*expected text without \( \) \[ \] and ;\. Example:/,
  );
});

it.each(['zoë', 'a\nb', 'x'.repeat(256), 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'])(
  '%j is what AWS or nobody should have',
  (given) => {
    expect(() => parseReason(given)).toThrow(/^Invalid reason: .*at most 255/);
  },
);

it('what is a reason reads back from a note', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...ALPHABET), maxLength: 40 }), (text) => {
      fc.pre(!/[()[\];]/.test(text));
      const note = { words: null, holders: [createGrant('jo', null, parseReason(text))] };
      expect(parseNote(formatNote(note))).toEqual(note);
    }),
  );
});
