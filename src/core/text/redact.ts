import { escapeInQuotes } from './escape.ts';
import { looksCutUp } from './cut-secrets.ts';
import { looksRandom } from './looks-random.ts';
import { MASK } from './mask.ts';
import { LONG_HEX, SERVICE_TOKENS } from './service-tokens.ts';

export { MASK };

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
    ...SERVICE_TOKENS,
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
  text.replace(SECRET_LIKE, (found) => (isKnownToken(found) || looksRandom(found) ? MASK : found));

const KNOWN_TOKEN = new RegExp(SERVICE_TOKENS.join('|'), 'u');

/** What services give out need not look random. */
const isKnownToken = (text: string): boolean => KNOWN_TOKEN.test(text);

/**
 * Whether a text that many will read seems to hold a secret, whole or cut by blanks and stops. Words, ids, ARNs, links
 * and numbers of tickets are none.
 */
export const holdsSecret = (text: string): boolean =>
  redactRandomLooking(text) !== text || LONG_HEX.test(text) || looksCutUp(text);

/** How much of a refused value is repeated: characters. */
const MAX_QUOTED_LENGTH = 80;

/** How a refused value is repeated: short, visible, and never with anything that looks like a secret. */
export function quoteMasked(value: unknown): string {
  if (typeof value === 'string') {
    const masked = redactSecretLike(value);
    return looksCutUp(masked) ? `"${MASK}"` : `"${escapeInQuotes(masked, MAX_QUOTED_LENGTH)}"`;
  }
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return 'an object';
}

/** How much of a stranger's name a sentence repeats: characters. */
const MAX_NAME_LENGTH = 100;

/** A name that others gave, in quotation marks that it cannot close, without what is a secret by its looks. */
export const quoteName = (name: string, maxLength = MAX_NAME_LENGTH): string =>
  `"${escapeInQuotes(redactRandomLooking(name), maxLength)}"`;

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
