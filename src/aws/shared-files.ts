import { loadSharedConfigFiles } from '@smithy/core/config';

/** What a profile in ~/.aws/config or ~/.aws/credentials says beside its credentials; read afresh each time. */
export interface ProfileFacts {
  readonly region: string | undefined;
  readonly endpointUrl: string | undefined;
}

export async function profileFacts(name: string): Promise<ProfileFacts> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const read = (key: string) => configFile[name]?.[key] ?? credentialsFile[name]?.[key];
  return { region: read('region'), endpointUrl: read('endpoint_url') };
}

/**
 * The endpoint that a named profile asks for. The SDK sees to it by itself for AWS_PROFILE, and lets the
 * environment's AWS_ENDPOINT_URL… win, as here.
 */
export async function profileEndpoint(name: string | null): Promise<string | undefined> {
  const env = process.env;
  const fromEnvironment = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_EC2', 'AWS_ENDPOINT_URL_STS'].some(
    (n) => env[n],
  );
  if (name === null || fromEnvironment || name === env['AWS_PROFILE']) return undefined;
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  return (await profileFacts(name)).endpointUrl;
}
