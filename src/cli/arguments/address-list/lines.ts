/** Without a comment, which begins with # after a blank or at the beginning, and without blanks around it. */
export const stripComment = (text: string): string => text.replace(/(?:^|\s)#.*$/s, '').trim();

/** The lines that hold more than blanks and a comment, with their numbers from 1 on. */
export const contentLines = (text: string): { readonly line: string; readonly number: number }[] =>
  text
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ line, number: i + 1 }))
    .filter(({ line }) => stripComment(line) !== '');
