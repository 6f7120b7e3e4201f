import { escapeUnprintable } from './escape.ts';

/** Stands wherever a secret stood. */
export const MASK = '[masked]';

// A secret that was pasted into the wrong field must not be repeated. AWS's secret keys are 40 characters of base64, its
// session tokens are many more, and web identity tokens begin as JSON does in base64. A secret that lost a few
// characters is recognised as well as a whole one, and so is one that was percent-encoded, or broken by line ends or by
// characters that nobody sees.
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
export const redactSecretLike = (text: string): string => text.replace(SECRET_LIKE, MASK);

/**
 * The same for text in which something long may well stand: a path, AWS's message. Only what changes between small
 * letters, capital letters and digits as often as it does by chance is taken for a secret.
 */
export const redactRandomLooking = (text: string): string =>
  text.replace(SECRET_LIKE, (found) => (looksRandom(found) ? MASK : found));

const CHARACTER_CLASS_CHANGE = /[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/g;

/** Judges every 32 characters by themselves, so that a long plain path before a secret does not hide it. */
function looksRandom(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[\d+=]/];
  const whole = text.replace(/[^\w/+=-]/g, '');
  return Array.from({ length: Math.max(1, whole.length - 31) }, (_, at) => whole.slice(at, at + 32)).some(
    (piece) =>
      kinds.every((kind) => kind.test(piece)) && (piece.match(CHARACTER_CLASS_CHANGE)?.length ?? 0) >= 11,
  );
}

/** How much of a refused value is repeated: characters. */
const MAX_QUOTED_LENGTH = 80;

/** How a refused value is repeated: short, visible, and never with anything that looks like a secret. */
export function quoteMasked(value: unknown): string {
  if (typeof value === 'string') return `"${escapeUnprintable(redactSecretLike(value), MAX_QUOTED_LENGTH)}"`;
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return 'an object';
}

/** Characters: shorter pieces of a secret occur by chance. */
const PIECE_LENGTH = 12;

/** Characters of a one-time code. Anything shorter occurs in ordinary text. */
const MIN_SECRET_LENGTH = 6;

/** A text without these very secrets, and without pieces of them that are too long to be there by chance. */
export function redactKnown(text: string, secrets: readonly string[]): string {
  const longEnough = secrets.filter(({ length }) => length >= MIN_SECRET_LENGTH);
  const all = longEnough.flatMap((secret) => [secret, percentEncode(secret)]);
  const short = all.filter(({ length }) => length < PIECE_LENGTH);
  const left = short.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  const pieces = new Set(all.flatMap(splitIntoPieces));
  let [redacted, end] = ['', 0];
  for (let at = 0; at + PIECE_LENGTH <= left.length; at += 1) {
    if (!pieces.has(left.slice(at, at + PIECE_LENGTH))) continue;
    if (at > end || end === 0) redacted += `${left.slice(end, at)}${MASK}`;
    end = at + PIECE_LENGTH;
  }
  return redacted + left.slice(end);
}

/** As in a URL. Lone surrogates are left out, since `encodeURIComponent` throws on them. */
const percentEncode = (secret: string): string => encodeURIComponent(secret.replace(/\p{Cs}/gu, ''));

const splitIntoPieces = (secret: string): string[] =>
  Array.from({ length: Math.max(0, secret.length - PIECE_LENGTH + 1) }, (_, at) =>
    secret.slice(at, at + PIECE_LENGTH),
  );
