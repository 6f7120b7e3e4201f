import { createHash, generateKeyPairSync } from 'node:crypto';
import { formatSection } from '#test/support/credentials/shared-files.ts';
import { listSandboxRoles } from '#sandbox/public-identities.ts';
import { KEYS, UNKNOWN_KEYS, MISPLACED_SECRETS, TOKENS } from '#test/support/canary/secrets.ts';
import type { CanaryCase } from '#test/support/canary/run-case.ts';
import { everyCommand, row } from './drives.ts';
import { named, variables } from './keys.ts';

const ROLES = listSandboxRoles();
const CONFIG = '.aws/config';
const CREDENTIALS = '.aws/credentials';

/** A program for credential_process: its text, and the machine on which it gives the keys. */
function program(script: string) {
  const home = {
    'keys.cjs': script,
    [CONFIG]: formatSection('profile vault', { credential_process: `"${process.execPath}" {home}/keys.cjs` }),
  };
  return { env: { AWS_PROFILE: 'vault' }, home };
}
const {
  accessKeyId: AccessKeyId,
  secretAccessKey: SecretAccessKey,
  sessionToken: SessionToken,
} = KEYS.process;
const PRINTED = JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey, SessionToken });
const shout = `console.error(${JSON.stringify(`vault: ${SecretAccessKey} and ${SessionToken}`)});`;
const print = (text: string) => `console.log(${JSON.stringify(text)});`;

const SSO = { sso_account_id: '123456789012', sso_role_name: 'operator' };
const PORTAL = { sso_region: 'us-east-1', sso_start_url: 'https://corp.example/start' };
function signedIn(session: string, minutes: number, token: object = { accessToken: TOKENS.ssoAccess }) {
  const cached = createHash('sha1').update(session).digest('hex');
  const expiresAt = new Date(Date.now() + minutes * 60_000).toISOString();
  return {
    [CONFIG]:
      formatSection('default', { sso_session: session, ...SSO }) +
      formatSection(`sso-session ${session}`, PORTAL),
    [`.aws/sso/cache/${cached}.json`]: JSON.stringify({
      ...PORTAL,
      region: 'us-east-1',
      expiresAt,
      ...token,
    }),
  };
}
const REFRESH = { clientId: 'client', clientSecret: TOKENS.ssoClient, refreshToken: TOKENS.ssoRefresh };
const sso = { AWS_ENDPOINT_URL_SSO: '{service}', AWS_ENDPOINT_URL_SSO_OIDC: '{service}' };

const DESK = 'arn:aws:iam::123456789012:user/jo';
function loggedIn(minutes: number) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const expiresAt = new Date(Date.now() + minutes * 60_000).toISOString();
  const token = {
    accessToken: { ...KEYS.login, accountId: '123456789012', expiresAt },
    tokenType: 'urn:aws:params:oauth:token-type:access_token_sigv4',
    clientId: 'arn:aws:signin:::devtools/same-device',
    refreshToken: TOKENS.loginRefresh,
    idToken: TOKENS.loginIdentity,
    dpopKey: privateKey.export({ format: 'pem', type: 'sec1' }),
  };
  return {
    [CONFIG]: formatSection('default', { login_session: DESK }),
    [`.aws/login/cache/${createHash('sha256').update(DESK).digest('hex')}.json`]: JSON.stringify(token),
  };
}

const byToken = (jwt: string) => ({
  env: { AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/token.jwt', AWS_ROLE_ARN: ROLES.federated },
  home: { 'token.jwt': jwt },
});
const container = (token: string) => ({
  AWS_CONTAINER_CREDENTIALS_FULL_URI: '{service}/keys',
  AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
});

const ok = { tools: /^ok$/, exit: 0 } as const;
const missing = { tools: 'credentials_required', exit: 3 } as const;
const invalid = { tools: 'invalid_credentials', exit: 3 } as const;
const unreachable = { tools: 'credential_validation_failed', exit: 6 } as const;

/** Every way in which credentials come to a call, and goes wrong. */
export const SOURCES: readonly CanaryCase[] = [
  row('environment: keys', { env: variables(KEYS.environment) }, ok),
  row('environment: keys that have expired', { env: variables(KEYS.expired) }, invalid),
  row('environment: keys that AWS does not know', { env: variables(UNKNOWN_KEYS.temporary) }, invalid),
  row(
    'environment: the secret of another key',
    { env: { ...variables(KEYS.chat), AWS_SECRET_ACCESS_KEY: UNKNOWN_KEYS.longTerm.secretAccessKey } },
    invalid,
  ),
  row(
    'environment: the token of another session',
    { env: { ...variables(KEYS.environment), AWS_SESSION_TOKEN: MISPLACED_SECRETS.token } },
    invalid,
  ),
  row('shared files: the default profile', { home: { [CREDENTIALS]: named('default', KEYS.file) } }, ok),
  row(
    'shared files: AWS_PROFILE beside the keys of the environment',
    {
      env: { ...variables(KEYS.environment), AWS_PROFILE: 'dev' },
      home: { [CREDENTIALS]: named('dev', KEYS.file) },
    },
    ok,
  ),
  row(
    'shared files: keys that AWS does not know',
    { home: { [CREDENTIALS]: named('default', UNKNOWN_KEYS.longTerm) } },
    invalid,
  ),
  row('credential_process that tells its secrets on standard error', program(shout + print(PRINTED)), ok),
  row('credential_process that fails, and tells why', program(`${shout} process.exit(3);`), invalid),
  row(
    'credential_process that fails for want of a network, and tells its secrets',
    program(`${shout} console.error('connect ECONNREFUSED'); process.exit(3);`),
    unreachable,
  ),
  row(
    'credential_process that answers no JSON',
    program(print(`${PRINTED.slice(0, -1)} ${SessionToken}`)),
    invalid,
  ),
  row(
    'credential_process whose keys have expired',
    program(print(PRINTED.replace('}', ',"Expiration":"2020-01-01T00:00:00Z"}'))),
    invalid,
  ),
  row('container', { env: container(TOKENS.container) }, { ...ok, service: 'container' }),
  row(
    'container: the wrong token',
    { env: container(MISPLACED_SECRETS.token) },
    { ...missing, service: 'container' },
  ),
  row(
    'container: a token with a line end',
    { env: container(`${MISPLACED_SECRETS.token}\n${MISPLACED_SECRETS.secret}`) },
    { ...missing, service: 'container' },
  ),
  row(
    'container: an address with a password, where nobody listens',
    {
      env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://user:${TOKENS.endpointPassword}@127.0.0.1:9/keys` },
    },
    missing,
  ),
  row(
    'instance metadata',
    { env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: '{service}', AWS_EC2_METADATA_DISABLED: undefined } },
    { ...ok, service: 'metadata' },
  ),
  row('IAM Identity Center', { env: sso, home: signedIn('fresh', 60) }, { ...ok, service: 'sso' }),
  row(
    'IAM Identity Center: a token that is renewed',
    {
      env: sso,
      home: signedIn('renewed', -1, { accessToken: TOKENS.ssoAccess, ...REFRESH }),
      renews: '.aws/sso/cache',
    },
    { ...ok, service: 'sso' },
  ),
  row(
    'IAM Identity Center: a token that the portal does not know',
    { env: sso, home: signedIn('revoked', 60, { accessToken: MISPLACED_SECRETS.sso }) },
    { ...invalid, service: 'sso' },
  ),
  row(
    'IAM Identity Center: out of reach',
    {
      env: { AWS_ENDPOINT_URL_SSO: `http://user:${TOKENS.endpointPassword}@127.0.0.1:9` },
      home: signedIn('far', 60),
    },
    unreachable,
  ),
  row(
    'aws login',
    { env: { AWS_ENDPOINT_URL_SIGNIN: '{service}' }, home: loggedIn(60), renews: '.aws/login/cache' },
    { ...ok, service: 'login' },
  ),
  row(
    'aws login: keys that are renewed',
    { env: { AWS_ENDPOINT_URL_SIGNIN: '{service}' }, home: loggedIn(-1), renews: '.aws/login/cache' },
    { ...ok, service: 'login' },
  ),
  row('web identity', byToken(TOKENS.webIdentity), ok),
  row('web identity: a token that AWS does not take', byToken(TOKENS.strangeWebIdentity), invalid),
  row(
    'web identity: no token but a secret',
    byToken(`${MISPLACED_SECRETS.secret}\n${MISPLACED_SECRETS.secret}`),
    invalid,
  ),
  row(
    'a role of the config file, with an external id',
    {
      home: {
        [CREDENTIALS]: named('jo', KEYS.jo),
        'config.json': JSON.stringify({
          credential_profiles: [
            {
              name: 'default',
              aws_profile_name: 'jo',
              role_arn: ROLES.operator,
              external_id: TOKENS.externalId,
              source_identity: 'jo@example.com',
            },
          ],
        }),
      },
    },
    { ...ok, args: ['-c', '{home}/config.json'] },
  ),
  row(
    'a role of the shared files, with the wrong external id',
    {
      home: {
        [CREDENTIALS]: named('jo', KEYS.jo),
        [CONFIG]: formatSection('default', {
          role_arn: ROLES.partner,
          source_profile: 'jo',
          external_id: TOKENS.externalId,
        }),
      },
    },
    { tools: 'access_denied', exit: 4 },
  ),
  row(
    'a session that needs an MFA code',
    {
      home: {
        [CREDENTIALS]: named('kim', KEYS.kim),
        'config.json': JSON.stringify({
          credential_profiles: [
            { name: 'default', aws_profile_name: 'kim', mfa_serial: 'arn:aws:iam::123456789012:mfa/kim' },
          ],
        }),
      },
    },
    { tools: 'mfa_required', exit: 3, args: ['-c', '{home}/config.json'] },
  ),
  row('none', {}, missing),
  {
    name: 'every command, with keys that may read and no more',
    machine: { env: variables(KEYS.reader) },
    drive: everyCommand([0, 1, 4]),
  },
  {
    name: 'every command, with keys that may do nothing',
    machine: { env: variables(KEYS.nobody) },
    drive: everyCommand([0, 4]),
  },
  {
    name: "every command with --sandbox, in whose place all of the person's own keys stand",
    machine: {
      env: { ...variables(KEYS.environment), ...container(TOKENS.container) },
      home: { [CREDENTIALS]: named('default', KEYS.file) },
    },
    drive: everyCommand([0, 1], '--sandbox'),
  },
];
