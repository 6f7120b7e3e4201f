import type { Family } from './address.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';

const WORDS = new Map<string, Family>([
  ['4', 4],
  ['6', 6],
  ['ipv4', 4],
  ['ipv6', 6],
]);

/**
 * Reads which families are meant: `4`, `"ipv6"`, `"4,6"` or a list of such. Each once, IPv4 first.
 *
 * @param field - The argument's public name.
 * @throws WhitelistError `invalid_input`, for nothing as for anything else
 */
export function parseFamilies(value: unknown, field = 'families'): readonly Family[] {
  const parts: readonly unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(',')
      : [value];
  const read = parts.map((part) => WORDS.get(String(part).trim().toLowerCase()));
  if (read.length === 0 || read.includes(undefined))
    throw invalidInput({ field, value, expected: '4, 6 or both', example: '4, or "4,6"' });
  return ([4, 6] as const).filter((family) => read.includes(family));
}
