import type { Found } from '#aws/sts/credentials.ts';
import type { SessionOpener } from '#aws/sts/session-opener.ts';
import type { ProfileSetting } from '#aws/settings.ts';

/**
 * What an entry of the config file makes of the credentials it begins with: its role's session, or one with MFA.
 *
 * @param next - ARNs of the roles that may have to be assumed with that.
 */
export function entryRole(
  entry: ProfileSetting,
  base: Found,
  opener: SessionOpener,
  next: readonly string[],
): Promise<Found> {
  const { role, mfaSerial, durationSeconds } = entry;
  if (role) return opener.assumeRole(base, { ...entry, arn: role.arn, next });
  // The code of a device is good for one session: where a required role is assumed with it, it is that one.
  if (mfaSerial === null || entry.requiredRoles.length > 0) return Promise.resolve(base);
  return opener.withMfa(base, mfaSerial, durationSeconds);
}
