import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactKnown } from './redact.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const CODE = '493021';

describe('a text without the parts of secrets', () => {
  it.each([
    ['', ''],
    ['nothing of the kind', 'nothing of the kind'],
    [SECRET, '[masked]'],
    [`key ${SECRET}.`, 'key [masked].'],
    [`key ${SECRET.slice(3, 20)}…`, 'key [masked]…'],
    [`${SECRET.slice(0, 12)} ${SECRET.slice(-12)}`, '[masked] [masked]'],
    [`${SECRET}${SECRET}`, '[masked]'],
    ['wJalrXUtnFE is too short', 'wJalrXUtnFE is too short'],
    [`?key=${encodeURIComponent(SECRET)}&a=b`, '?key=[masked]&a=b'],
    [`code ${CODE}, 49302`, 'code [masked], 49302'],
    ['half \ud83c', 'half \ud83c'],
  ])('%j is %j', (text, left) => {
    expect(redactKnown(text, [SECRET, CODE, '', 'e', `${'ab'.repeat(9)}\ud83c`])).toBe(left);
  });

  it('holds none of them, and all the rest', () => {
    const secret = fc.string({ unit: fc.constantFrom(...'aB3+'), minLength: 12, maxLength: 40 });
    const rest = fc.array(fc.constantFrom('-', 'x y', 'ü', '.'));
    fc.assert(
      fc.property(secret, fc.array(fc.tuple(rest, fc.nat(30), fc.nat(40))), (key, parts) => {
        const text = parts.map(([words, from, to]) => `${words.join('')}${key.slice(from, to)}`).join('-');
        const left = redactKnown(text, [key]);
        for (let i = 0; i + 12 <= key.length; i += 1) expect(left).not.toContain(key.slice(i, i + 12));
        const kept = (one: string) => one.replaceAll('[masked]', '').replaceAll(/[aB3+]/g, '');
        expect(kept(left)).toBe(kept(text));
      }),
    );
  });
});
