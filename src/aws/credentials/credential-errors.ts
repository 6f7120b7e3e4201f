import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { describeTerminalOptions } from '#core/approval/credential-guidance.ts';
import type { CredentialSource } from './sdk-sources.ts';
import { readFailure } from '#aws/errors/sdk-failure.ts';
import { listProfiles, findSignIn } from './shared-files.ts';

// Of what went wrong on the way to credentials, the SDK hands on the words alone.
const NO_ANSWER =
  /\b(?:ECONN[A-Z]+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)\b|certificate|socket hang up|TimeoutError|AWS_CA_BUNDLE/;
const SIGN_IN_EXPIRED =
  /expired|refresh this sso session|re-?authenticate|sso session associated|session is invalid|UnauthorizedException|failed to load token/i;
const NO_ACCESS = /^ForbiddenException\b/;

// What may be repeated of words that a program of the person's (credential_process) may have written: it tells its
// secrets there, too. The likeliest to help come first.
const SAFE_TO_REPEAT = [
  /\bconnect E[A-Z]+ [\d.:a-f[\]]+/,
  /\bgetaddrinfo E[A-Z_]+ [a-z\d-]{1,30}(?:\.[a-z\d-]{1,30})+/,
  /\bthe file in AWS_CA_BUNDLE cannot be read \(\w{1,20}\)/,
  /\bunable to (?:verify|get)(?: [a-z]{1,11}){1,4} certificate\b/,
  /\bself[- ]signed certificate(?: in certificate chain)?/,
  /\bcertificate has expired\b/,
  NO_ANSWER,
];

/**
 * No usable credentials came from the source: none there, a sign-in that has run out, or nobody who answers for it.
 *
 * @param regionNeeded - Whether the region would have to be given too, so that one question asks for all.
 */
export async function toCredentialsError(
  error: unknown,
  source: CredentialSource,
  regionNeeded: boolean,
): Promise<WhitelistError> {
  if (error instanceof WhitelistError) return error;
  const { message } = readFailure(error);
  if (NO_ANSWER.test(message)) return unreachableError(error, message, source);
  if (SIGN_IN_EXPIRED.test(message)) return signInExpiredError(error, source);
  if (NO_ACCESS.test(message)) return noAccessError(error, source);
  const where =
    source.awsProfile === null
      ? 'none were given, and none were found on this machine'
      : `${escapeUnprintable(source.label, 120)} has none that can be used`;
  // Files that cannot be read are told where they are needed; here they name no profile.
  const profiles = await listProfiles().catch(() => []);
  const request = { kind: 'credentials' as const, profiles, regionNeeded };
  return new NeedsPersonError('credentials_required', `AWS credentials are required: ${where}.`, request, {
    missing: ['access_key_id', 'secret_access_key', ...(regionNeeded ? ['region'] : [])],
    // Whoever asks in a chat puts it in other words; see context/in-chat.ts.
    guidance: describeTerminalOptions(profiles),
    cause: error,
  });
}

/** The command is that of the profile with the sign-in, which may be behind the one that was named. */
async function signInExpiredError(cause: unknown, source: CredentialSource): Promise<WhitelistError> {
  const signIn = await findSignIn(source.awsProfile ?? 'default').catch(() => null);
  const again = signIn
    ? `Run \`${signIn.command}${profileOption(signIn.profile, source)}\``
    : 'Renew what its credentials come from (`credential_process`, a token file)';
  return new WhitelistError(
    'invalid_credentials',
    `Invalid credentials: the sign-in of ${source.label} has expired.`,
    { guidance: [`${again}, then repeat the call.`], cause },
  );
}

function profileOption(profile: string, { awsProfile }: CredentialSource): string {
  if (awsProfile === null && profile === 'default') return '';
  const name = escapeUnprintable(profile, 80);
  return ` --profile ${/\s/.test(name) ? `"${name}"` : name}`;
}

function unreachableError(cause: unknown, message: string, source: CredentialSource): WhitelistError {
  const reason = SAFE_TO_REPEAT.flatMap((words) => words.exec(message)?.[0] ?? [])[0] ?? 'no answer';
  return new WhitelistError(
    'credential_validation_failed',
    `Credential validation failed: the credentials of ${source.label} could not be had: ${reason}.`,
    {
      guidance: [
        'Check network connectivity, and that the service that gives them (IAM Identity Center, the sign-in of `aws login`) is accessible from here.',
        'Check for a corporate proxy or firewall: HTTPS_PROXY, NO_PROXY, AWS_CA_BUNDLE and NODE_EXTRA_CA_CERTS are honoured.',
      ],
      cause,
    },
  );
}

function noAccessError(cause: unknown, source: CredentialSource): WhitelistError {
  return new WhitelistError(
    'access_denied',
    `Access Denied: IAM Identity Center gives no access to the account and role of ${source.label}.`,
    {
      guidance: [
        'Check sso_account_id and sso_role_name of the profile, or have the permission set assigned to you.',
      ],
      cause,
    },
  );
}

/** Sent as an id, a secret would stand in every request in plain sight. */
export function swappedKeysError({ label }: CredentialSource): WhitelistError {
  const message = `Invalid credentials: access key id and secret of ${label} seem to be swapped.`;
  return new WhitelistError('invalid_credentials', message, {
    guidance: ['The id is the short one (AKIA… or ASIA…); put each in its own place.'],
  });
}
