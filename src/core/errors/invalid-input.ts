import { WhitelistError } from './errors.ts';
import { visible } from '#core/text/visible.ts';

export interface Expectation {
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
const SHOWN = 80;

// A secret pasted into the wrong field must not come back: AWS's secret keys are 40 characters of base64, its tokens
// many more, and web identity tokens begin as JSON does in base64. One that lost a few characters is told as well as
// the whole, and one that was escaped for an address, or broken by line ends or by characters that nobody sees.
const GAP = '(?:(?:\\p{Zs}*[\\p{C}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}])+\\p{Zs}*)?';
const run = (characters: string, least: number) => `${characters}(?:${GAP}${characters}){${least - 1},}`;
const SECRET_LIKE = new RegExp(
  [
    run('(?:[\\w/+=-]|%[0-9A-Fa-f]{2})', 80),
    // What follows without a break is a part of it: a path may lead to a token of base64url.
    `${run('(?:[A-Za-z0-9/+=]|%[0-9A-Fa-f]{2})', 32)}(?:${GAP}[\\w/+=-])*`,
    `eyJ(?:${GAP}[\\w.-]){16,}`,
  ].join('|'),
  'gu',
);

/** A text that somebody gave, without what looks like a secret in it. */
export const withoutSecrets = (text: string): string => text.replace(SECRET_LIKE, '[masked]');

/**
 * The same for words in which something long may well stand: a path, what AWS says. Only what changes between small
 * and capital letters and digits as often as chance makes them is taken for a secret.
 */
export const withoutKeys = (text: string): string =>
  text.replace(SECRET_LIKE, (found) => (isByChance(found) ? '[masked]' : found));

const CHANGE = /[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/g;

/** Looked at piece by piece: what is read before a secret does not hide it. */
function isByChance(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[\d+=]/];
  const whole = text.replace(/[^\w/+=-]/g, '');
  return Array.from({ length: Math.max(1, whole.length - 31) }, (_, at) => whole.slice(at, at + 32)).some(
    (piece) => kinds.every((kind) => kind.test(piece)) && (piece.match(CHANGE)?.length ?? 0) >= 11,
  );
}

/** How a refused value is repeated back: short, visible, and never with anything that looks like a secret. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') return `"${visible(withoutSecrets(value), SHOWN)}"`;
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return 'an object';
}

/** Refuses one argument: field, value, what is expected, an example. */
export function invalidInput(e: Expectation): WhitelistError {
  const message = `Invalid ${e.field}: got ${quoted(e.value)}, expected ${e.expected}. Example: ${e.example}.`;
  return new WhitelistError('invalid_input', message, { guidance: e.hint ? [e.hint] : [] });
}
