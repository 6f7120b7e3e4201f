import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote, escapeUnprintable } from './escape.ts';

describe('text from strangers', () => {
  it.each([
    ['plain, ünïcode, 日本語, 🏠', 'plain, ünïcode, 日本語, 🏠'],
    ['a\nb\tc\0\x1b[31m', 'a\\u{a}b\\u{9}c\\u{0}\\u{1b}[31m'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['\u202eright to left\u2066', '\\u{202e}right to left\\u{2066}'],
    ['line\u2028paragraph\u2029', 'line\\u{2028}paragraph\\u{2029}'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
    ['selector \ufe01\u{e0100}', 'selector \\u{fe01}\\u{e0100}'],
    ['filler \u3164\u115f\u034f', 'filler \\u{3164}\\u{115f}\\u{34f}'],
    ['private \ue000, unassigned \u0378', 'private \\u{e000}, unassigned \\u{378}'],
    ['half \ud83c', 'half \\u{d83c}'],
  ])('%j is shown as %s', (text, shown) => {
    expect(escapeUnprintable(text)).toBe(shown);
  });

  it('keeps nothing that is not seen, whatever it is made of', () => {
    const unseen = fc.constantFrom(
      ...Array.from({ length: 0x20 }, (_, i) => String.fromCodePoint(i)),
      ...Array.from({ length: 0x10 }, (_, i) => String.fromCodePoint(0x200b + i)),
      ...Array.from({ length: 0x10 }, (_, i) => String.fromCodePoint(0x2060 + i)),
      ...Array.from({ length: 0x80 }, (_, i) => String.fromCodePoint(0xe0000 + i)),
    );
    const text = fc.string({
      unit: fc.oneof(unseen, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
    });
    fc.assert(
      fc.property(text, (t) => {
        const shown = escapeUnprintable(t);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Bidi_Control}\p{Zl}\p{Zp}\p{DI}]/u);
        expect(escapeUnprintable(shown, Infinity)).toBe(shown);
      }),
      { numRuns: 2000 },
    );
  });

  it('is cut, and says so', () => {
    expect(escapeUnprintable('abcdef', 6)).toBe('abcdef');
    expect(escapeUnprintable('abcdef', 5)).toBe('abcde…');
    expect(escapeUnprintable('x'.repeat(501))).toBe(`${'x'.repeat(500)}…`);
    // A cut through a pair leaves no half of it unseen.
    expect(escapeUnprintable('ab🏠cd', 3)).toBe('ab\\u{d83c}…');
  });
});

describe('text in quotation marks', () => {
  it('is visible, cut, and cannot close them', () => {
    expect(quote('a"b\n\\')).toBe('"a\\u{22}b\\u{a}\\"');
    expect(quote('abcdef', 5)).toBe('"abcde…"');
  });
});
