import type { AskCode } from '../aws/mfa-code.ts';
import { WhitelistError } from '../core/errors.ts';
import type { Io } from './io.ts';

/** AWS's MFA codes have six digits (STS API reference, TokenCode). */
const CODE = /^\d{6}$/;

/** Asks whoever sits at the terminal for an MFA device's code; null where nobody does. */
export function askCodeAt({ ask, stop }: Io): AskCode {
  if (ask === null) return null;
  return async (serial, opens) => {
    const typed = await ask(`MFA code of ${serial}, to open ${opens}: `, stop);
    const code = typed?.replace(/\s/g, '') ?? '';
    if (CODE.test(code)) return code;
    throw new WhitelistError('mfa_required', 'An MFA code is required: none of six digits was typed.', {
      guidance: ['Run the command again and type the six digits that the device shows.'],
    });
  };
}
