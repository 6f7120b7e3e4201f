import { fromIni } from '@aws-sdk/credential-provider-ini';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { InlineCredentials } from '../core/credentials.ts';
import { withoutSecrets } from '../core/invalid-input.ts';
import type { Connections } from './connections.ts';
import type { AccessRequest, AwsSettings, ProfileSetting } from './settings.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Where the credentials of a call come from; it names, and never holds, what is secret. */
export interface CredentialSource {
  /** For people: "the call", "AWS profile dev (AWS_PROFILE)". */
  readonly label: string;
  /** The AWS profile, where it is one; its `region` and `endpoint_url` then count too. */
  readonly awsProfile: string | null;
  /** The config file's entry that led here. */
  readonly setting: ProfileSetting | null;
  /** Read afresh at each use: whoever has just signed in need not restart anything. */
  resolve(connections: Connections): Promise<AwsCredentials>;
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
 * With `--sandbox`, the sandbox's own key stands in for 2 to 5, so that a real key never reaches it.
 */
export function credentialSource(request: AccessRequest, settings: AwsSettings): CredentialSource {
  if (request.credentials) return given('the call', request.credentials);
  if (settings.sandbox) return given('the sandbox', settings.sandbox.credentials);
  const named = settings.profiles.find((p) => p.name === (request.profile ?? 'default')) ?? null;
  if (named?.awsProfile) return profile(named.awsProfile, `credential_profiles "${named.name}"`, named);
  if (request.profile !== null && named === null) return profile(request.profile, 'the call', null);
  const fromEnvironment = process.env['AWS_PROFILE'];
  if (fromEnvironment) return profile(fromEnvironment, 'AWS_PROFILE', named);
  return chain(named);
}

function given(label: string, credentials: InlineCredentials): CredentialSource {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return {
    label,
    awsProfile: null,
    setting: null,
    resolve: () =>
      Promise.resolve({
        accessKeyId,
        secretAccessKey: secretAccessKey.reveal(),
        ...(sessionToken && { sessionToken: sessionToken.reveal() }),
      }),
  };
}

function profile(name: string, from: string, setting: ProfileSetting | null): CredentialSource {
  return {
    // A name out of a call may be a secret in the wrong place; one that leads anywhere is none.
    label: `AWS profile ${withoutSecrets(name)} (${from})`,
    awsProfile: name,
    setting,
    resolve: ({ requestHandler }) =>
      fromIni({ profile: name, ignoreCache: true, clientConfig: { requestHandler } })(),
  };
}

function chain(setting: ProfileSetting | null): CredentialSource {
  const inEnvironment = process.env['AWS_ACCESS_KEY_ID'] && process.env['AWS_SECRET_ACCESS_KEY'];
  return {
    label: inEnvironment ? 'environment variables' : "AWS SDK's default chain",
    awsProfile: null,
    setting,
    resolve: ({ requestHandler }) =>
      defaultProvider({
        ignoreCache: true,
        timeout: METADATA_LIMIT,
        maxRetries: 0,
        clientConfig: { requestHandler },
      })(),
  };
}
