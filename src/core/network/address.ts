import { invalidInput } from '#core/errors/invalid-input.ts';

export type Family = 4 | 6;

export const addressBits = (family: Family): number => (family === 4 ? 32 : 128);

/** @param text - Of a form that `isIP` calls 4; nothing is checked again. */
export function parseV4(text: string): bigint {
  return text.split('.').reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}

/** @param text - Of a form that `isIP` calls 6, without a zone. */
export function parseV6(text: string): bigint {
  const lastColon = text.lastIndexOf(':');
  const tail = text.slice(lastColon + 1);
  if (tail.includes('.')) {
    const v4 = parseV4(tail);
    return parseV6(
      `${text.slice(0, lastColon + 1)}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`,
    );
  }
  const [left = '', right] = text.split('::');
  const head = left === '' ? [] : left.split(':');
  const rest = right === undefined || right === '' ? [] : right.split(':');
  const zeros = Array.from({ length: 8 - head.length - rest.length }, () => '0');
  return [...head, ...zeros, ...rest].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** Canonical text of an address: dotted decimal, or RFC 5952 for IPv6. */
export function formatAddress(family: Family, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  const run = longestZeroRun(groups);
  if (run.length < 2) return groups.join(':');
  return `${groups.slice(0, run.start).join(':')}::${groups.slice(run.start + run.length).join(':')}`;
}

/** The first of the longest runs of zero groups: RFC 5952, 4.2.3. */
function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [i, group] of groups.entries()) {
    length = group === '0' ? length + 1 : 0;
    if (length > best.length) best = { start: i + 1 - length, length };
  }
  return best;
}

const FAMILY_NAMES = new Map<string, Family>([
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
  const read = parts.map((part) => FAMILY_NAMES.get(String(part).trim().toLowerCase()));
  if (read.length === 0 || read.includes(undefined))
    throw invalidInput({ field, value, expected: '4, 6 or both', example: '4, or "4,6"' });
  return ([4, 6] as const).filter((family) => read.includes(family));
}
