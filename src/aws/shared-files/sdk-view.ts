import { externalDataInterceptor } from '@smithy/core/config';
import { listProfileKinds, type ProfileKind } from './profile-kinds.ts';
import type { AwsProfile, SharedFiles } from './shared-files.ts';

/** The keys that the SDK needs of a profile, by how it gets credentials. */
const KEYS: Readonly<Record<ProfileKind, readonly string[]>> = {
  role: [
    'role_arn',
    'source_profile',
    'credential_source',
    'mfa_serial',
    'external_id',
    'duration_seconds',
    'role_session_name',
  ],
  'web-identity': ['web_identity_token_file', 'role_arn', 'role_session_name'],
  sso: ['sso_session', 'sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'],
  keys: ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token', 'aws_credential_scope'],
  login: ['login_session'],
  process: ['credential_process'],
};

const COMMON_KEYS = ['region', 'aws_account_id'];

/**
 * Lets the SDK read these files in the place of those on the disk: in a form that its own parser takes for what the AWS
 * CLI reads, and with nothing but what credentials need. Of several kinds of credentials in one profile, it sees the one
 * that the CLI takes; of endpoints it sees none, since it would take those of another profile.
 */
export function showToSdk(files: SharedFiles): void {
  const texts = {
    config: formatForSdk(files),
    // The profiles are merged already.
    credentials: '',
  };
  for (const { kind, paths } of [files.config, files.credentials])
    for (const path of paths) externalDataInterceptor.interceptFile(path, texts[kind]);
}

function formatForSdk({ profiles, ssoSessions }: SharedFiles): string {
  return [
    ...[...profiles.values()].flatMap((profile) =>
      formatSection('profile', profile.name, keptValues(profile)),
    ),
    ...[...ssoSessions].flatMap(([name, values]) => formatSection('sso-session', name, values)),
  ].join('\n');
}

function keptValues(profile: AwsProfile): [string, string][] {
  const kinds = listProfileKinds(profile);
  const source = kinds.find((kind) => kind !== 'role');
  const used = [...(kinds[0] === 'role' ? [kinds[0]] : []), ...(source ? [source] : [])];
  const keys = [...COMMON_KEYS, ...used.flatMap((kind) => KEYS[kind])];
  return keys.flatMap((key) => {
    const value = profile.values.get(key);
    return value ? [[key, value]] : [];
  });
}

/** The SDK's parser takes any name after the point, and only some names after a blank. */
function formatSection(kind: string, name: string, values: Iterable<readonly [string, string]>): string[] {
  const header = `[${kind}.${name}]`;
  // What its parser would cut off, or refuse: it cannot be used by that name.
  if (/[\r\n]|\s[#;]/.test(name) || name === '__proto__') return [];
  return [
    header,
    ...[...values].filter(([, value]) => value !== '').map(([key, value]) => `${key}=${value}`),
  ];
}
