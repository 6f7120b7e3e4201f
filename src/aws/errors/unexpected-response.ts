import { WhitelistError } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';

/**
 * AWS answered, but not as it is documented: something is missing, or is of a kind that is unknown here. It is told
 * as it came, since to go on would mean to guess.
 *
 * @param what - What is missing, or what came: `without the security group …`, `with the protocol quic`.
 */
export function unexpectedResponse(what: string): WhitelistError {
  return new WhitelistError('aws_error', `AWS answered ${escapeUnprintable(what, 300)}.`, {
    guidance: [
      'This program goes by what AWS documents, and makes no guesses: update it, or report this answer with these words.',
    ],
  });
}

/** @throws WhitelistError where the value is missing */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined || value === '') throw unexpectedResponse(`without ${what}`);
  return value;
}
