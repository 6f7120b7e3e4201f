import { invalidInput } from '#core/errors/invalid-input.ts';
import type { CredentialProfile } from '#core/iam/credential-profile.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import { quoteMasked } from '#core/text/redact.ts';
import { loadSharedConfigFiles } from '@smithy/core/config';
import type { FoundProfile } from '#core/approval/questions.ts';
import { redactSecretLike } from '#core/text/redact.ts';

/** What a profile in ~/.aws/config or ~/.aws/credentials says beside its credentials; read afresh each time. */
export interface ProfileSettings {
  readonly region: string | undefined;
  readonly endpointUrl: string | undefined;
}

export async function readProfileSettings(name: string): Promise<ProfileSettings> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const read = (key: string) => configFile[name]?.[key] ?? credentialsFile[name]?.[key];
  return { region: read('region'), endpointUrl: read('endpoint_url') };
}

/**
 * The endpoint that a named profile sets. The SDK reads it by itself for AWS_PROFILE, and lets the environment's
 * AWS_ENDPOINT_URL… win, as here.
 */
export async function readProfileEndpoint(name: string | null): Promise<string | undefined> {
  const env = process.env;
  const fromEnvironment = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_EC2', 'AWS_ENDPOINT_URL_STS'].some(
    (n) => env[n],
  );
  if (name === null || fromEnvironment || name === env['AWS_PROFILE']) return undefined;
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  return (await readProfileSettings(name)).endpointUrl;
}

type ProfileKeys = Readonly<Record<string, string | undefined>>;

/** The profiles that a profile leads through, itself first, the one with the credentials last. */
async function readProfileChain(
  name: string,
): Promise<{ readonly profile: string; readonly keys: ProfileKeys }[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const chain: { profile: string; keys: ProfileKeys }[] = [];
  let current: string | undefined = name;
  while (current !== undefined && !chain.some(({ profile }) => profile === current)) {
    const keys: ProfileKeys = { ...configFile[current], ...credentialsFile[current] };
    chain.push({ profile: current, keys });
    current = keys['role_arn'] === undefined ? undefined : keys['source_profile'];
  }
  return chain;
}

/** ARNs of the roles that a profile leads through, its own first, the one next to the credentials last. */
export async function readRoleChain(name: string): Promise<string[]> {
  return (await readProfileChain(name)).flatMap(({ keys: { role_arn: role } }) => role ?? []);
}

/** The profile that a person signs in to for the credentials of this one, and with which command; null: to none. */
export async function findSignIn(name: string): Promise<{ profile: string; command: string } | null> {
  const last = (await readProfileChain(name)).at(-1);
  if (!last) return null;
  const { profile, keys } = last;
  if (keys['sso_session'] ?? keys['sso_start_url']) return { profile, command: 'aws sso login' };
  return keys['login_session'] === undefined ? null : { profile, command: 'aws login' };
}

// A profile's keys, the one that decides first: AWS SDKs and Tools Reference Guide, "Settings reference".
const PROFILE_KINDS = [
  ['role_arn', 'role'],
  ['aws_access_key_id', 'access key'],
  ['credential_process', 'credential_process'],
  ['sso_session', 'IAM Identity Center'],
  ['sso_start_url', 'IAM Identity Center'],
  ['login_session', 'aws login'],
] as const;

/**
 * The AWS profiles of this machine that can give credentials, in the order of the files. One whose name looks like a
 * secret is left out, since the names are shown wherever there is a choice.
 */
export async function listProfiles(): Promise<FoundProfile[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  return [...names].flatMap((name) => {
    const keys = { ...configFile[name], ...credentialsFile[name] };
    const kind = PROFILE_KINDS.find(([key]) => keys[key] !== undefined)?.[1];
    return kind === undefined || redactSecretLike(name) !== name ? [] : [{ name, kind }];
  });
}

/**
 * The sandbox's own key stands in for every profile, but not for one that is a slip of the pen: AWS would have none.
 *
 * @throws WhitelistError `invalid_input`
 */
export async function requireDefinedProfile(
  name: string | null,
  entries: readonly CredentialProfile[],
): Promise<void> {
  if (name === null) return;
  const found = await listProfiles().catch(() => []);
  const known = [...entries, ...found].map((profile) => profile.name);
  if (known.includes(name)) return;
  const near = closestMatch(name, known);
  throw invalidInput({
    field: 'profile',
    value: name,
    expected: 'an entry of credential_profiles in the config file, or an AWS profile of this machine',
    example: '"staging"',
    hint: near === null ? 'Nothing defines it.' : `Nothing defines it; did you mean ${quoteMasked(near)}?`,
  });
}
