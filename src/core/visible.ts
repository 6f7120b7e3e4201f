/**
 * Text from strangers (rule descriptions, group names, refused values) made safe to look at: control,
 * zero-width, bidirectional, private-use and unassigned characters appear as `\u{…}`, and length is bounded.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** @param max - Longest result in characters before the ellipsis. Default 500. */
export function visible(text: string, max = 500): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return cut.replace(UNSEEN, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}
