import { invalidInput } from '#core/errors/invalid-input.ts';
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

/** The same for a user's name as the operating system has it: what a holder cannot have becomes `-`, the rest is cut. */
export function toHolderName(user: string): HolderName {
  const name = user.replace(/[^A-Za-z0-9._@-]/g, '-').slice(0, MAX_HOLDER_LENGTH);
  return parseHolder(redactRandomLooking(name) === name && name !== '' ? name : 'unknown');
}
