import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOLDER_PATTERN, toHolderName, parseHolder } from './holder.ts';

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
    ['zoë', 'zo-'],
    ['x'.repeat(30), 'x'.repeat(24)],
    ['', 'unknown'],
    ['eyJhbG1ciO2iJ3IzI4NiI5In', 'unknown'],
  ])('%j is %s', (user, name) => {
    expect(toHolderName(user)).toBe(name);
  });

  it('is always a holder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (user) => {
        expect(toHolderName(user)).toMatch(HOLDER_PATTERN);
      }),
    );
  });
});
