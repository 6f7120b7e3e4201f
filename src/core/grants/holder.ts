import { invalidInput } from '#core/errors/invalid-input.ts';
import { checksum } from '#core/text/checksum.ts';
import { holdsSecret, redactRandomLooking } from '#core/text/redact.ts';

declare const holderBrand: unique symbol;

/** A label for whose a grant is. It proves nothing and allows nothing: whoever may edit descriptions can write any. */
export type HolderName = string & { readonly [holderBrand]: true };

/** Characters. */
const MAX_HOLDER_LENGTH = 24;

export const HOLDER_PATTERN = /^[A-Za-z0-9._@-]{1,24}$/;

const isHolderName = (text: unknown): text is HolderName =>
  typeof text === 'string' && HOLDER_PATTERN.test(text);

/** @throws WhitelistError `invalid_input`, also for what looks like a secret: everybody who may list the group reads it */
export function parseHolder(value: unknown, field = 'holder'): HolderName {
  if (isHolderName(value) && !holdsSecret(value)) return value;
  throw invalidInput({
    field,
    value,
    expected: `1 to ${MAX_HOLDER_LENGTH} letters A-Z a-z, digits and ._@-, and no secret`,
    example: '"jo" or "jo@example.com"',
  });
}

/**
 * The same for a user's name as the operating system has it: what a holder cannot have becomes `-`. Of a name that is too
 * long, or not in ASCII, a beginning is left that can be read, with a checksum of all of it: no two of them are one holder.
 */
export function toHolderName(user: string): HolderName {
  const isKept = user.length <= MAX_HOLDER_LENGTH && isAscii(user);
  const name = isKept ? toHolderText(user) : `${toReadablePart(user)}-${checksum(user).toString(36)}`;
  return parseHolder(redactRandomLooking(name) === name && name !== '' ? name : 'unknown');
}

/** Whether a name has no character that another alphabet would be needed for. */
export const isAscii = (name: string): boolean => /^[\0-\x7f]*$/.test(name);

const toHolderText = (text: string): string => text.replace(/[^A-Za-z0-9._@-]/g, '-');

/** Letters lose their accents, and what is no letter of ASCII then is dropped: at most 12 characters. */
function toReadablePart(user: string): string {
  const plain = user.normalize('NFKD').replace(/[^\0-\x7f]/g, '');
  return toHolderText(plain).slice(0, 12) || 'user';
}
