import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closestMatch, closestMatches } from './did-you-mean.ts';

const known = ['security_group_id', 'ip_address', 'port', 'protocol', 'profile'];

describe('the nearest word', () => {
  it.each([
    ['port', 'port'],
    ['PORT', 'port'],
    ['prot', 'port'],
    ['ports', 'port'],
    ['por', 'port'],
    ['ip_adress', 'ip_address'],
    ['ipaddress', 'ip_address'],
    ['group_id', null],
    ['security_group', 'security_group_id'],
    ['banana', null],
    ['', null],
    ['pp', null],
  ])('of %j is %j', (word, meant) => {
    expect(closestMatch(word, known)).toBe(meant);
  });

  it('is none where there is nothing to choose, nothing in common, or a word of no sensible length', () => {
    expect(closestMatch('port', [])).toBeNull();
    expect(closestMatch('x', ['a'])).toBeNull();
    expect(closestMatch('', [''])).toBeNull();
    expect(closestMatch('a'.repeat(65), ['a'.repeat(65)])).toBeNull();
  });

  it('is the first of those equally near', () => {
    expect(closestMatch('bat', ['cat', 'hat'])).toBe('cat');
  });

  it('is the word itself where it is known, and one slip away where one slip was made', () => {
    const word = fc.stringMatching(/^[a-z]{3,20}$/);
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom('drop', 'double', 'swap', 'change'), (right, n, slip) => {
        const at = n % right.length;
        const [a = '', b = ''] = [right[at], right[at + 1]];
        const middle = { drop: b, double: `${a}${a}${b}`, swap: `${b}${a}`, change: `-${b}` }[slip];
        expect(closestMatch(right, [right])).toBe(right);
        expect(closestMatch(`${right.slice(0, at)}${middle}${right.slice(at + 2)}`, [right])).toBe(right);
      }),
    );
  });

  it('is never one of which more than a third is wrong', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        if (closestMatch(a, [b]) === null) return;
        expect(Math.abs(a.length - b.length)).toBeLessThanOrEqual(Math.floor(b.length / 3));
        expect(closestMatch(b, [a]) !== null || a.length < b.length).toBe(true);
      }),
    );
  });
});

describe('the nearest words', () => {
  it('are the likeliest first, each once, and no more than were asked for', () => {
    const names = ['prod', 'port', 'part', 'fort', 'port', 'banana'];
    expect(closestMatches('port', names)).toEqual(['port', 'part', 'fort']);
    expect(closestMatches('port', names, 1)).toEqual(['port']);
    expect(closestMatches('port', names, 9)).toEqual(['port', 'part', 'fort']);
    expect(closestMatches('quite else', names)).toEqual([]);
  });

  it('pass over what is too long to be compared', () => {
    expect(closestMatches('a'.repeat(64), ['a'.repeat(129)])).toEqual([]);
    expect(closestMatches('a'.repeat(64), ['a'.repeat(80)])).toEqual(['a'.repeat(80)]);
  });
});
