import { KEYS, TOKENS, type CanaryKey } from './secrets.ts';
import {
  AWS_EXPECTED_SECRETS,
  forwardRequest,
  startRecordingService,
  type ExpectedSecrets,
  type WireReply,
  type WireRequest,
} from './recording-service.ts';

const json = (value: unknown, status = 200): WireReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
const text = (body: string): WireReply => ({ status: 200, headers: { 'content-type': 'text/plain' }, body });
const refused = json({ __type: 'UnauthorizedException', message: 'Session token not found or invalid' }, 401);
const inAnHour = () => new Date(Date.now() + 3_600_000);

const metadataKeys = ({ accessKeyId, secretAccessKey, sessionToken }: CanaryKey) =>
  json({
    Code: 'Success',
    Type: 'AWS-HMAC',
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: inAnHour().toISOString(),
  });

const headerOf = ({ headers }: WireRequest, wanted: string) =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1];

const METADATA = '/latest/meta-data/iam/security-credentials/';

/** A proxy is shown a name and a password, and all that goes to AWS in plain. */
const PROXY: ExpectedSecrets = {
  ...AWS_EXPECTED_SECRETS,
  headers: ['proxy-authorization', ...(AWS_EXPECTED_SECRETS.headers ?? [])],
};

const renderRequest = ({ method, url, headers, body }: WireRequest) =>
  `<html><body><pre>${method} ${url}\n${headers.map((one) => one.join(': ')).join('\n')}\n${body}</pre></body></html>`;

/** Whoever there may be beside AWS, most of whom give keys to those who show a token. */
export const SERVICES = {
  proxy: () =>
    startRecordingService(({ url, headers, ...request }) => {
      const { origin, pathname, search } = new URL(url);
      const passed = headers.filter(([name]) => !/^proxy-|^content-length$/i.test(name));
      return forwardRequest(origin, { ...request, url: pathname + search, headers: passed });
    }, PROXY),
  refusingProxy: () =>
    startRecordingService(
      (request) => ({ status: 407, headers: { 'content-type': 'text/html' }, body: renderRequest(request) }),
      PROXY,
    ),
  brokenProxy: () =>
    startRecordingService(
      (request) => ({ status: 502, headers: { 'content-type': 'text/html' }, body: renderRequest(request) }),
      PROXY,
    ),
  container: () =>
    startRecordingService(
      (request) =>
        headerOf(request, 'authorization') === TOKENS.container ? metadataKeys(KEYS.container) : refused,
      { headers: ['authorization'] },
    ),
  metadata: () =>
    startRecordingService(
      (request) => {
        if (request.method === 'PUT') return text(TOKENS.metadata);
        if (headerOf(request, 'x-aws-ec2-metadata-token') !== TOKENS.metadata) return refused;
        return request.url === METADATA ? text('role-of-the-machine') : metadataKeys(KEYS.metadata);
      },
      { headers: ['x-aws-ec2-metadata-token'] },
    ),
  sso: () =>
    startRecordingService(
      (request) => {
        const { ssoAccess, ssoRefresh, ssoClient } = TOKENS;
        const refreshes = request.body.includes(ssoRefresh) && request.body.includes(ssoClient);
        if (request.url === '/token')
          return refreshes
            ? json({ accessToken: ssoAccess, expiresIn: 3600, refreshToken: ssoRefresh })
            : refused;
        if (headerOf(request, 'x-amz-sso_bearer_token') !== ssoAccess) return refused;
        return json({ roleCredentials: { ...KEYS.sso, expiration: inAnHour().getTime() } });
      },
      { headers: ['x-amz-sso_bearer_token'], members: ['clientSecret', 'refreshToken'] },
    ),
  login: () =>
    startRecordingService(
      ({ body }) =>
        body.includes(TOKENS.loginRefresh)
          ? json({ accessToken: KEYS.login, expiresIn: 900, refreshToken: TOKENS.loginRefresh })
          : refused,
      { members: ['refreshToken'] },
    ),
} as const;
