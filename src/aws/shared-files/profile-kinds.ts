import type { FoundProfile } from '#core/approval/questions.ts';
import { showName } from './ini.ts';
import type { AwsProfile, SharedFiles } from './shared-files.ts';

/** How a profile gets its credentials. */
export type ProfileKind = 'role' | 'web-identity' | 'sso' | 'keys' | 'login' | 'process';

const has = ({ values }: AwsProfile, ...keys: readonly string[]) => keys.some((key) => values.has(key));

const KEY_PAIR = ['aws_access_key_id', 'aws_secret_access_key'] as const;

/**
 * The ways in which a profile may get credentials, the one that the AWS CLI takes first (its chain of providers: role,
 * token file, sign-in, credentials file, `aws login`, program, config file).
 */
export function listProfileKinds(profile: AwsProfile): ProfileKind[] {
  const hasKeys = has(profile, ...KEY_PAIR);
  const inCredentialsFile = KEY_PAIR.some((key) => profile.inCredentialsFile.has(key));
  const isWebIdentity = has(profile, 'web_identity_token_file');
  const kinds: (readonly [ProfileKind, boolean])[] = [
    ['role', has(profile, 'role_arn') && !isWebIdentity],
    ['web-identity', isWebIdentity],
    ['sso', has(profile, 'sso_session', 'sso_start_url', 'sso_account_id', 'sso_role_name')],
    ['keys', hasKeys && inCredentialsFile],
    ['login', has(profile, 'login_session')],
    ['process', has(profile, 'credential_process')],
    ['keys', hasKeys && !inCredentialsFile],
  ];
  return kinds.flatMap(([kind, isOne]) => (isOne ? [kind] : []));
}

const KIND_LABELS: Readonly<Record<ProfileKind, string>> = {
  role: 'role',
  'web-identity': 'role',
  sso: 'IAM Identity Center',
  keys: 'access key',
  login: 'aws login',
  process: 'credential_process',
};

/** In the credentials file the whole header is the name, so that one of the config file's form is a mistake. */
const isMisnamed = (name: string): boolean => /^(?:profile|sso-session|services)\s/.test(name);

/**
 * The AWS profiles of this machine that can give credentials, in the order of the files. One whose name looks like a
 * secret is left out, since the names are shown wherever there is a choice.
 */
export function listProfiles({ profiles }: SharedFiles): FoundProfile[] {
  return [...profiles.values()].flatMap((profile) => {
    const [kind] = listProfileKinds(profile);
    const { name } = profile;
    if (kind === undefined || showName(name) !== name || isMisnamed(name)) return [];
    return [{ name, kind: KIND_LABELS[kind] }];
  });
}
