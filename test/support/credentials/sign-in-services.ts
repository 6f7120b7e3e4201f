import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SandboxKey } from '#sandbox/index.ts';

/** What has to be shown before any of the services below gives keys away. None of it may ever be told. */
export const TOKENS = {
  sso: 'canary-sso-access-token',
  ssoRefresh: 'canary-sso-refresh-token',
  ssoClient: 'canary-sso-client-secret',
  loginRefresh: 'canary-login-refresh-token',
  container: 'Basic canary-container-token',
  metadata: 'canary-metadata-token',
} as const;

export interface SignInRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The services that AWS's own tools sign in with, and the metadata services of its machines, on the loopback. */
export interface SignInServices {
  /** Environment variables that lead to them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly requests: readonly SignInRequest[];
  close(): Promise<void>;
}

export interface SignInServicesOptions {
  /** Whose keys are given. */
  readonly key: SandboxKey;
  /** What stands in for its services; the others are not told of. */
  readonly of: 'sso' | 'login' | 'container' | 'metadata';
  /** Is not there, answers nothing at all, or says no to everybody. */
  readonly mood?: 'absent' | 'silent' | 'refusing' | 'forbidding';
}

interface Reply {
  readonly status: number;
  readonly json: unknown;
}

const ok = (json: unknown): Reply => ({ status: 200, json });
const refused = (json: object = { message: 'Session token not found or invalid' }): Reply => ({
  status: 401,
  json: { __type: 'UnauthorizedException', ...json },
});
const forbidden: Reply = { status: 403, json: { __type: 'ForbiddenException', message: 'No access' } };

/** An instant so many minutes from now. */
export const inMinutes = (minutes: number): Date => new Date(Date.now() + minutes * 60_000);

const keysOf = ({ accessKeyId, secretAccessKey, sessionToken }: SandboxKey) => ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
});

/** In the words of the metadata services. */
const metadataKeys = ({ accessKeyId, secretAccessKey, sessionToken }: SandboxKey) => ({
  Code: 'Success',
  Type: 'AWS-HMAC',
  AccessKeyId: accessKeyId,
  SecretAccessKey: secretAccessKey,
  Token: sessionToken,
  Expiration: inMinutes(60).toISOString(),
});

const CREDENTIALS_PATH = '/latest/meta-data/iam/security-credentials/';

/** By method and path, as AWS documents them; each wants its token. */
function answer({ method, path, headers, body }: SignInRequest, key: SandboxKey): Reply | string {
  const [plain = ''] = path.split('?');
  switch (`${method} ${plain}`) {
    case 'GET /federation/credentials':
      if (headers['x-amz-sso_bearer_token'] !== TOKENS.sso) return refused();
      return ok({ roleCredentials: { ...keysOf(key), expiration: inMinutes(60).getTime() } });
    case 'POST /token':
      if (!body.includes(TOKENS.ssoRefresh) || !body.includes(TOKENS.ssoClient)) return refused();
      return ok({ accessToken: TOKENS.sso, expiresIn: 3600, refreshToken: TOKENS.ssoRefresh });
    case 'POST /v1/token':
      if (!body.includes(TOKENS.loginRefresh) || !String(headers['dpop']).includes('.'))
        return refused({ __type: 'AccessDeniedException', error: 'TOKEN_EXPIRED', message: 'expired' });
      return ok({ accessToken: keysOf(key), expiresIn: 900, refreshToken: TOKENS.loginRefresh });
    case 'GET /keys-of-the-task':
      return headers.authorization === TOKENS.container ? ok(metadataKeys(key)) : refused();
    case 'PUT /latest/api/token':
      return headers['x-aws-ec2-metadata-token-ttl-seconds'] ? TOKENS.metadata : refused();
    case `GET ${CREDENTIALS_PATH}`:
      return headers['x-aws-ec2-metadata-token'] === TOKENS.metadata ? 'role-of-the-machine' : refused();
    case `GET ${CREDENTIALS_PATH}role-of-the-machine`:
      return headers['x-aws-ec2-metadata-token'] === TOKENS.metadata ? ok(metadataKeys(key)) : refused();
    default:
      return { status: 404, json: {} };
  }
}

const environmentOf = (endpoint: string, of: SignInServicesOptions['of']): SignInServices['environment'] =>
  ({
    sso: { AWS_ENDPOINT_URL_SSO: endpoint, AWS_ENDPOINT_URL_SSO_OIDC: endpoint },
    login: { AWS_ENDPOINT_URL_SIGNIN: endpoint },
    container: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/keys-of-the-task`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: TOKENS.container,
    },
    metadata: { AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint, AWS_EC2_METADATA_DISABLED: undefined },
  })[of];

export async function startSignInServices({ key, of, mood }: SignInServicesOptions): Promise<SignInServices> {
  const requests: SignInRequest[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    const seen = { method, path, headers, body: Buffer.concat(chunks).toString() };
    requests.push(seen);
    if (mood === 'silent') return;
    const given = mood === 'refusing' ? refused() : mood === 'forbidding' ? forbidden : answer(seen, key);
    const { status, json } = typeof given === 'string' ? { status: 200, json: null } : given;
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(typeof given === 'string' ? given : JSON.stringify(json));
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  if (mood === 'absent') server.close();
  return {
    environment: environmentOf(`http://127.0.0.1:${port}`, of),
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The file that `aws sso login` leaves; named by the session, or by the start address where there is none. */
export function createSsoTokenFile(
  session: string,
  minutes: number,
  more: object = {},
): Record<string, string> {
  const name = createHash('sha1').update(session).digest('hex');
  const token = {
    startUrl: 'https://corp.example/start',
    region: 'us-east-1',
    accessToken: TOKENS.sso,
    expiresAt: inMinutes(minutes).toISOString(),
    ...more,
  };
  return { [`.aws/sso/cache/${name}.json`]: JSON.stringify(token) };
}

/** With it, a token that has run out is renewed without a person. */
export const SSO_REFRESH = {
  clientId: 'client',
  clientSecret: TOKENS.ssoClient,
  refreshToken: TOKENS.ssoRefresh,
};

/** The file that `aws login` leaves. */
export function createLoginTokenFile(
  session: string,
  key: SandboxKey,
  minutes: number,
  refreshToken: string = TOKENS.loginRefresh,
): Record<string, string> {
  const name = createHash('sha256').update(session).digest('hex');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const token = {
    accessToken: { ...keysOf(key), accountId: '123456789012', expiresAt: inMinutes(minutes).toISOString() },
    tokenType: 'urn:aws:params:oauth:token-type:access_token_sigv4',
    clientId: 'arn:aws:signin:::devtools/same-device',
    refreshToken,
    idToken: 'canary-id-token',
    dpopKey: privateKey.export({ format: 'pem', type: 'sec1' }),
  };
  return { [`.aws/login/cache/${name}.json`]: JSON.stringify(token) };
}
