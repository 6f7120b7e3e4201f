import { expect } from 'vitest';
import { formatSection } from '#test/support/credentials/shared-files.ts';
import { KEYS, MISPLACED_SECRETS, TOKENS } from '#test/support/canary/secrets.ts';
import type { CanaryCase } from '#test/support/canary/run-case.ts';
import type { MachineOptions } from '#test/support/canary/isolated-machine.ts';
import { GOOD } from './drives.ts';
import { env, named } from './keys.ts';

const { secret, token, jwt } = MISPLACED_SECRETS;
const { secretAccessKey, sessionToken } = KEYS.environment;

/** Exit codes of a machine that is not as it should be; 70, a defect, is none of them. */
const PLAIN = [0, 1, 2, 3, 4, 5, 6];

/** Both faces look at a machine. */
const looks = (name: string, machine: MachineOptions, ...args: string[]): CanaryCase => ({
  name,
  machine,
  async drive({ run, serve }) {
    expect(PLAIN).toContain((await run('doctor', '-v', ...args)).code);
    const talk = serve('-v', ...args);
    await talk.begin();
    const { outcome } = await talk.call('add', 'whitelist_add', GOOD['whitelist_add']);
    expect(outcome).not.toBe('internal_error');
    await talk.end();
  },
});

const file = (text: string): MachineOptions => ({ env, home: { 'config.json': text } });
const profile = (entry: object) => ({ credential_profiles: [{ name: 'default', ...entry }] });

/** Config files with a secret in them, as a key, as a value, or instead of everything. */
const CONFIGS: Readonly<Record<string, string | object>> = {
  'nothing but a secret': secret,
  'half of a file': `{"secret_access_key": "${secret}"`,
  'a comment': `{} // ${secret}`,
  'a text': JSON.stringify(secret),
  'a list': [secret, token],
  'names that nobody knows': { [secret]: { [token]: jwt }, aws_secret_access_key: secret, [jwt]: 1 },
  'a profile for text': { credential_profiles: secret },
  'a profile with names that nobody knows': profile({ [secret]: token, secret_access_key: secret }),
  'a limit that nobody knows': { security_settings: { [secret]: token, allowed_keys: [secret] } },
  'a known limit': { security_settings: { require_mfa: secret, allow_root: token } },
  'the name of a profile': { credential_profiles: [{ name: secret }, { name: secret }] },
  'profiles in a circle': {
    credential_profiles: [
      { name: secret, source_profile: token },
      { name: token, source_profile: secret },
    ],
  },
  'an AWS profile': profile({ aws_profile_name: secret }),
  'a source profile': profile({ source_profile: token }),
  'a role': profile({ role_arn: secret }),
  roles: profile({ required_iam_roles: [`arn:aws:iam::123456789012:role/${secret}/${token}/x y`] }),
  'an external id without a role': profile({ external_id: TOKENS.externalId }),
  'an external id that is none': profile({
    role_arn: 'arn:aws:iam::123456789012:role/Operator',
    external_id: `${TOKENS.externalId} ${secret}`,
  }),
  'a device': profile({ mfa_serial: secret }),
  'a source identity': profile({
    role_arn: 'arn:aws:iam::123456789012:role/Operator',
    source_identity: secret,
  }),
  'a duration': profile({ mfa_serial: 'GAHT12345678', duration_seconds: secret }),
  'a region': { default_parameters: { region: secret } },
  'a port': { default_parameters: { port: secret } },
  'a protocol': { default_parameters: { protocol: token } },
  'a template': { default_parameters: { description_template: secret } },
  'a template that is longer': {
    default_parameters: { description_template: `By {user}: ${token.slice(0, 200)}` },
  },
  'a template with a placeholder': { default_parameters: { description_template: `{${secret}}` } },
  'the name of a port': { port_mappings: [{ name: secret, port: token }] },
  'what is known of coming versions': {
    regions: [secret],
    audit: { file: secret, [token]: 1 },
  },
  'whose grants are': { grants: { holder: secret } },
  'how long a grant lasts': { grants: { default_expires_in: token, [secret]: true } },
  'where expired grants are': { grants: { sweep_groups: [secret, `tag:Name=${token}`] } },
  'what is not known of grants': { grants: { [secret]: true } },
  'who is asked for the public address': { public_ip: { sources: [secret] } },
  'a number': { server: { max_message_bytes: secret } },
};

/** Variables of the environment with a secret in them that does not belong there. */
const VARIABLES: Readonly<Record<string, MachineOptions['env']>> = {
  'a profile': { AWS_PROFILE: secret },
  'a profile beside keys': { ...env, AWS_PROFILE: jwt },
  'a region': { ...env, AWS_REGION: secret },
  'another region': { ...env, AWS_REGION: undefined, AWS_DEFAULT_REGION: token },
  'an address': { ...env, AWS_ENDPOINT_URL: secret },
  'an address with a password': {
    ...env,
    AWS_ENDPOINT_URL: `http://jo:${TOKENS.endpointPassword}@127.0.0.1:9`,
  },
  'an address with a query': {
    ...env,
    AWS_ENDPOINT_URL: `http://127.0.0.1:9/?key=${TOKENS.endpointPassword}`,
  },
  files: { AWS_CONFIG_FILE: `/nowhere/${secret}`, AWS_SHARED_CREDENTIALS_FILE: `/nowhere/${token}` },
  'a token file': { AWS_WEB_IDENTITY_TOKEN_FILE: jwt, AWS_ROLE_ARN: secret },
  'a bundle': { ...env, AWS_CA_BUNDLE: secret, AWS_ENDPOINT_URL: 'https://127.0.0.1:9' },
  'a proxy': { ...env, HTTP_PROXY: secret, HTTPS_PROXY: token, NO_PROXY: jwt },
  'an address that is no host': { ...env, AWS_ENDPOINT_URL: `http://${secret}`, NO_PROXY: '*' },
  'a proxy that is no host': {
    ...env,
    HTTP_PROXY: `http://${secret}`,
    ALL_PROXY: `jo:${token}@proxy.example`,
  },
  'a role for a token': {
    AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/config.json',
    AWS_ROLE_ARN: secret,
  },
  'a log level': { ...env, AWS_WHITELIST_LOG_LEVEL: secret },
  'id and secret swapped': {
    AWS_ACCESS_KEY_ID: KEYS.chat.secretAccessKey,
    AWS_SECRET_ACCESS_KEY: KEYS.chat.accessKeyId,
  },
  'the token for an id': { ...env, AWS_ACCESS_KEY_ID: sessionToken },
  'token and secret swapped': {
    ...env,
    AWS_SECRET_ACCESS_KEY: sessionToken,
    AWS_SESSION_TOKEN: secretAccessKey,
  },
  'a secret with a line end': {
    ...env,
    AWS_SECRET_ACCESS_KEY: `${secretAccessKey}\n`,
    AWS_SESSION_TOKEN: `${sessionToken}\n`,
  },
  'what the SDK reads besides': {
    ...env,
    AWS_MAX_ATTEMPTS: secret,
    AWS_RETRY_MODE: token,
    AWS_USE_FIPS_ENDPOINT: secret,
    AWS_DEFAULTS_MODE: secret,
    AWS_SDK_UA_APP_ID: 'awswhitelist',
  },
};

const dev = (settings: Readonly<Record<string, string>>): MachineOptions => ({
  env: { AWS_PROFILE: 'dev' },
  home: {
    '.aws/config': formatSection('profile dev', settings),
    '.aws/credentials': named('base', KEYS.file),
  },
});
const ROLE = 'arn:aws:iam::123456789012:role/teams/network/Operator';

/** AWS's own files with a secret where another setting belongs. */
const SHARED: Readonly<Record<string, MachineOptions>> = {
  'a region': dev({ region: secret, ...{ source_profile: 'base', role_arn: ROLE } }),
  'a source profile': dev({ source_profile: secret, role_arn: ROLE }),
  'a role': dev({ source_profile: 'base', role_arn: token }),
  'a device': dev({ source_profile: 'base', role_arn: ROLE, mfa_serial: secret }),
  'a source of credentials': dev({ credential_source: secret, role_arn: ROLE }),
  'a duration': dev({ source_profile: 'base', role_arn: ROLE, duration_seconds: secret }),
  'a session': dev({ sso_session: secret, sso_account_id: token, sso_role_name: jwt }),
  'a start address': dev({
    sso_start_url: `https://corp.example/${secret}`,
    sso_region: 'us-east-1',
    sso_account_id: '123456789012',
    sso_role_name: 'operator',
  }),
  'an address': dev({
    source_profile: 'base',
    role_arn: ROLE,
    endpoint_url: `http://jo:${TOKENS.endpointPassword}@127.0.0.1:9`,
  }),
  'the name of a profile': {
    home: {
      '.aws/config': formatSection(`profile ${secret}`, {
        sso_start_url: 'https://corp.example',
        sso_region: 'us-east-1',
      }),
      '.aws/credentials': named(token, KEYS.file) + named(jwt, KEYS.reader),
    },
  },
  'id and secret swapped': {
    home: {
      '.aws/credentials': named('default', {
        accessKeyId: KEYS.file.secretAccessKey,
        secretAccessKey: KEYS.file.accessKeyId,
      }),
    },
  },
  'lines that are no settings': {
    home: {
      '.aws/credentials': `${secret}\n[default]\n${token}\n = ${secret}\n`,
      '.aws/config': `[${secret}\n${jwt}`,
    },
  },
};

export const MACHINES: readonly CanaryCase[] = [
  ...Object.entries(CONFIGS).map(([what, content]) =>
    looks(
      `config file: ${what}`,
      file(typeof content === 'string' ? content : JSON.stringify(content)),
      '-c',
      '{home}/config.json',
    ),
  ),
  ...Object.entries(VARIABLES).map(([what, variables]) =>
    looks(`environment: ${what}`, { env: { ...variables }, home: { 'config.json': jwt } }),
  ),
  ...Object.entries(SHARED).map(([what, machine]) => looks(`~/.aws: ${what}`, machine)),
];
