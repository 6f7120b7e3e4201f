import { fromIni } from '@aws-sdk/credential-provider-ini';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { withoutSecrets } from '#core/errors/invalid-input.ts';
import { limitCredentialProcess } from './credential-process.ts';
import type { CredentialSource } from './source.ts';
import { sdkHooks } from './sdk-hooks.ts';
import { roleChain } from './shared-files.ts';
import { wordsForSource } from './source-labels.ts';

limitCredentialProcess();

/**
 * For the metadata services of EC2 and of containers, so that a laptop does not hang: milliseconds, and one try. Of
 * EC2's only version 2, which every instance has, and which asks for a token first.
 */
const METADATA = { timeout: 1_000, maxRetries: 0, ec2MetadataV1Disabled: true };

/** @param from - What named the profile, for people. */
export function awsProfile(name: string, from: string): CredentialSource {
  // A name out of a call may be a secret in the wrong place; one that leads anywhere is none.
  const plain = `AWS profile ${withoutSecrets(name)}`;
  return {
    label: `${plain} (${from})`,
    awsProfile: name,
    warnings: [],
    async resolve({ requestHandler, opener, next }) {
      const hooks = sdkHooks(opener, plain, { chain: await roleChain(name), next });
      const init = { profile: name, ignoreCache: true, clientConfig: { requestHandler }, ...METADATA };
      const credentials = await fromIni({ ...init, ...hooks.init })();
      const how = wordsForSource(credentials);
      const label = `${plain} (${how === null || how === 'shared files' ? from : `${from}; ${how}`})`;
      return hooks.last() ?? { credentials, label, mfa: false };
    },
  };
}

/**
 * The environment's keys, then the rest of the SDK's own chain; for where AWS_PROFILE is not set.
 *
 * @param from - What led here, for people; null: nothing did.
 */
export function sdkChain(from: string | null): CredentialSource {
  const inEnvironment = process.env['AWS_ACCESS_KEY_ID'] && process.env['AWS_SECRET_ACCESS_KEY'];
  const within = (label: string) => (from === null ? label : `${label} (${from})`);
  return {
    label: within(inEnvironment ? 'environment variables' : "AWS SDK's default chain"),
    awsProfile: null,
    warnings: [],
    async resolve({ requestHandler, opener, next }) {
      const hooks = sdkHooks(opener, 'AWS profile default', { chain: await roleChain('default'), next });
      const credentials = await defaultProvider({
        ignoreCache: true,
        clientConfig: { requestHandler },
        ...METADATA,
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
