import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteMasked, redactKnown, redactRandomLooking } from './redact.ts';

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

describe('a refused value', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['', '""'],
    [80.5, '80.5'],
    [false, 'false'],
    [[1, 2], 'a list'],
    [{ a: 1 }, 'an object'],
    ['a\u202eb', '"a\\u{202e}b"'],
    ['x y'.repeat(40), `"${'x y'.repeat(40).slice(0, 80)}…"`],
    ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '"[masked]"'],
    ['key: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE, and', '"key: [masked], and"'],
    ['wJalrXUtnFEMI%2FK7MDENG%2fbPxRfiCYEXAMPLEKEY', '"[masked]"'],
    ['eyJhbGciOiJS-UzI1NiJ9.eyJpc3MiOi_J4In0.', '"[masked]"'],
    ['/nowhere/eyJhbGciOiJSUzI1NiJ9k7Qw-x8ZpL2vN_cR4tY6.eyJpc3MiOi_J4In0.q-r', '"[masked].[masked]"'],
    ['eyJhbGci and no more', '"eyJhbGci and no more"'],
    ['Ab-c_d/e+f'.repeat(9), '"[masked]"'],
    ['arn:aws:iam::123456789012:role/a-name-of-very-many-parts', null],
    ['production-network-administrators-of-the-northern-region', null],
  ])('is repeated: %j as %s', (value, text) => {
    expect(quoteMasked(value)).toBe(text ?? `"${String(value)}"`);
  });
});

describe('words in which something long may stand', () => {
  it.each([
    '/Users/JohnDoe/Projects/Terraform2024/Whitelist/config.json',
    '/home/jo/.config/awswhitelist/production/network/administrators/config.json',
    'User: arn:aws:sts::123456789012:assumed-role/SecurityAdministratorOfTheNorth7/jo is not authorized',
    '/nix/store/0c3a9fq1k8v2m5x7z4b6n8d1f3h5j7l9-awswhitelist/config.json',
    '3c59dc048e8850243be8079a5c74d079e4da3b7fbbce2345d7772b0674a318d5',
  ])('are left as they are: %s', (text) => {
    expect(redactRandomLooking(text)).toBe(text);
  });

  it.each([
    ['/nowhere/wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '[masked]'],
    [`${'/nowhere'.repeat(9)}/eyJhbGciOiJSUzI1NiJ9eyJpc3MiOiJ4In0/wJalrXUtnFEMI`, '[masked]'],
    [[...'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'].join('\u200c'), '[masked]'],
    ['-c q7Zr1/CanarySecret+0Kx9PbVf3TjUw5Hs8LmDa.json', '-c [masked].json'],
  ])('lose what came about by chance: %s', (text, left) => {
    expect(redactRandomLooking(text)).toBe(left);
  });
});
