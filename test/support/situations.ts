import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2';
import { onTestFinished } from 'vitest';
import type { ErrorCode, Outcome } from '#core/errors/errors.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { environmentOf, runningSandbox } from './running-sandbox.ts';
import { ec2Error, startStandIn, stsError, type Answer, type StandInRequest } from './stand-in.ts';

/** What the environment of a call has to be, and what the call is, for one thing to go wrong. */
export interface Situation {
  readonly name: string;
  readonly code: ErrorCode;
  /** How the text begins: the written guide's words where it has some. */
  readonly words: RegExp;
  readonly outcome: Outcome;
  /** What the terminal ends with. */
  readonly exit: number;
  readonly arrange: () => Promise<Arranged>;
}

export interface Arranged {
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Instead of the usual rule's arguments. */
  readonly call?: Readonly<Record<string, string>>;
}

/** The rule that every situation tries to add. */
export const WANTED = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: '443' };

const inSandbox = (arrange: (sandbox: Sandbox) => Arranged | Promise<Arranged>) => async () =>
  arrange(await runningSandbox());

const asAdmin = (call: Arranged['call'] & {}) =>
  inSandbox((sandbox) => ({ env: sandbox.environment(), call }));

/** @param answer - To EC2's requests; an identity is told in any case, unless it is STS that answers. */
function atStandIn(answer: (request: StandInRequest) => Answer | null | undefined) {
  return async (): Promise<Arranged> => {
    const standIn = await startStandIn(answer);
    onTestFinished(() => standIn.close());
    return { env: standInEnvironment(standIn.endpoint) };
  };
}

export const standInEnvironment = (endpoint: string) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_REGION: 'us-east-1',
});

const ec2Says = (code: string, message: string, status?: number) =>
  atStandIn(({ action }) => (action === 'GetCallerIdentity' ? undefined : ec2Error(code, message, status)));

async function nobodyListens(): Promise<Arranged> {
  const standIn = await startStandIn(() => null);
  await standIn.close();
  return { env: standInEnvironment(standIn.endpoint) };
}

/** Brings a group to AWS's limit of 60 IPv4 rules. */
async function fill(sandbox: Sandbox, groupId: string, rules: number): Promise<void> {
  const { accessKeyId, secretAccessKey } = sandbox.keys.admin;
  const client = new EC2Client({
    endpoint: sandbox.endpoint,
    region: sandbox.region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const IpRanges = Array.from({ length: rules }, (_, i) => ({ CidrIp: `10.99.0.${i}/32` }));
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443, IpRanges }];
  await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions }));
  client.destroy();
}

export const SITUATIONS: readonly Situation[] = [
  {
    name: 'a malformed address',
    code: 'invalid_input',
    words: /^Invalid ip_address: got "203\.0\.113\.777", expected .*Example: /,
    outcome: 'not_done',
    exit: 2,
    arrange: asAdmin({ ...WANTED, ip_address: '203.0.113.777' }),
  },
  {
    name: 'a region that has not the form of one',
    code: 'invalid_input',
    words: /^Invalid region: got "virginia", expected .*Example: us-east-1/,
    outcome: 'not_done',
    exit: 2,
    arrange: asAdmin({ ...WANTED, region: 'virginia' }),
  },
  {
    name: 'a config file that is not there',
    code: 'config_error',
    words: /^Config file nowhere\.json was not found\./,
    outcome: 'not_done',
    exit: 2,
    arrange: inSandbox((sandbox) => ({ env: sandbox.environment(), args: ['-c', 'nowhere.json'] })),
  },
  {
    name: 'no credentials',
    code: 'credentials_required',
    words: /^AWS credentials are required: none were given, and none were found on this machine/,
    outcome: 'not_done',
    exit: 3,
    arrange: inSandbox((sandbox) => ({ env: environmentOf(sandbox, null) })),
  },
  {
    name: 'a profile that is not there',
    code: 'credentials_required',
    words: /^AWS credentials are required: AWS profile nobody \(AWS_PROFILE\) has none that can be used/,
    outcome: 'not_done',
    exit: 3,
    arrange: inSandbox((sandbox) => ({ env: { ...environmentOf(sandbox, null), AWS_PROFILE: 'nobody' } })),
  },
  {
    name: 'no region',
    code: 'region_required',
    words: /^An AWS region is required/,
    outcome: 'not_done',
    exit: 2,
    arrange: inSandbox((sandbox) => {
      const { AWS_REGION: _region, AWS_DEFAULT_REGION: _default, ...env } = sandbox.environment();
      return { env };
    }),
  },
  {
    name: 'a key that AWS does not know',
    code: 'invalid_credentials',
    words: /^Invalid credentials: AWS does not accept the access key from environment variables in us-east-1/,
    outcome: 'not_done',
    exit: 3,
    arrange: inSandbox((sandbox) => ({
      env: { ...sandbox.environment(), AWS_ACCESS_KEY_ID: 'AKIAXXXXXXX', AWS_SECRET_ACCESS_KEY: 'xxxxxxxxx' },
    })),
  },
  {
    name: 'credentials that have run out',
    code: 'invalid_credentials',
    words: /^Invalid credentials: those from environment variables have expired/,
    outcome: 'not_done',
    exit: 3,
    arrange: ec2Says('RequestExpired', 'Request has expired.'),
  },
  {
    name: 'a missing permission',
    code: 'access_denied',
    words:
      /^Access Denied: arn:aws:iam::123456789012:user\/read-only may not perform ec2:AuthorizeSecurityGroupIngress/,
    outcome: 'not_done',
    exit: 4,
    arrange: inSandbox((sandbox) => ({ env: environmentOf(sandbox, sandbox.keys.readOnly) })),
  },
  {
    name: 'nobody at the endpoint',
    code: 'credential_validation_failed',
    words: /^Credential validation failed: no answer from AWS for ec2:Auth.* the connection was refused/,
    outcome: 'not_done',
    exit: 6,
    arrange: nobodyListens,
  },
  {
    name: 'a connection cut before the answer',
    code: 'credential_validation_failed',
    words: /^Credential validation failed: no answer from AWS for ec2:Auth.* the connection was cut/,
    outcome: 'unknown',
    exit: 7,
    arrange: atStandIn(({ action, cut }) => {
      if (action === 'GetCallerIdentity') return undefined;
      cut();
      return null;
    }),
  },
  {
    name: 'a group that is not there',
    code: 'group_not_found',
    words: /^Security group sg-0ddba11 was not found in us-east-1/,
    outcome: 'not_done',
    exit: 5,
    arrange: asAdmin({ ...WANTED, security_group_id: 'sg-0ddba11' }),
  },
  {
    name: 'a full group',
    code: 'rule_limit_exceeded',
    words: /^Security group sg-0123abcd is full/,
    outcome: 'not_done',
    exit: 5,
    arrange: inSandbox(async (sandbox) => {
      await fill(sandbox, WANTED.security_group_id, 58);
      return { env: sandbox.environment() };
    }),
  },
  {
    name: 'a restricted account',
    code: 'account_restricted',
    words: /^AWS restricts this account \(OptInRequired\)/,
    outcome: 'not_done',
    exit: 5,
    arrange: ec2Says('OptInRequired', 'You are not subscribed to this service.', 403),
  },
  {
    name: 'throttling',
    code: 'throttled',
    words: /^AWS is limiting how fast this account may call/,
    outcome: 'not_done',
    exit: 5,
    arrange: ec2Says('RequestLimitExceeded', 'Request limit exceeded.', 503),
  },
  {
    name: 'another refusal',
    code: 'aws_error',
    words:
      /^AWS answered ec2:AuthorizeSecurityGroupIngress in us-east-1 with UnsupportedOperation: Not here\./,
    outcome: 'not_done',
    exit: 5,
    arrange: ec2Says('UnsupportedOperation', 'Not here.'),
  },
  {
    name: 'a failure inside AWS',
    code: 'aws_error',
    words: /^AWS answered ec2:AuthorizeSecurityGroupIngress in us-east-1 with InternalError/,
    outcome: 'unknown',
    exit: 7,
    arrange: ec2Says('InternalError', 'An internal error has occurred', 500),
  },
  {
    name: 'a key that STS refuses too',
    code: 'invalid_credentials',
    words: /^Invalid credentials: /,
    outcome: 'not_done',
    exit: 3,
    arrange: atStandIn(({ action }) =>
      action === 'GetCallerIdentity'
        ? stsError('InvalidClientTokenId', 'The security token included in the request is invalid.')
        : ec2Error('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
    ),
  },
];
