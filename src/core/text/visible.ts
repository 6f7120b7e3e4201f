/**
 * Text from strangers (rule descriptions, group names, refused values) made safe to look at: control,
 * zero-width, bidirectional, private-use and unassigned characters appear as `\u{…}`, and length is bounded.
 * Unicode's default-ignorable characters are among them: variation selectors and fillers carry hidden text too.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** @param max - How much of the text is kept before the ellipsis, counted before anything is escaped. Default 500. */
export function visible(text: string, max = 500): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return cut.replace(UNSEEN, (c) => `\\u{${Number(c.codePointAt(0)).toString(16)}}`);
}

/** The same in quotation marks that it cannot close. */
export const quoted = (text: string, max?: number): string =>
  `"${visible(text, max).replaceAll('"', '\\u{22}')}"`;
