import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillDescriptionTemplate, parseDescription } from './description.ts';
import { toWhitelistError } from '#core/errors/errors.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-:/()#,@[]+=&;{}!$*';
const legal = (maxLength: number) => fc.string({ unit: fc.constantFrom(...ALPHABET), maxLength });

function guidance(value: unknown) {
  try {
    parseDescription(value);
  } catch (error) {
    return toWhitelistError(error).report().guidance;
  }
  return null;
}

describe('a description', () => {
  it('is taken as it is, if it is of the alphabet of AWS', () => {
    expect(parseDescription(ALPHABET)).toBe(ALPHABET);
    expect(parseDescription('a'.repeat(255))).toHaveLength(255);
    fc.assert(fc.property(legal(255), (text) => parseDescription(text) === text));
  });

  it.each([
    ['a'.repeat(256), 'It is 1 character too long.'],
    ['a'.repeat(300), 'It is 45 characters too long.'],
    ['Büro', 'AWS refuses the character U+00FC ("ü") in a description.'],
    ["it's", 'AWS refuses the character U+0027 ("\'") in a description.'],
    ['home 🏠', 'AWS refuses the character U+1F3E0 ("🏠") in a description.'],
    ['two\nlines', 'AWS refuses the character U+000A in a description.'],
    ['zero\u200bwidth', 'AWS refuses the character U+200B in a description.'],
    ['filler\u3164', 'AWS refuses the character U+3164 in a description.'],
    ['no\u00a0break', 'AWS refuses the character U+00A0 in a description.'],
    ['half \ud83c', 'AWS refuses the character U+D83C in a description.'],
    [
      'key: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      'It seems to hold a secret, which everybody could read who may list the group.',
    ],
  ])('[add.description-refused] is refused with what is wrong: %j', (text, hint) => {
    expect(guidance(text)).toEqual([hint]);
  });

  it('[add.description-refused] is refused for any one character outside the alphabet', () => {
    const foreign = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 1 })
      .filter((c) => !ALPHABET.includes(c));
    fc.assert(
      fc.property(legal(50), foreign, legal(50), (before, character, after) => {
        const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
        expect(guidance(before + character + after)?.[0]).toContain(`the character U+${code}`);
      }),
    );
  });

  it.each([null, undefined, 7, ['a'], {}])('is text, not %j', (value) => {
    expect(guidance(value)).toEqual([]);
  });
});

describe('a template', () => {
  const now = new Date('2026-11-23T23:59:59.999Z');

  it.each([
    ['{user} on {date}, {date}', 'jo', 'jo on 2026-11-23, 2026-11-23'],
    ['by {user}', 'Jörg\\x', 'by J_rg_x'],
    ['by {user}', '$&-{date}', 'by $&-{date}'],
    ['{other} {}', 'jo', '{other} {}'],
  ])('%s of %s is %s', (template, user, text) => {
    expect(fillDescriptionTemplate(template, { now, user })).toBe(text);
  });

  it('of the legal alphabet stays legal, whoever the user is', () => {
    const user = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(legal(100), user, (template, name) => {
        const text = fillDescriptionTemplate(`${template}{user}`, { now, user: name });
        return parseDescription(text) === text;
      }),
    );
  });
});
