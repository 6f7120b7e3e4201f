import { WhitelistError } from '../core/errors.ts';
import { visible } from '../core/visible.ts';
import { waysToGiveCredentials } from '../core/ways.ts';
import type { CredentialSource } from './source.ts';
import { readFailure } from './faults.ts';
import { foundProfiles } from './shared-files.ts';

/**
 * No usable credentials came from the source: none there, or a sign-in that has run out.
 *
 * @param regionNeeded - Whether the region would have to be given too, so that one question asks for all.
 */
export async function credentialsError(
  error: unknown,
  source: CredentialSource,
  regionNeeded: boolean,
): Promise<WhitelistError> {
  if (error instanceof WhitelistError) return error;
  const { message } = readFailure(error);
  const profile = source.awsProfile;
  if (
    /expired|refresh this sso session|reauthenticate|sso session associated|session is invalid/i.test(message)
  ) {
    const option = profile === null ? '' : ` --profile ${visible(profile, 80)}`;
    return new WhitelistError(
      'invalid_credentials',
      `Invalid credentials: the sign-in of ${source.label} has expired.`,
      {
        guidance: [`Run \`aws sso login${option}\` (or \`aws login${option}\`), then repeat the call.`],
        cause: error,
      },
    );
  }
  const where =
    profile === null
      ? 'none were given, and none were found on this machine'
      : `${visible(source.label, 120)} has none that can be used`;
  // Files that cannot be read are told where they are needed; here they name no profile.
  const profiles = await foundProfiles().catch(() => []);
  return new WhitelistError('credentials_required', `AWS credentials are required: ${where}.`, {
    missing: ['access_key_id', 'secret_access_key', ...(regionNeeded ? ['region'] : [])],
    guidance: waysToGiveCredentials({ profiles, link: null, regionNeeded }),
    wanted: { kind: 'credentials', profiles, regionNeeded },
    cause: error,
  });
}
