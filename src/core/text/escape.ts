/**
 * Text from strangers (rule descriptions, group names, refused values) made safe to look at: control,
 * zero-width, bidirectional, private-use and unassigned characters appear as `\u{…}`, and length is bounded.
 * Unicode's default-ignorable characters are among them: variation selectors and fillers carry hidden text too.
 */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** @param maxLength - How much of the text is kept before the ellipsis, counted before anything is escaped. Default 500. */
export function escapeUnprintable(text: string, maxLength = 500): string {
  const shortened = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return shortened.replace(UNPRINTABLE, (c) => `\\u{${Number(c.codePointAt(0)).toString(16)}}`);
}

/** Quotation marks, and what a reader takes for one: a name with them in it could end itself and go on in our voice. */
const QUOTES = /["\u201c-\u201f\u275d\u275e\u301d-\u301f\uff02]/g;

/** The same for a text that stands in quotation marks, which it cannot close. */
export const escapeInQuotes = (text: string, maxLength?: number): string =>
  escapeUnprintable(text, maxLength).replace(QUOTES, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`);

/** The same with the quotation marks. */
export const quote = (text: string, maxLength?: number): string => `"${escapeInQuotes(text, maxLength)}"`;
