/**
 * The words of a section's header, as a POSIX shell would split them (Python's `shlex.split`, by which the AWS CLI tells
 * `profile "My Laptop"`). Null: a quote is not closed.
 */
export function splitWords(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const escapes = quote === '"' ? '"\\' : null;
    if (quote === null ? character === '\\' : character === '\\' && escapes !== null) {
      const next = text.charAt(at + 1);
      if (next === '') return null;
      const isEscape = escapes === null || escapes.includes(next);
      word = (word ?? '') + (isEscape ? '' : character) + next;
      at += 1;
    } else if (quote !== null) {
      if (character === quote) quote = null;
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== null) return null;
  return word === null ? words : [...words, word];
}
