import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2';
import { onTestFinished } from 'vitest';
import type { ErrorCode, Outcome } from '#core/errors/errors.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { environmentWithKey, startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import {
  createEc2Error,
  startFakeAws,
  createStsError,
  type FakeAwsAnswer,
  type FakeAwsRequest,
} from './fake-aws.ts';

/** What the environment of a call has to be, and what the call is, for one thing to go wrong. */
export interface FailureSituation {
  readonly name: string;
  readonly code: ErrorCode;
  /** How the text begins: the written guide's words where it has some. */
  readonly words: RegExp;
  readonly outcome: Outcome;
  /** What the terminal ends with. */
  readonly exit: number;
  readonly arrange: () => Promise<SituationSetup>;
}

export interface SituationSetup {
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Instead of the usual rule's arguments. */
  readonly call?: Readonly<Record<string, string>>;
}

/** The rule that every situation tries to add. */
export const WANTED_RULE = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: '443' };

const withSandbox = (arrange: (sandbox: Sandbox) => SituationSetup | Promise<SituationSetup>) => async () =>
  arrange(await startTestSandbox());

const withAdmin = (call: SituationSetup['call'] & {}) =>
  withSandbox((sandbox) => ({ env: sandbox.environment(), call }));

/** @param answer - To EC2's requests; an identity is told in any case, unless it is STS that answers. */
function withFakeAws(answer: (request: FakeAwsRequest) => FakeAwsAnswer | null | undefined) {
  return async (): Promise<SituationSetup> => {
    const standIn = await startFakeAws(answer);
    onTestFinished(() => standIn.close());
    return { env: fakeAwsEnvironment(standIn.endpoint) };
  };
}

export const fakeAwsEnvironment = (endpoint: string) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_REGION: 'us-east-1',
});

const withEc2Error = (code: string, message: string, status?: number) =>
  withFakeAws(({ action }) =>
    action === 'GetCallerIdentity' ? undefined : createEc2Error(code, message, status),
  );

async function withoutListener(): Promise<SituationSetup> {
  const standIn = await startFakeAws(() => null);
  await standIn.close();
  return { env: fakeAwsEnvironment(standIn.endpoint) };
}

/** Brings a group to AWS's limit of 60 IPv4 rules. */
async function fillGroup(sandbox: Sandbox, groupId: string, rules: number): Promise<void> {
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

export const FAILURE_SITUATIONS: readonly FailureSituation[] = [
  {
    name: 'a malformed address',
    code: 'invalid_input',
    words: /^Invalid ip_address: got "203\.0\.113\.777", expected .*Example: /,
    outcome: 'not_done',
    exit: 2,
    arrange: withAdmin({ ...WANTED_RULE, ip_address: '203.0.113.777' }),
  },
  {
    name: 'a region that has not the form of one',
    code: 'invalid_input',
    words: /^Invalid region: got "virginia", expected .*Example: us-east-1/,
    outcome: 'not_done',
    exit: 2,
    arrange: withAdmin({ ...WANTED_RULE, region: 'virginia' }),
  },
  {
    name: 'a config file that is not there',
    code: 'config_error',
    words: /^Config file nowhere\.json was not found\./,
    outcome: 'not_done',
    exit: 2,
    arrange: withSandbox((sandbox) => ({ env: sandbox.environment(), args: ['-c', 'nowhere.json'] })),
  },
  {
    name: 'no credentials',
    code: 'credentials_required',
    words: /^AWS credentials are required: none were given, and none were found on this machine/,
    outcome: 'not_done',
    exit: 3,
    arrange: withSandbox((sandbox) => ({ env: environmentWithKey(sandbox, null) })),
  },
  {
    name: 'a profile that is not there',
    code: 'credentials_required',
    words: /^AWS credentials are required: there is no AWS profile nobody \(AWS_PROFILE\)/,
    outcome: 'not_done',
    exit: 3,
    arrange: withSandbox((sandbox) => ({
      env: { ...environmentWithKey(sandbox, null), AWS_PROFILE: 'nobody' },
    })),
  },
  {
    name: 'no region',
    code: 'region_required',
    words: /^An AWS region is required/,
    outcome: 'not_done',
    exit: 2,
    arrange: withSandbox((sandbox) => {
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
    arrange: withSandbox((sandbox) => ({
      env: { ...sandbox.environment(), AWS_ACCESS_KEY_ID: 'AKIAXXXXXXX', AWS_SECRET_ACCESS_KEY: 'xxxxxxxxx' },
    })),
  },
  {
    name: 'credentials that have run out',
    code: 'invalid_credentials',
    words: /^Invalid credentials: those from environment variables have expired/,
    outcome: 'not_done',
    exit: 3,
    arrange: withEc2Error('RequestExpired', 'Request has expired.'),
  },
  {
    name: 'a missing permission',
    code: 'access_denied',
    words:
      /^Access Denied: arn:aws:iam::123456789012:user\/read-only may not perform ec2:AuthorizeSecurityGroupIngress/,
    outcome: 'not_done',
    exit: 4,
    arrange: withSandbox((sandbox) => ({ env: environmentWithKey(sandbox, sandbox.keys.readOnly) })),
  },
  {
    name: 'nobody at the endpoint',
    code: 'credential_validation_failed',
    words: /^Credential validation failed: no answer from AWS for ec2:Auth.* the connection was refused/,
    outcome: 'not_done',
    exit: 6,
    arrange: withoutListener,
  },
  {
    name: 'a connection cut before the answer',
    code: 'credential_validation_failed',
    words: /^Credential validation failed: no answer from AWS for ec2:Auth.* the connection was cut/,
    outcome: 'unknown',
    exit: 7,
    arrange: withFakeAws(({ action, cut }) => {
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
    arrange: withAdmin({ ...WANTED_RULE, security_group_id: 'sg-0ddba11' }),
  },
  {
    name: 'a full group',
    code: 'rule_limit_exceeded',
    words: /^Security group sg-0123abcd is full/,
    outcome: 'not_done',
    exit: 5,
    arrange: withSandbox(async (sandbox) => {
      await fillGroup(sandbox, WANTED_RULE.security_group_id, 58);
      return { env: sandbox.environment() };
    }),
  },
  {
    name: 'a restricted account',
    code: 'account_restricted',
    words: /^AWS restricts this account \(OptInRequired\)/,
    outcome: 'not_done',
    exit: 5,
    arrange: withEc2Error('OptInRequired', 'You are not subscribed to this service.', 403),
  },
  {
    name: 'throttling',
    code: 'throttled',
    words: /^AWS is limiting how fast this account may call/,
    outcome: 'not_done',
    exit: 5,
    arrange: withEc2Error('RequestLimitExceeded', 'Request limit exceeded.', 503),
  },
  {
    name: 'another refusal',
    code: 'aws_error',
    words:
      /^AWS answered ec2:AuthorizeSecurityGroupIngress in us-east-1 with UnsupportedOperation: Not here\./,
    outcome: 'not_done',
    exit: 5,
    arrange: withEc2Error('UnsupportedOperation', 'Not here.'),
  },
  {
    name: 'a failure inside AWS',
    code: 'aws_error',
    words: /^AWS answered ec2:AuthorizeSecurityGroupIngress in us-east-1 with InternalError/,
    outcome: 'unknown',
    exit: 7,
    arrange: withEc2Error('InternalError', 'An internal error has occurred', 500),
  },
  {
    name: 'a key that STS refuses too',
    code: 'invalid_credentials',
    words: /^Invalid credentials: /,
    outcome: 'not_done',
    exit: 3,
    arrange: withFakeAws(({ action }) =>
      action === 'GetCallerIdentity'
        ? createStsError('InvalidClientTokenId', 'The security token included in the request is invalid.')
        : createEc2Error('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
    ),
  },
];
