import { fromIni } from '@aws-sdk/credential-provider-ini';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { Connections } from '#aws/http/connections.ts';
import type { ResolvedCredentials } from '#aws/sts/credentials.ts';
import type { SessionOpener } from '#aws/sts/role-sessions.ts';
import { redactSecretLike } from '#core/text/redact.ts';
import type { EndpointSettings } from '#aws/shared-files/profile-endpoints.ts';
import { readProfileChain, readRoleChain } from '#aws/shared-files/profile-chain.ts';
import { listProfileKinds } from '#aws/shared-files/profile-kinds.ts';
import { isUsable } from '#aws/shared-files/profile-flaws.ts';
import { showToSdk } from '#aws/shared-files/sdk-view.ts';
import type { SharedFiles } from '#aws/shared-files/shared-files.ts';
import { limitCredentialProcess } from './credential-process.ts';
import { readEnvironmentKeys } from './environment-keys.ts';
import { createSdkHooks } from './sdk-hooks.ts';
import { signInClientConfig } from './sign-in-endpoints.ts';

limitCredentialProcess();

const METADATA_TIMEOUT_MS = 1_000;

/**
 * One short attempt at the metadata services of EC2 and of containers, so that a laptop does not hang. Of EC2's only
 * version 2, which every instance has, and which requires a token.
 */
const METADATA_OPTIONS = { timeout: METADATA_TIMEOUT_MS, maxRetries: 0, ec2MetadataV1Disabled: true };

/** @param from - What named the profile, for people. */
export function awsProfileSource(name: string, from: string): CredentialSource {
  // A name from a call may be a secret in the wrong field; the name of a real profile never looks like one.
  const profileLabel = `AWS profile ${redactSecretLike(name)}`;
  return {
    label: `${profileLabel} (${from})`,
    awsProfile: name,
    warnings: [],
    async resolve({ opener, next, files, ...tools }) {
      if (!isUsable(name, files)) throw new UnusableProfile();
      if (isOfEnvironment(name, files)) readEnvironmentKeys();
      const hooks = createSdkHooks(opener, profileLabel, { chain: readRoleChain(name, files), next });
      showToSdk(files);
      const credentials = await fromIni({ profile: name, ...createSdkInit(tools), ...hooks.init })();
      const origin = describeSdkSource(credentials);
      const label = `${profileLabel} (${origin === null || origin === 'shared files' ? from : `${from}; ${origin}`})`;
      return hooks.last() ?? { credentials, label, mfa: false };
    },
  };
}

/** The SDK is not asked: `explainProfile` tells why. */
class UnusableProfile extends Error {}

/** Whether the profile gets its first credentials from the environment (`credential_source`). */
const isOfEnvironment = (name: string, files: SharedFiles): boolean =>
  readProfileChain(name, files).at(-1)?.values.get('credential_source') === 'Environment';

const createSdkInit = ({ connections, endpoints }: Pick<SourceContext, 'connections' | 'endpoints'>) => ({
  ignoreCache: true,
  clientConfig: signInClientConfig(connections, endpoints),
  ...METADATA_OPTIONS,
});

/**
 * The environment's keys, then the rest of the SDK's own chain; for where AWS_PROFILE is not set.
 *
 * @param from - What led here, for people; null: nothing did.
 */
export function sdkChainSource(from: string | null): CredentialSource {
  const inEnvironment = process.env['AWS_ACCESS_KEY_ID'] && process.env['AWS_SECRET_ACCESS_KEY'];
  const within = (label: string) => (from === null ? label : `${label} (${from})`);
  return {
    label: within(inEnvironment ? ENVIRONMENT_LABEL : "AWS SDK's default chain"),
    awsProfile: null,
    warnings: [],
    async resolve({ opener, next, files, ...tools }) {
      const keys = readEnvironmentKeys();
      if (keys) return { credentials: keys, label: within(ENVIRONMENT_LABEL), mfa: false };
      if (!isUsable(null, files)) throw new UnusableProfile();
      const profile = readProfileChain('default', files)[0];
      const chain = readRoleChain('default', files);
      const hooks = createSdkHooks(opener, 'AWS profile default', { chain, next });
      showToSdk(files);
      const init = { ...createSdkInit(tools), ...hooks.init };
      // As with the AWS CLI, whatever fails of a default profile's credentials is not made good by other ones.
      const isOfProfile = profile !== undefined && listProfileKinds(profile).length > 0;
      const credentials = await (
        isOfProfile ? fromIni({ ...init, profile: 'default' }) : defaultProvider(init)
      )();
      const origin = describeSdkSource(credentials) ?? describeMetadataSource();
      const label = within(`${origin} (AWS SDK's default chain)`);
      return hooks.last() ?? { credentials, label, mfa: false };
    },
  };
}

const ENVIRONMENT_LABEL = 'environment variables';

/** The two sources that the SDK does not mark. */
function describeMetadataSource(): string {
  const container = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  return container.some((name) => process.env[name]) ? 'the container endpoint' : 'EC2 instance metadata';
}

/** Where the credentials of a call come from: a name for them, never the secret itself. */
export interface CredentialSource {
  /** For people: "the call", "AWS profile dev (AWS_PROFILE)". */
  readonly label: string;
  /** The AWS profile, where it is one; its settings then count too. */
  readonly awsProfile: string | null;
  /** What is worth saying of the choice, without looking at what it gives. */
  readonly warnings: readonly string[];
  /** Read afresh at each use: whoever has just signed in need not restart anything. */
  resolve(tools: SourceContext): Promise<ResolvedCredentials>;
}

export interface SourceContext {
  readonly connections: Connections;
  readonly endpoints: EndpointSettings;
  /** The AWS files, read for this call. */
  readonly files: SharedFiles;
  /** Opens the sessions that a source is made of: roles in shared files, and in entries of the config file. */
  readonly opener: SessionOpener;
  /** ARNs of the roles that may have to be assumed with what the source gives. */
  readonly next: readonly string[];
}

/** The SDK's marks for where credentials came from (`$source`), and what they are called here. */
const SDK_SOURCE_LABELS: readonly (readonly [mark: string, label: string])[] = [
  ['CREDENTIALS_ENV_VARS', ENVIRONMENT_LABEL],
  ['CREDENTIALS_PROFILE_SSO', 'IAM Identity Center'],
  ['CREDENTIALS_PROFILE_SSO_LEGACY', 'IAM Identity Center'],
  ['CREDENTIALS_PROFILE_LOGIN', 'aws login'],
  ['CREDENTIALS_PROFILE_PROCESS', 'credential_process'],
  ['CREDENTIALS_PROCESS', 'credential_process'],
  ['CREDENTIALS_HTTP', 'the container endpoint'],
  ['CREDENTIALS_IMDS', 'EC2 instance metadata'],
  ['CREDENTIALS_PROFILE', 'shared files'],
];

/** How the SDK found them, for people; null where it does not say. */
function describeSdkSource(credentials: object): string | null {
  const marks = '$source' in credentials && credentials.$source instanceof Object ? credentials.$source : {};
  return SDK_SOURCE_LABELS.find(([mark]) => mark in marks)?.[1] ?? null;
}
