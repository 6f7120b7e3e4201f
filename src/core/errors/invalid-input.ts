import { WhitelistError } from './errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';

export interface InvalidInputDetails {
  /** The argument's public name, e.g. `ip_address`. */
  readonly field: string;
  readonly value: unknown;
  /** Completes "expected …". */
  readonly expected: string;
  readonly example: string;
  /** A sentence that helps with this very value. */
  readonly hint?: string;
}

/** Longest part of a refused value that is repeated back. */
const MAX_QUOTED_LENGTH = 80;

// A secret pasted into the wrong field must not come back: AWS's secret keys are 40 characters of base64, its tokens
// many more, and web identity tokens begin as JSON does in base64. One that lost a few characters is told as well as
// the whole, and one that was escaped for an address, or broken by line ends or by characters that nobody sees.
const GAP = '(?:(?:\\p{Zs}*[\\p{C}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}])+\\p{Zs}*)?';
const repeatedPattern = (characters: string, least: number) =>
  `${characters}(?:${GAP}${characters}){${least - 1},}`;
const SECRET_LIKE = new RegExp(
  [
    repeatedPattern('(?:[\\w/+=-]|%[0-9A-Fa-f]{2})', 80),
    // What follows without a break is a part of it: a path may lead to a token of base64url.
    `${repeatedPattern('(?:[A-Za-z0-9/+=]|%[0-9A-Fa-f]{2})', 32)}(?:${GAP}[\\w/+=-])*`,
    `eyJ(?:${GAP}[\\w.-]){16,}`,
  ].join('|'),
  'gu',
);

/** A text that somebody gave, without what looks like a secret in it. */
export const redactSecretLike = (text: string): string => text.replace(SECRET_LIKE, '[masked]');

/**
 * The same for words in which something long may well stand: a path, what AWS says. Only what changes between small
 * and capital letters and digits as often as chance makes them is taken for a secret.
 */
export const redactRandomLooking = (text: string): string =>
  text.replace(SECRET_LIKE, (found) => (looksRandom(found) ? '[masked]' : found));

const CHARACTER_CLASS_CHANGE = /[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/g;

/** Looked at piece by piece: what is read before a secret does not hide it. */
function looksRandom(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[\d+=]/];
  const whole = text.replace(/[^\w/+=-]/g, '');
  return Array.from({ length: Math.max(1, whole.length - 31) }, (_, at) => whole.slice(at, at + 32)).some(
    (piece) =>
      kinds.every((kind) => kind.test(piece)) && (piece.match(CHARACTER_CLASS_CHANGE)?.length ?? 0) >= 11,
  );
}

/** How a refused value is repeated back: short, visible, and never with anything that looks like a secret. */
export function quoteMasked(value: unknown): string {
  if (typeof value === 'string') return `"${escapeUnprintable(redactSecretLike(value), MAX_QUOTED_LENGTH)}"`;
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return 'an object';
}

/** Refuses one argument: field, value, what is expected, an example. */
export function invalidInput(details: InvalidInputDetails): WhitelistError {
  const message = `Invalid ${details.field}: got ${quoteMasked(details.value)}, expected ${details.expected}. Example: ${details.example}.`;
  return new WhitelistError('invalid_input', message, { guidance: details.hint ? [details.hint] : [] });
}
