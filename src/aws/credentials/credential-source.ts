import type { GivenAccess } from '#core/approval/asking.ts';
import { withoutSecrets } from '#core/errors/invalid-input.ts';
import { isLongLived, revealed, type AwsCredentials } from '#aws/sts/credentials.ts';
import { entryRole } from './entry-role.ts';
import { awsProfile, sdkChain } from './sdk-sources.ts';
import type { AccessRequest, AwsSettings, ProfileSetting } from '#aws/settings.ts';
import type { CredentialSource } from './source.ts';

/**
 * The order of precedence, in this one place:
 *
 * 1. `credentials` in the call,
 * 2. `profile` in the call: an entry of the config file's `credential_profiles`, else an AWS profile,
 * 3. the config file's entry called `default`,
 * 4. `AWS_PROFILE`,
 * 5. the environment's keys, then the rest of the AWS SDK's own chain.
 *
 * What a person gave on the page, once none of these had any, stands before 2. With `--sandbox`, the sandbox's own
 * key stands in for 2 to 5, so that a real key never reaches it.
 *
 * @param entry - The entry of the config file that is in force, if any.
 */
export function credentialSource(
  request: AccessRequest,
  settings: AwsSettings,
  entry: ProfileSetting | null,
  answer: GivenAccess | null,
): CredentialSource {
  if (request.credentials) return handedOver('the call', revealed(request.credentials));
  if (answer?.kind === 'keys') return handedOver('the page', revealed(answer.credentials));
  if (answer?.kind === 'profile') return awsProfile(answer.profile, 'the page');
  if (settings.sandbox) return given('the sandbox', revealed(settings.sandbox.credentials));
  if (entry) return ofEntry(entry, settings);
  return request.profile === null ? ofEnvironment(null) : awsProfile(request.profile, 'the call');
}

function given(label: string, credentials: AwsCredentials, handedOver = false): CredentialSource {
  return {
    label,
    awsProfile: null,
    warnings: [],
    resolve: () => Promise.resolve({ credentials, label, mfa: false, handedOver }),
  };
}

/** Keys that passed through a chat or a page; what is long-lived should not. */
function handedOver(label: string, credentials: AwsCredentials): CredentialSource {
  const better =
    'temporary ones (`aws sts get-session-token --duration-seconds 3600`) or a sign-in (`aws sso login`)';
  const warning = `The keys from ${label} are long-lived: use ${better} instead.`;
  return { ...given(label, credentials, true), warnings: isLongLived(credentials) ? [warning] : [] };
}

/** The credentials with which an entry begins, before any role of its own. */
function ofEntry(entry: ProfileSetting, settings: AwsSettings): CredentialSource {
  const from = `credential_profiles "${withoutSecrets(entry.name)}"`;
  if (entry.awsProfile !== null) return awsProfile(entry.awsProfile, from);
  if (entry.sourceProfile === null) return ofEnvironment(from);
  const source = settings.profiles.find(({ name }) => name === entry.sourceProfile);
  if (!source) return awsProfile(entry.sourceProfile, from);
  const base = ofEntry(source, settings);
  return {
    ...base,
    resolve: async (tools) => {
      const next = source.role ? [source.role.arn] : tools.next;
      return entryRole(source, await base.resolve({ ...tools, next }), tools.opener, tools.next);
    },
  };
}

function ofEnvironment(from: string | null): CredentialSource {
  const name = process.env['AWS_PROFILE'];
  if (!name) return sdkChain(from);
  const both = `AWS_PROFILE and AWS_ACCESS_KEY_ID are both set; the profile ${withoutSecrets(name)} was used.`;
  const source = awsProfile(name, from === null ? 'AWS_PROFILE' : `AWS_PROFILE, ${from}`);
  return process.env['AWS_ACCESS_KEY_ID'] ? { ...source, warnings: [both] } : source;
}
