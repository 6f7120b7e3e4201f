import { describe, expect, it } from 'vitest';
import { parseFamilies } from './address.ts';

describe('families', () => {
  it.each([
    [4, [4]],
    ['6', [6]],
    ['IPv4', [4]],
    ['6, 4', [4, 6]],
    [[6], [6]],
    [
      ['ipv6', 4, '4'],
      [4, 6],
    ],
  ])('%j', (value, families) => {
    expect(parseFamilies(value)).toEqual(families);
  });

  it.each([['5'], [''], [[]], ['4,'], [undefined], [null], [[4, 'x']], [{}]])('%j is refused', (value) => {
    expect(() => parseFamilies(value, '--families')).toThrow(
      /^Invalid --families: got .*, expected 4, 6 or both/,
    );
  });
});
