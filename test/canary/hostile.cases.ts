import { listSandboxRoles } from '#sandbox/public-identities.ts';
import { KEYS, MISPLACED_SECRETS, TOKENS } from '#test/support/canary/secrets.ts';
import type { CanaryCase } from '#test/support/canary/run-case.ts';
import type { MachineOptions } from '#test/support/canary/isolated-machine.ts';
import {
  startRecordingService,
  type WireReply,
  type WireRequest,
} from '#test/support/canary/recording-service.ts';
import { everyCommand, GOOD } from './drives.ts';
import { env, named } from './keys.ts';

const ROLES = listSandboxRoles();

/** All that came, as the string to sign and more of AWS's answers repeat it. */
const echoOf = ({ method, url, headers, body }: WireRequest) =>
  [`${method} ${url}`, ...headers.map(([name, value]) => `${name.toLowerCase()}:${value}`), body].join('\n');

const escaped = (text: string) => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
const tokenOf = ({ headers }: WireRequest) =>
  headers.find(([name]) => name.toLowerCase() === 'x-amz-security-token')?.[1] ?? '';
const isSts = ({ body }: WireRequest) => body.includes('Version=2011-06-15');

interface Told {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly id?: string;
}

/** An error in the words of the service that was asked. */
function awsError(request: WireRequest, { code, message, status = 400, id = 'req-42' }: Told): WireReply {
  const error = `<Code>${escaped(code)}</Code><Message>${escaped(message)}</Message>`;
  const body = isSts(request)
    ? `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>${error}</Error><RequestId>${escaped(id)}</RequestId></ErrorResponse>`
    : `<?xml version="1.0"?><Response><Errors><Error>${error}</Error></Errors><RequestID>${escaped(id)}</RequestID></Response>`;
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id }, body };
}

type Answer = (request: WireRequest) => WireReply;
const saying =
  (code: string, message: (request: WireRequest) => string = echoOf, status = 400): Answer =>
  (request) =>
    awsError(request, { code, message: message(request), status });

const page =
  (status: number, more: Readonly<Record<string, string>> = {}): Answer =>
  (request) => ({
    status,
    headers: { 'content-type': 'text/html', ...more },
    body: `<html><head><title>${tokenOf(request)}</title></head><body>${escaped(echoOf(request))}</body></html>`,
  });

/** What stands in AWS's place, and says back what it is told. */
const ECHOES: Readonly<Record<string, Answer>> = {
  AuthFailure: saying('AuthFailure'),
  SignatureDoesNotMatch: saying('SignatureDoesNotMatch', echoOf, 403),
  InvalidParameterValue: saying('InvalidParameterValue'),
  'InvalidGroup.NotFound': saying('InvalidGroup.NotFound'),
  RulesPerSecurityGroupLimitExceeded: saying('RulesPerSecurityGroupLimitExceeded'),
  OptInRequired: saying('OptInRequired'),
  ExpiredToken: saying('ExpiredToken'),
  'a denial': saying('UnauthorizedOperation', (r) => {
    const token = tokenOf(r);
    return `User: ${token} is not authorized to perform: ec2:${token} on resource: ${token} with an explicit deny. Encoded authorization failure message: ${token}`;
  }),
  'a denial of STS': saying(
    'AccessDenied',
    (r) => `User: arn:aws:iam::123456789012:user/${tokenOf(r)} is not authorized`,
  ),
  'a defect': saying('InternalError', echoOf, 500),
  'pieces of what was sent': saying(
    'InvalidRequest',
    (r) => `…${tokenOf(r).slice(40, 75)}… ${tokenOf(r).slice(-30)}`,
  ),
  'what was sent, escaped': saying(
    'InvalidRequest',
    (r) => `${encodeURIComponent(tokenOf(r))} ${JSON.stringify(echoOf(r))}`,
  ),
  'a code and an id': (r) => awsError(r, { code: tokenOf(r), message: tokenOf(r), id: tokenOf(r) }),
  'a page with 200': page(200),
  'a page with 403': page(403),
  'a page with 502': page(502),
  'somewhere else': (r) =>
    page(302, { location: `https://elsewhere.example/?token=${encodeURIComponent(tokenOf(r))}` })(r),
  JSON: (r) => ({
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ __type: tokenOf(r), message: echoOf(r) }),
  }),
  'broken XML': (r) => ({
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<Response><${tokenOf(r)}>${echoOf(r)}`,
  }),
  'XML that is none of AWS': (r) => ({
    status: 400,
    headers: { 'content-type': 'text/xml' },
    body: `<a b="${tokenOf(r)}"><c>${escaped(echoOf(r))}</c></a>`,
  }),
  'plain text said to be packed': (r) => ({
    status: 200,
    headers: { 'content-encoding': 'gzip' },
    body: echoOf(r),
  }),
};

const echoing = (answer: Answer) => () => startRecordingService(answer);

/** Every tool, however it ends, and one command. */
const drive: CanaryCase['drive'] = async ({ serve, run }) => {
  const talk = serve('-v');
  await talk.begin();
  await Promise.all(Object.entries(GOOD).map(([tool, good]) => talk.call(tool, tool, good)));
  await talk.request('a raw method', 'whitelist/list', {});
  await talk.end();
  await run('list', '--json', '-v', '--log-format', 'json');
};

const roleEntry = {
  credential_profiles: [
    { name: 'default', aws_profile_name: 'jo', role_arn: ROLES.operator, external_id: TOKENS.externalId },
  ],
};
const byRole: MachineOptions = {
  home: {
    '.aws/credentials': named('jo', KEYS.jo),
    '.aws/config': `[profile web]\nrole_arn = ${ROLES.federated}\nweb_identity_token_file = {home}/token.jwt\n`,
    'config.json': JSON.stringify(roleEntry),
    'token.jwt': TOKENS.webIdentity,
  },
};

const value = (name: string): Answer =>
  saying('ValidationError', ({ body }) => {
    const sent = new URLSearchParams(body).get(name) ?? '';
    return `1 validation error detected: Value '${sent}' at '${name}' failed to satisfy constraint: …${sent.slice(3, 18)}…`;
  });

const password = encodeURIComponent(TOKENS.proxyPassword);
const PROXY = `http://jo:${password}@{host}`;
const proxied = (service: CanaryCase['service'] & {}, more: MachineOptions['env'] = {}) => ({
  service,
  machine: { env: { ...env, HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, ...more } },
});

export const HOSTILE: readonly CanaryCase[] = [
  ...Object.entries(ECHOES).map(([what, answer]): CanaryCase => ({
    name: `in AWS's place, what was sent comes back: ${what}`,
    machine: { env },
    aws: echoing(answer),
    drive,
  })),
  {
    name: 'STS repeats an external id that it does not take',
    machine: byRole,
    aws: echoing((r) => value('ExternalId')(r)),
    drive: everyCommand([1, 3, 4, 5], '-c', '{home}/config.json'),
  },
  {
    name: 'STS repeats a web identity token that it does not take',
    machine: { ...byRole, env: { AWS_PROFILE: 'web' } },
    aws: echoing((r) => value('WebIdentityToken')(r)),
    drive: everyCommand([5]),
  },
  { name: 'a proxy with a password', ...proxied('proxy'), drive: everyCommand([0, 1]) },
  {
    name: 'a proxy with a password, and everything told that libraries tell',
    ...proxied('proxy', { DEBUG: '*', DEBUG_DEPTH: '9' }),
    drive: everyCommand([0, 1]),
  },
  { name: 'a proxy that does not take the password', ...proxied('refusingProxy', { DEBUG: '*' }), drive },
  { name: 'a proxy that answers itself', ...proxied('brokenProxy'), drive },
  {
    name: 'a proxy that opens no tunnel',
    ...proxied('proxy', { DEBUG: '*', AWS_ENDPOINT_URL: 'https://ec2.example:8443' }),
    drive,
  },
  {
    name: 'a proxy that is not there',
    machine: { env: { ...env, HTTP_PROXY: `http://jo:${password}@127.0.0.1:9`, DEBUG: '*' } },
    drive,
  },
  {
    name: 'a proxy without its scheme',
    machine: {
      env: { ...env, HTTP_PROXY: `jo:${password}@127.0.0.1:9`, ALL_PROXY: MISPLACED_SECRETS.secret },
    },
    drive,
  },
  {
    name: 'a proxy of a kind that is not known',
    machine: { env: { ...env, HTTP_PROXY: `socks5://jo:${password}@127.0.0.1:9`, DEBUG: '*' } },
    drive,
  },
];
