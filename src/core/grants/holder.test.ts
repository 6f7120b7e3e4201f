import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOLDER_PATTERN, isAscii, toHolderName, parseHolder } from './holder.ts';

describe('a holder', () => {
  it.each(['jo', 'J', 'jo.doe@example.com', 'ci-runner_7', '...', 'x'.repeat(24)])('%s', (name) => {
    expect(parseHolder(name)).toBe(name);
  });

  it.each(['', ' ', 'jo doe', 'zoë', 'jo;ann', 'jo\n', '[jo]', 'x'.repeat(25), 7, null, undefined, ['jo']])(
    '%j is none',
    (value) => {
      expect(() => parseHolder(value, 'grants.holder')).toThrow(
        /^Invalid grants\.holder: .*expected 1 to 24 letters .*Example: "jo"/,
      );
    },
  );

  it('that looks like a secret is none', () => {
    expect(() => parseHolder('eyJhbG1ciO2iJ3IzI4NiI5In')).toThrow(/and no secret/);
  });
});

describe("the operating system's user", () => {
  it.each([
    ['jo', 'jo'],
    ['Jo Doe', 'Jo-Doe'],
    ['EXAMPLE\\jo', 'EXAMPLE-jo'],
    ['x'.repeat(24), 'x'.repeat(24)],
    ['', 'unknown'],
    ['eyJhbG1ciO2iJ3IzI4NiI5In', 'unknown'],
    ['user@example.com', 'user@example.com'],
  ])('%j is %s', (user, name) => {
    expect(toHolderName(user)).toBe(name);
  });

  it.each([
    ['zoë', /^zoe-[0-9a-z]{9,11}$/],
    ['Jürgen Müller', /^Jurgen-Mulle-[0-9a-z]{9,11}$/],
    ['张伟', /^user-[0-9a-z]{9,11}$/],
    ['Јован', /^user-[0-9a-z]{9,11}$/],
    ['svc-deployment-production-eu', /^svc-deployme-[0-9a-z]{9,11}$/],
  ])('[hosts.holders-apart] %j can be told from others', (user, wanted) => {
    expect(toHolderName(user)).toMatch(wanted);
    expect(toHolderName(user)).toBe(toHolderName(user));
  });

  it('[hosts.holders-apart] never shares a holder outside ASCII, or beyond its length', () => {
    const names = [
      '张伟',
      '王芳',
      'Јован',
      'Ана',
      'zoë',
      'zoé',
      'zoe\u0308',
      'ë',
      'é',
      '\ud800',
      '\ud801',
      'ß',
      'ö',
    ];
    const long = [
      'x'.repeat(25),
      'x'.repeat(26),
      'svc-deployment-production-eu',
      'svc-deployment-production-us',
    ];
    const all = [...names, ...long];
    expect(new Set(all.map(toHolderName)).size).toBe(all.length);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        fc.pre(one !== other && !isAscii(one) && !isAscii(other));
        expect(toHolderName(one)).not.toBe(toHolderName(other));
      }),
    );
  });

  it('is always a holder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (user) => {
        expect(toHolderName(user)).toMatch(HOLDER_PATTERN);
      }),
    );
  });
});
