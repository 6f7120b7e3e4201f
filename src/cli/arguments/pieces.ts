import { usageError } from './line.ts';

/**
 * The values of a text with commas between them.
 *
 * @param where - What the text is, for the error.
 * @throws WhitelistError `invalid_input` where one of them is empty
 */
export function pieces(text: string, where: string): string[] {
  const all = text.split(',').map((piece) => piece.trim());
  const empty = all.indexOf('');
  if (empty === -1) return all;
  const which = all.length === 1 ? 'has no value' : `has nothing as its value ${empty + 1} of ${all.length}`;
  throw usageError(
    `${where} ${which}: expected values with single commas between them, for example 203.0.113.7,198.51.100.4.`,
  );
}
