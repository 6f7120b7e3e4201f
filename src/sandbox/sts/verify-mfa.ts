import type { Call } from '#sandbox/auth/call.ts';
import { accessDenied } from '#sandbox/protocol/errors.ts';
import { text } from '#sandbox/protocol/query.ts';

/**
 * Whether the request comes with a code of the caller's own MFA device.
 *
 * @throws ServiceError `AccessDenied` for half of what is needed, another's device, a session's key, a wrong code or one that was used
 */
export function verifyMfa({ params, caller, mfa, now, temporary }: Call): boolean {
  const [serial, code] = [text(params, 'SerialNumber'), text(params, 'TokenCode')];
  if (serial === undefined && code === undefined) return false;
  const failed = 'MultiFactorAuthentication failed';
  if (serial === undefined || code === undefined) {
    throw accessDenied(`${failed}, must provide both MFA serial number and one time pass code.`);
  }
  const found = temporary ? 'wrong-device' : mfa.check(caller.arn, { serial, code, now });
  if (found === 'wrong-device') {
    const advice = 'Please verify your MFA serial number is valid and associated with this user.';
    throw accessDenied(`${failed}, unable to validate MFA code.  ${advice}`);
  }
  // The blank at the end is AWS's.
  if (found === 'wrong-code') throw accessDenied(`${failed} with invalid MFA one time pass code. `);
  return true;
}
