import { WhitelistError } from '#core/errors/errors.ts';
import { findUnfilledLiteral } from '#core/text/unfilled-literal.ts';

/**
 * The name of a config file that a host should have filled in: its limits are meant to hold, so none in force would be
 * worse than no answer.
 *
 * @throws WhitelistError `config_error`
 */
export function requireFilledName(name: string): void {
  const literal = findUnfilledLiteral(name);
  if (literal === null) return;
  throw new WhitelistError(
    'config_error',
    `The name of the config file has ${literal} in it, which the host should have filled in and did not.`,
    {
      guidance: [
        "Set it where the host keeps this server's settings, or take it out there; then restart the server.",
      ],
    },
  );
}
