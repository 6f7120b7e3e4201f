import { WhitelistError } from './errors.ts';
import { quoteMasked } from '#core/text/redact.ts';

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

/** Refuses one argument: field, value, what is expected, an example. */
export function invalidInput(details: InvalidInputDetails): WhitelistError {
  const message = `Invalid ${details.field}: got ${quoteMasked(details.value)}, expected ${details.expected}. Example: ${details.example}.`;
  return new WhitelistError('invalid_input', message, { guidance: details.hint ? [details.hint] : [] });
}
