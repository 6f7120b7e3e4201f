import { WhitelistError } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { readFailure } from '#aws/errors/sdk-failure.ts';
import { findSignIn, readProfileChain } from '#aws/shared-files/profile-chain.ts';
import { showProfile } from '#aws/shared-files/shared-files.ts';
import { takeProcessFault } from './credential-process.ts';
import { credentialsRequired, explainProfile, type FailedSource } from './profile-errors.ts';
import { findNetworkWords, NO_ANSWER, SIGN_IN_EXPIRED } from './repeatable-words.ts';
import type { CredentialSource } from './sdk-sources.ts';

const NO_ACCESS = /^ForbiddenException\b/;

/**
 * Explains why the source gave no usable credentials: it has none, its sign-in has expired, its program failed, or its
 * service is out of reach.
 */
export function toCredentialsError(error: unknown, failed: FailedSource): WhitelistError {
  if (error instanceof WhitelistError) return error;
  const { source } = failed;
  const explained = explainProfile(failed);
  if (explained) return explained;
  const { message } = readFailure(error);
  const fault = takeProcessFault(message);
  if (fault !== null) return processError(fault, failed);
  if (NO_ANSWER.test(message)) return unreachableError(error, message, source);
  if (SIGN_IN_EXPIRED.test(message)) return signInExpiredError(error, failed);
  if (NO_ACCESS.test(message)) return noAccessError(error, source);
  const half = describeHalfPair();
  const where =
    source.awsProfile === null
      ? (half ?? 'none were given, and none were found on this machine')
      : `${escapeUnprintable(source.label, 120)} has none that can be used`;
  return credentialsRequired(where, failed, error);
}

/** Half of a pair in the environment is left out by the SDK; null: there is none. */
function describeHalfPair(): string | null {
  const [id, secret] = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
  if (!process.env[id] === !process.env[secret]) return null;
  return process.env[id] ? `${id} is set, and ${secret} is not` : `${secret} is set, and ${id} is not`;
}

/** What the person's own program did wrong. It is asked afresh at each call, so nothing else is advised. */
function processError(fault: string, { source, files }: FailedSource): WhitelistError {
  const profile = readProfileChain(source.awsProfile ?? 'default', files).at(-1);
  const of = profile
    ? ` of the AWS profile ${showProfile(profile.name)} (${profile.whereIs('credential_process')})`
    : '';
  return new WhitelistError(
    'invalid_credentials',
    `Invalid credentials: credential_process${of}: ${fault}.`,
    {
      guidance: [
        'Run its command in a terminal: it has to print the keys as JSON, and nothing else, without asking anything.',
        ...(fault.includes('PATH')
          ? [
              'The PATH is that of this program, which an MCP host may start with another one than your shell: give the full path of the program.',
            ]
          : []),
      ],
    },
  );
}

/** The command names the profile that signs in, to which the requested one may lead through `source_profile`. */
function signInExpiredError(cause: unknown, { source, files }: FailedSource): WhitelistError {
  const signIn = findSignIn(source.awsProfile ?? 'default', files);
  const again = signIn
    ? `Run \`${signIn.command}${profileOption(signIn.profile, source)}\``
    : 'Renew what its credentials come from (`credential_process`, a token file)';
  return new WhitelistError(
    'invalid_credentials',
    `Invalid credentials: the sign-in of ${source.label} has expired.`,
    { guidance: [`${again}, then repeat the call.`], cause },
  );
}

type NamedSource = Pick<CredentialSource, 'label' | 'awsProfile'>;

function profileOption(profile: string, { awsProfile }: NamedSource): string {
  if (awsProfile === null && profile === 'default') return '';
  return ` --profile ${showProfile(profile)}`;
}

function unreachableError(cause: unknown, message: string, source: NamedSource): WhitelistError {
  return new WhitelistError(
    'credential_validation_failed',
    `Credential validation failed: the credentials of ${source.label} could not be had: ${findNetworkWords(message)}.`,
    {
      guidance: [
        'Check network connectivity, and that the service that gives them (IAM Identity Center, the sign-in of `aws login`) is accessible from here.',
        'Check for a corporate proxy or firewall: HTTPS_PROXY, NO_PROXY, AWS_CA_BUNDLE and NODE_EXTRA_CA_CERTS are honoured.',
      ],
      cause,
    },
  );
}

function noAccessError(cause: unknown, source: NamedSource): WhitelistError {
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

/** Refused before anything is sent: an access key id stands in every request in plain sight. */
export function swappedKeysError({ label }: NamedSource): WhitelistError {
  const message = `Invalid credentials: access key id and secret of ${label} seem to be swapped.`;
  return new WhitelistError('invalid_credentials', message, {
    guidance: ['The id is the short one (AKIA… or ASIA…); put each in its own place.'],
  });
}
