import { WhitelistError } from '../core/errors.ts';
import { visible } from '../core/visible.ts';
import type { CredentialSource } from './credential-source.ts';
import { readFailure } from './faults.ts';

/** The ways to give credentials, safest first, in words with which an assistant can ask. */
const WAYS = [
  'Safest: sign in on this machine (`aws sso login` or `aws login`), then name the profile: `profile` in the call, AWS_PROFILE, or credential_profiles in the config file.',
  'Or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of the server (development only: they are kept in plain text there).',
  'Or ask the person: "I need AWS credentials to proceed. Please provide the AWS Access Key ID, the AWS Secret Access Key and the AWS Region (e.g. us-east-1); temporary ones (`aws sts get-session-token`) are better, with their Session Token." Then repeat the call with `credentials`: they are used for that one call and kept nowhere.',
];

/**
 * No usable credentials came from the source: none there, or a sign-in that has run out.
 *
 * @param regionMissing - Whether the region would have to be given too, so that one question asks for all.
 */
export function credentialsError(
  error: unknown,
  source: CredentialSource,
  regionMissing: boolean,
): WhitelistError {
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
  return new WhitelistError('credentials_required', `AWS credentials are required: ${where}.`, {
    missing: ['access_key_id', 'secret_access_key', ...(regionMissing ? ['region'] : [])],
    guidance: WAYS,
    cause: error,
  });
}
