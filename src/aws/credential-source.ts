import { fromIni } from '@aws-sdk/credential-provider-ini';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { GivenAccess } from '../core/asking.ts';
import { withoutSecrets } from '../core/invalid-input.ts';
import type { Connections } from './connections.ts';
import { isLongLived, revealed, type AwsCredentials, type Found } from './credentials.ts';
import { entryRole } from './entry-role.ts';
import { sdkHooks } from './sdk-hooks.ts';
import type { SessionOpener } from './session-opener.ts';
import type { AccessRequest, AwsSettings, ProfileSetting } from './settings.ts';
import { wordsForSource } from './source-labels.ts';

/** Where the credentials of a call come from; it names, and never holds, what is secret. */
export interface CredentialSource {
  /** For people: "the call", "AWS profile dev (AWS_PROFILE)". */
  readonly label: string;
  /** The AWS profile, where it is one; its `region` and `endpoint_url` then count too. */
  readonly awsProfile: string | null;
  /** What is worth saying of the choice, without looking at what it gives. */
  readonly warnings: readonly string[];
  /** Read afresh at each use: whoever has just signed in need not restart anything. */
  resolve(tools: SourceTools): Promise<Found>;
}

export interface SourceTools {
  readonly requestHandler: Connections['requestHandler'];
  /** Opens the sessions that a source is made of: roles in shared files, and in entries of the config file. */
  readonly opener: SessionOpener;
}

/** Time that the metadata service of EC2 gets, so that a laptop does not hang: milliseconds. */
const METADATA_LIMIT = 1_000;

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

function given(label: string, credentials: AwsCredentials): CredentialSource {
  return {
    label,
    awsProfile: null,
    warnings: [],
    resolve: () => Promise.resolve({ credentials, label, mfa: false }),
  };
}

/** Keys that passed through a chat or a page; what is long-lived should not. */
function handedOver(label: string, credentials: AwsCredentials): CredentialSource {
  const better =
    'temporary ones (`aws sts get-session-token --duration-seconds 3600`) or a sign-in (`aws sso login`)';
  const warning = `The keys from ${label} are long-lived: use ${better} instead.`;
  return { ...given(label, credentials), warnings: isLongLived(credentials) ? [warning] : [] };
}

/** The credentials with which an entry begins, before any role of its own. */
function ofEntry(entry: ProfileSetting, settings: AwsSettings): CredentialSource {
  const from = `credential_profiles "${entry.name}"`;
  if (entry.awsProfile !== null) return awsProfile(entry.awsProfile, from);
  if (entry.sourceProfile === null) return ofEnvironment(from);
  const source = settings.profiles.find(({ name }) => name === entry.sourceProfile);
  if (!source) return awsProfile(entry.sourceProfile, from);
  const base = ofEntry(source, settings);
  return {
    ...base,
    resolve: async (tools) => entryRole(source, await base.resolve(tools), tools.opener),
  };
}

function ofEnvironment(from: string | null): CredentialSource {
  const name = process.env['AWS_PROFILE'];
  if (!name) return chain(from);
  const both = `AWS_PROFILE and AWS_ACCESS_KEY_ID are both set; the profile ${withoutSecrets(name)} was used.`;
  const source = awsProfile(name, from === null ? 'AWS_PROFILE' : `AWS_PROFILE, ${from}`);
  return process.env['AWS_ACCESS_KEY_ID'] ? { ...source, warnings: [both] } : source;
}

function awsProfile(name: string, from: string): CredentialSource {
  // A name out of a call may be a secret in the wrong place; one that leads anywhere is none.
  const plain = `AWS profile ${withoutSecrets(name)}`;
  return {
    label: `${plain} (${from})`,
    awsProfile: name,
    warnings: [],
    async resolve({ requestHandler, opener }) {
      const hooks = sdkHooks(opener, plain);
      const init = { profile: name, ignoreCache: true, clientConfig: { requestHandler } };
      const credentials = await fromIni({ ...init, ...hooks.init })();
      const how = wordsForSource(credentials);
      const label = `${plain} (${how === null || how === 'shared files' ? from : `${from}; ${how}`})`;
      return hooks.last() ?? { credentials, label, mfa: false };
    },
  };
}

function chain(from: string | null): CredentialSource {
  const inEnvironment = process.env['AWS_ACCESS_KEY_ID'] && process.env['AWS_SECRET_ACCESS_KEY'];
  const within = (label: string) => (from === null ? label : `${label} (${from})`);
  return {
    label: within(inEnvironment ? 'environment variables' : "AWS SDK's default chain"),
    awsProfile: null,
    warnings: [],
    async resolve({ requestHandler, opener }) {
      const hooks = sdkHooks(opener, 'AWS profile default');
      const credentials = await defaultProvider({
        ignoreCache: true,
        timeout: METADATA_LIMIT,
        maxRetries: 0,
        clientConfig: { requestHandler },
        ...hooks.init,
      })();
      const how = wordsForSource(credentials) ?? metadata();
      const label = within(how === 'environment variables' ? how : `${how} (AWS SDK's default chain)`);
      return hooks.last() ?? { credentials, label, mfa: false };
    },
  };
}

/** The two sources that the SDK does not mark. */
function metadata(): string {
  const container = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  return container.some((name) => process.env[name]) ? 'the container endpoint' : 'EC2 instance metadata';
}
