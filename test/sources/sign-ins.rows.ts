import {
  inMinutes,
  createLoginTokenFile,
  SSO_REFRESH,
  createSsoTokenFile,
} from '#test/support/credentials/sign-in-services.ts';
import { createKeyProgram, formatKeySection, formatSection } from '#test/support/credentials/shared-files.ts';
import { KEYS, ROLES, sessionArn, type SourceRow } from '#test/support/credentials/source-rows.ts';

const SSO = { sso_account_id: '123456789012', sso_role_name: 'operator' };
const PORTAL = { sso_region: 'us-east-1', sso_start_url: 'https://corp.example/start' };

/** Tokens are refreshed at most once in half a minute for each session name, so each row has its own. */
const ssoConfig = (session: string, profile = 'profile corp') =>
  formatSection(profile, { sso_session: session, ...SSO }) + formatSection(`sso-session ${session}`, PORTAL);

const sso = { key: KEYS.session, of: 'sso' } as const;
const login = { key: KEYS.session, of: 'login' } as const;
const LOGIN = 'arn:aws:iam::123456789012:user/jo';
const loginConfig = formatSection('profile desk', { login_session: LOGIN, region: 'us-east-1' });

const program = createKeyProgram(KEYS.session, { Expiration: inMinutes(60).toISOString() });
const vault = formatSection('profile vault', { credential_process: program.credential_process });

const expired = (profile: string, from: string, command: string) => ({
  refused: 'invalid_credentials' as const,
  says: `Invalid credentials: the sign-in of AWS profile ${profile} (${from}) has expired.`,
  advice: `Run \`${command}\`, then repeat the call.`,
});

/** A person's sign-ins, and programs that give keys. */
export const SIGN_INS: readonly SourceRow[] = [
  {
    title: 'IAM Identity Center: a profile with sso_session',
    args: { profile: 'corp' },
    signIn: sso,
    machine: { awsConfig: ssoConfig('fresh'), home: createSsoTokenFile('fresh', 60) },
    expect: { source: 'AWS profile corp (the call; IAM Identity Center)', as: KEYS.session.arn },
  },
  {
    title: 'IAM Identity Center: a profile without sso_session, in AWS_PROFILE',
    signIn: sso,
    machine: {
      env: { AWS_PROFILE: 'corp' },
      awsConfig: formatSection('profile corp', { ...SSO, ...PORTAL }),
      home: createSsoTokenFile('https://corp.example/start', 60),
    },
    expect: { source: 'AWS profile corp (AWS_PROFILE; IAM Identity Center)', as: KEYS.session.arn },
  },
  {
    title: "IAM Identity Center: the AWS profile default, by the SDK's chain",
    signIn: sso,
    machine: { awsConfig: ssoConfig('chain', 'default'), home: createSsoTokenFile('chain', 60) },
    expect: { source: "IAM Identity Center (AWS SDK's default chain)", as: KEYS.session.arn },
  },
  {
    title: 'IAM Identity Center: a token that has run out is renewed by its refresh token',
    args: { profile: 'corp' },
    signIn: sso,
    machine: { awsConfig: ssoConfig('renewed'), home: createSsoTokenFile('renewed', -1, SSO_REFRESH) },
    expect: { source: 'AWS profile corp (the call; IAM Identity Center)', as: KEYS.session.arn },
  },
  {
    title: 'IAM Identity Center, token run out: the command that signs in again',
    args: { profile: 'corp' },
    signIn: sso,
    machine: { awsConfig: ssoConfig('stale'), home: createSsoTokenFile('stale', -1) },
    expect: expired('corp', 'the call', 'aws sso login --profile corp'),
  },
  {
    title: 'IAM Identity Center, token and refresh token run out: the command that signs in again',
    signIn: { ...sso, mood: 'refusing' },
    machine: {
      env: { AWS_PROFILE: 'corp' },
      awsConfig: ssoConfig('staler'),
      home: createSsoTokenFile('staler', -1, SSO_REFRESH),
    },
    expect: expired('corp', 'AWS_PROFILE', 'aws sso login --profile corp'),
  },
  {
    title: 'IAM Identity Center without sso_session, token run out: the command that signs in again',
    args: { profile: 'corp' },
    signIn: sso,
    machine: {
      awsConfig: formatSection('profile corp', { ...SSO, ...PORTAL }),
      home: createSsoTokenFile('https://corp.example/start', -1),
    },
    expect: expired('corp', 'the call', 'aws sso login --profile corp'),
  },
  {
    title: 'IAM Identity Center, never signed in: the command that signs in',
    args: { profile: 'corp' },
    signIn: sso,
    machine: { awsConfig: ssoConfig('never') },
    expect: expired('corp', 'the call', 'aws sso login --profile corp'),
  },
  {
    title:
      'IAM Identity Center, the portal does not know the token (any more): the command that signs in again',
    args: { profile: 'corp' },
    signIn: { ...sso, mood: 'refusing' },
    machine: { awsConfig: ssoConfig('revoked'), home: createSsoTokenFile('revoked', 60) },
    expect: expired('corp', 'the call', 'aws sso login --profile corp'),
  },
  {
    title:
      'IAM Identity Center behind source_profile, run out: the command names the profile with the sign-in',
    args: { profile: 'admin' },
    signIn: sso,
    machine: {
      awsConfig:
        ssoConfig('behind') +
        formatSection('profile admin', { role_arn: ROLES.operator, source_profile: 'corp' }),
      home: createSsoTokenFile('behind', -1),
    },
    expect: expired('admin', 'the call', 'aws sso login --profile corp'),
  },
  {
    title: "IAM Identity Center, the role is not the person's: access denied, with what to check",
    args: { profile: 'corp' },
    signIn: { ...sso, mood: 'forbidding' },
    machine: { awsConfig: ssoConfig('other'), home: createSsoTokenFile('other', 60) },
    expect: { refused: 'access_denied', says: 'no access to the account and role', advice: 'sso_role_name' },
  },
  {
    title: 'IAM Identity Center out of reach: a matter of the network, not of credentials',
    args: { profile: 'corp' },
    signIn: { ...sso, mood: 'absent' },
    machine: { awsConfig: ssoConfig('far'), home: createSsoTokenFile('far', 60) },
    expect: {
      refused: 'credential_validation_failed',
      says: 'the credentials of AWS profile corp (the call) could not be had: connect ECONNREFUSED',
      advice: 'HTTPS_PROXY',
    },
  },
  {
    title: 'aws login: the keys that it left',
    args: { profile: 'desk' },
    signIn: login,
    machine: { awsConfig: loginConfig, home: createLoginTokenFile(LOGIN, KEYS.session, 15) },
    expect: { source: 'AWS profile desk (the call; aws login)', as: KEYS.session.arn },
  },
  {
    title: 'aws login: keys that have run out are renewed by the refresh token',
    args: { profile: 'desk' },
    signIn: login,
    machine: { awsConfig: loginConfig, home: createLoginTokenFile(LOGIN, KEYS.readOnly, -1) },
    expect: { source: 'AWS profile desk (the call; aws login)', as: KEYS.session.arn },
  },
  {
    title: 'aws login, refresh token run out too: the command that signs in again',
    args: { profile: 'desk' },
    signIn: login,
    machine: { awsConfig: loginConfig, home: createLoginTokenFile(LOGIN, KEYS.session, -1, 'canary-stale') },
    expect: expired('desk', 'the call', 'aws login --profile desk'),
  },
  {
    title: 'aws login, sign-in service not available: the command that signs in again',
    args: { profile: 'desk' },
    signIn: { ...login, mood: 'refusing' },
    machine: { awsConfig: loginConfig, home: createLoginTokenFile(LOGIN, KEYS.session, -1) },
    expect: expired('desk', 'the call', 'aws login --profile desk'),
  },
  {
    title: 'aws login, never signed in: the command that signs in',
    args: { profile: 'desk' },
    signIn: login,
    machine: { awsConfig: loginConfig },
    expect: expired('desk', 'the call', 'aws login --profile desk'),
  },
  {
    title: 'aws login, sign-in service out of reach: a matter of the network, not of credentials',
    args: { profile: 'desk' },
    signIn: { ...login, mood: 'absent' },
    machine: { awsConfig: loginConfig, home: createLoginTokenFile(LOGIN, KEYS.session, -1) },
    expect: { refused: 'credential_validation_failed', says: 'AWS profile desk (the call) could not be had' },
  },
  {
    title: 'credential_process, in a named profile',
    args: { profile: 'vault' },
    machine: { awsConfig: vault, home: program.home },
    expect: { source: 'AWS profile vault (the call; credential_process)', as: KEYS.session.arn },
  },
  {
    title: "credential_process, in the AWS profile default, by the SDK's chain",
    machine: { awsConfig: vault.replace('profile vault', 'default'), home: program.home },
    expect: { source: "credential_process (AWS SDK's default chain)", as: KEYS.session.arn },
  },
  {
    title: 'credential_process that gives expired keys: the sign-in has run out',
    args: { profile: 'vault' },
    machine: { awsConfig: vault, ...createKeyProgram(KEYS.session, { Expiration: '2020-01-01T00:00:00Z' }) },
    expect: {
      refused: 'invalid_credentials',
      says: 'Invalid credentials: the sign-in of AWS profile vault (the call) has expired.',
      advice: 'credential_process',
    },
  },
  {
    title: 'credential_process that fails: its exit code, and nothing that it printed',
    args: { profile: 'vault' },
    machine: { awsConfig: vault, home: { 'keys.cjs': "console.error('canary'); process.exit(3);" } },
    expect: {
      refused: 'invalid_credentials',
      says: /credential_process of the AWS profile vault \(.*, line 2\): `.*node.*` ended with exit code 3\./,
      advice: 'Run its command in a terminal',
    },
  },
  {
    title: 'IAM Identity Center, then a role: source_profile names the profile with the sign-in',
    args: { profile: 'admin' },
    signIn: sso,
    machine: {
      awsConfig:
        ssoConfig('then') +
        formatSection('profile admin', { role_arn: ROLES.operator, source_profile: 'corp' }),
      home: createSsoTokenFile('then', 60),
    },
    expect: {
      source: `role ${ROLES.operator} (by AWS profile admin)`,
      as: sessionArn('operator'),
      opened: [`AssumeRole ${ROLES.operator}`],
    },
  },
  {
    title: 'shared files: temporary keys in ~/.aws/config itself',
    args: { profile: 'temporary' },
    machine: { awsConfig: formatKeySection('profile temporary', KEYS.session) },
    expect: { source: 'AWS profile temporary (the call)', as: KEYS.session.arn },
  },
];
