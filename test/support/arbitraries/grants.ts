import fc from 'fast-check';
import { parseHolder, type HolderName } from '#core/grants/holder.ts';
import type { GrantRequest } from '#core/grants/grant.ts';
import type { Grant, Note } from '#core/grants/note.ts';
import { redactRandomLooking } from '#core/errors/invalid-input.ts';

/** Notes, and what becomes of them, for property tests. */

/** AWS's clock. */
export const NOW = new Date('2026-11-23T18:00:00Z');

export const createHolder = (text: string): HolderName => parseHolder(text);

/** So many minutes from now. */
export const inMinutes = (minutes: number, seconds = 0): Date =>
  new Date(NOW.getTime() + minutes * 60_000 + seconds * 1_000);

/** Said by a test, where the type asks for all of it. */
export const createGrant = (
  name: string,
  until: Date | null = null,
  reason: string | null = null,
): Grant => ({
  holder: createHolder(name),
  until,
  reason,
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** EC2's alphabet of descriptions, written down once more. */
export const ALPHABET = `${LETTERS} ._-:/()#,@[]+=&;{}!$*`;

const isNoSecret = (text: string) => redactRandomLooking(text) === text;
const textOf = (alphabet: string, lengths: { minLength: number; maxLength: number }) =>
  fc.string({ unit: fc.constantFrom(...alphabet), ...lengths });

export const letter = fc.constantFrom(...ALPHABET);

/** What notes are made of, so that almost-notes come up. */
const notePiece = fc.constantFrom(
  '[awswhitelist:1 ',
  '[awswhitelist',
  '[awswhitelist:2 ',
  ']',
  '[',
  'jo',
  'ann',
  ' until 2026-11-23T18:02Z',
  ' until 2026-02-30T18:02Z',
  ' (deploy)',
  ' ()',
  '; ',
  ';',
  ' ',
  '  ',
);

const notePieces = fc
  .array(fc.oneof({ arbitrary: notePiece, weight: 5 }, { arbitrary: letter, weight: 1 }))
  .map((all) => all.join(''));

/** Any text that AWS may hold, often much like a note. */
export const foreignText = fc.oneof(
  textOf(ALPHABET, { minLength: 0, maxLength: 60 }),
  notePieces,
  notePieces.map((list) => `[awswhitelist:1 ${list}]`),
);

export const holder: fc.Arbitrary<HolderName> = textOf(`${LETTERS}._@-`, { minLength: 1, maxLength: 24 })
  .filter(isNoSecret)
  .map(createHolder);

export const reason = textOf(ALPHABET.replace(/[()[\];]/g, ''), { minLength: 1, maxLength: 30 }).filter(
  (text) => text.trim() === text && isNoSecret(text),
);

const end = fc
  .integer({ min: Date.UTC(2000, 0) / 60_000, max: Date.UTC(2999, 0) / 60_000 })
  .map((minute) => new Date(minute * 60_000));

export const words = foreignText.filter(
  (text) => text !== '' && !text.includes('[awswhitelist:') && isNoSecret(text),
);

const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });

/** Any note, also one that is longer than AWS takes. */
export const anyNote: fc.Arbitrary<Note> = fc.record({
  words: orNull(words),
  holders: fc.uniqueArray(fc.record({ holder, until: orNull(end), reason: orNull(reason) }), {
    minLength: 1,
    maxLength: 5,
    selector: (one) => one.holder,
  }),
});

/** Ends close to now: past, in the grace of two minutes, to come. */
const nearEnd = orNull(fc.integer({ min: -6, max: 6 }).map((minutes) => inMinutes(minutes)));
const holderOfFew = fc.constantFrom('jo', 'ann', 'bob', 'cy').map(createHolder);
const optionalReason = fc.constantFrom(null, 'deploy');

/** Whatever these come to together, there is room for it. */
export const smallNote: fc.Arbitrary<Note> = fc.record({
  words: fc.constantFrom(null, 'Jo, home'),
  holders: fc.uniqueArray(fc.record({ holder: holderOfFew, until: nearEnd, reason: optionalReason }), {
    minLength: 1,
    maxLength: 4,
    selector: (one) => one.holder,
  }),
});

const toCome = orNull(fc.integer({ min: 1, max: 6 }).map((minutes) => inMinutes(minutes)));

/** Wants an end that it names, or none at all. */
export const grantRequestWithEnd: fc.Arbitrary<GrantRequest> = fc.record({
  holder: holderOfFew,
  until: toCome,
  reason: optionalReason,
});

export const anyGrantRequest: fc.Arbitrary<GrantRequest> = fc.record({
  holder: holderOfFew,
  until: fc.option(toCome, { nil: undefined }),
  reason: optionalReason,
});

/** Notes that are almost full, of several holders, some of whom have ended. */
export const nearlyFullNote: fc.Arbitrary<Note> = fc
  .record({
    length: fc.nat({ max: 150 }),
    holders: fc.uniqueArray(
      fc.record({
        holder: holderOfFew,
        until: nearEnd,
        reason: orNull(fc.constantFrom('x'.repeat(10), 'y'.repeat(30))),
      }),
      { minLength: 1, maxLength: 4, selector: (one) => one.holder },
    ),
  })
  .map(({ length, holders }) => ({ words: length === 0 ? null : 'w'.repeat(length), holders }));
