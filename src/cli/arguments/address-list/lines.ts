/** Without a comment, which begins with # after a blank or at the beginning, and without blanks around it. */
export const stripComment = (text: string): string => text.replace(/(?:^|\s)#.*$/s, '').trim();

/** Whether a line is one of `;` and what follows, as lists of the DROP kind have them at their head. */
const beginsWithSemicolon = (line: string): boolean => /^[ \t]*;/.test(line);

/**
 * The same text with `#` before each line that begins with a semicolon and is a comment. In a table with semicolons such
 * a line may be a row whose first cell is empty: there it is a comment only where that cell would be the address, or where
 * it has fewer cells than the heading; where other lines do not begin with what is listed, it is left for an error.
 *
 * @param isListed - Whether a cell is what the list is of.
 * @param isHeading - Whether a cell names the column of it.
 */
export function markSemicolonComments(
  text: string,
  isListed: (cell: string) => boolean,
  isHeading: (cell: string) => boolean,
): string {
  const others = contentLines(text).filter(({ line }) => !beginsWithSemicolon(line));
  const heading = others[0]?.line.split(';') ?? [];
  const isHeaded = heading.length > 1 && heading.some(isHeading);
  const areFirst = others.every(({ line }) => isListed(stripComment(line).split(/[;,\s]/)[0] ?? ''));
  const isFirstListed = isHeaded ? isHeading(heading[0] ?? '') : areFirst;
  const isComment = (line: string) =>
    beginsWithSemicolon(line) && (isFirstListed || (isHeaded && line.split(';').length < heading.length));
  // A cell in quotes may hold line ends: what follows them is no line of its own.
  let isQuoted = false;
  const mark = (piece: string): string => {
    if (!isQuoted && isComment(piece)) return `#${piece}`;
    if (piece.split('"').length % 2 === 0) isQuoted = !isQuoted;
    return piece;
  };
  return text
    .split(/(\r\n|\n|\r)/)
    .map(mark)
    .join('');
}

/** The lines that hold more than blanks and a comment, with their numbers from 1 on. */
export const contentLines = (text: string): { readonly line: string; readonly number: number }[] =>
  text
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ line, number: i + 1 }))
    .filter(({ line }) => stripComment(line) !== '');
