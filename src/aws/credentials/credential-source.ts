import type { CredentialProfile } from '#core/iam/credential-profile.ts';
import type { AccessRequest, AwsSettings } from '#aws/settings.ts';
import { type AwsCredentials, isLongLived, revealCredentials } from '#aws/sts/credentials.ts';
import type { GivenAccess } from '#core/approval/questions.ts';
import { quoteMasked, redactSecretLike } from '#core/text/redact.ts';
import { assumeEntryRole } from './entry-roles.ts';
import { readVariable } from './environment-keys.ts';
import { awsProfileSource, type CredentialSource, sdkChainSource } from './sdk-sources.ts';

/**
 * Chooses where the credentials of a call come from. The order of precedence:
 *
 * 1. `credentials` in the call,
 * 2. `profile` in the call: an entry of the config file's `credential_profiles`, else an AWS profile,
 * 3. the config file's entry called `default`,
 * 4. `AWS_PROFILE`,
 * 5. the environment's keys, then the rest of the AWS SDK's own chain.
 *
 * What a person entered on the page, after none of these had any, comes before 2. With `--sandbox`, the sandbox's own
 * key stands in for 2 to 5, so that a real key never reaches it.
 *
 * @param entry - The entry of the config file that is in force, if any.
 */
export function chooseCredentialSource(
  request: AccessRequest,
  settings: AwsSettings,
  entry: CredentialProfile | null,
  answer: GivenAccess | null,
): CredentialSource {
  if (request.credentials) return suppliedSource('the call', revealCredentials(request.credentials));
  if (answer?.kind === 'keys') return suppliedSource('the page', revealCredentials(answer.credentials));
  if (answer?.kind === 'profile') return awsProfileSource(answer.profile, 'the page');
  if (settings.sandbox) return fixedSource('the sandbox', revealCredentials(settings.sandbox.credentials));
  if (entry) return entrySource(entry, settings);
  return request.profile === null ? environmentSource(null) : awsProfileSource(request.profile, 'the call');
}

function fixedSource(label: string, credentials: AwsCredentials, handedOver = false): CredentialSource {
  return {
    label,
    awsProfile: null,
    warnings: [],
    resolve: () => Promise.resolve({ credentials, label, mfa: false, handedOver }),
  };
}

/** Keys that passed through a chat or a page; what is long-lived should not. */
function suppliedSource(label: string, credentials: AwsCredentials): CredentialSource {
  const alternatives =
    'temporary ones (`aws sts get-session-token --duration-seconds 3600`) or a sign-in (`aws sso login`)';
  const warning = `The keys from ${label} are long-lived: use ${alternatives} instead.`;
  return { ...fixedSource(label, credentials, true), warnings: isLongLived(credentials) ? [warning] : [] };
}

/** The credentials with which an entry begins, before any role of its own. */
function entrySource(entry: CredentialProfile, settings: AwsSettings): CredentialSource {
  const from = `credential_profiles ${quoteMasked(entry.name)}`;
  if (entry.awsProfile !== null) return awsProfileSource(entry.awsProfile, from);
  if (entry.sourceProfile === null) return environmentSource(from);
  const source = settings.profiles.find(({ name }) => name === entry.sourceProfile);
  if (!source) return awsProfileSource(entry.sourceProfile, from);
  const base = entrySource(source, settings);
  return {
    ...base,
    resolve: async (tools) => {
      const next = source.role ? [source.role.arn] : tools.next;
      return assumeEntryRole(source, await base.resolve({ ...tools, next }), tools.opener, tools.next);
    },
  };
}

function environmentSource(from: string | null): CredentialSource {
  const name = readVariable('AWS_PROFILE');
  if (name === undefined) return sdkChainSource(from);
  const ambiguity = `AWS_PROFILE and AWS_ACCESS_KEY_ID are both set; the profile ${redactSecretLike(name)} was used.`;
  const source = awsProfileSource(name, from === null ? 'AWS_PROFILE' : `AWS_PROFILE, ${from}`);
  return process.env['AWS_ACCESS_KEY_ID'] ? { ...source, warnings: [ambiguity] } : source;
}
