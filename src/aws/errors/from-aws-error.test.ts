import { describe, expect, it } from 'vitest';
import { WhitelistError } from '#core/errors/errors.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import type { Attempt } from './attempt.ts';
import { fromAwsError } from './from-aws-error.ts';

const change: Attempt = {
  action: 'ec2:AuthorizeSecurityGroupIngress',
  region: parseRegion('us-east-1'),
  source: 'AWS profile dev (AWS_PROFILE)',
  groupId: 'sg-1',
  changes: true,
};
const read: Attempt = { ...change, action: 'ec2:DescribeSecurityGroups', changes: false };

/** As the SDK throws what AWS answered. */
const answered = (name: string, message = 'AWS says no', httpStatusCode = 400) =>
  Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode, requestId: 'req-7', attempts: 1 },
    $fault: 'client',
  });
/** As Node fails where nothing was answered. */
const failed = (code: string, message = code) => Object.assign(new Error(message), { code });

describe('what AWS answered', () => {
  it.each([
    ['AuthFailure', 'invalid_credentials', 'Invalid credentials'],
    ['InvalidClientTokenId', 'invalid_credentials', 'Invalid credentials'],
    ['UnrecognizedClientException', 'invalid_credentials', 'Invalid credentials'],
    ['MissingAuthenticationToken', 'invalid_credentials', 'Invalid credentials'],
    ['SignatureDoesNotMatch', 'invalid_credentials', 'Invalid credentials'],
    ['IncompleteSignature', 'invalid_credentials', 'Invalid credentials'],
    ['InvalidSignatureException', 'invalid_credentials', 'Invalid credentials'],
    ['ExpiredToken', 'invalid_credentials', 'Invalid credentials'],
    ['ExpiredTokenException', 'invalid_credentials', 'Invalid credentials'],
    ['RequestExpired', 'invalid_credentials', 'Invalid credentials'],
    ['UnauthorizedOperation', 'access_denied', 'Access Denied'],
    ['AccessDenied', 'access_denied', 'Access Denied'],
    ['AccessDeniedException', 'access_denied', 'Access Denied'],
    ['InvalidGroup.NotFound', 'group_not_found', 'Security group sg-1 was not found'],
    ['InvalidGroupId.Malformed', 'group_not_found', 'Security group sg-1 was not found'],
    ['InvalidGroupId.NotFound', 'group_not_found', 'Security group sg-1 was not found'],
    ['RulesPerSecurityGroupLimitExceeded', 'rule_limit_exceeded', 'Security group sg-1 is full'],
    ['RequestLimitExceeded', 'throttled', 'AWS is limiting'],
    ['Throttling', 'throttled', 'AWS is limiting'],
    ['ThrottlingException', 'throttled', 'AWS is limiting'],
    ['EC2ThrottledException', 'throttled', 'AWS is limiting'],
    ['TooManyRequestsException', 'throttled', 'AWS is limiting'],
    ['OptInRequired', 'account_restricted', 'AWS restricts this account'],
    ['Blocked', 'account_restricted', 'AWS restricts this account'],
    ['PendingVerification', 'account_restricted', 'AWS restricts this account'],
  ])('%s is %s', (awsCode, code, words) => {
    for (const attempt of [change, read]) {
      const report = fromAwsError(answered(awsCode), attempt).report();
      expect(report).toMatchObject({
        code,
        outcome: 'not_done',
        aws: { code: awsCode, request_id: 'req-7' },
      });
      expect(report.message.startsWith(words)).toBe(true);
      expect(report.guidance.length).toBeGreaterThan(0);
      expect(report.retryable).toBe(code === 'throttled');
    }
  });

  it('names action, principal, resource and kind of policy of a denial, and keeps the sealed text apart', () => {
    const message =
      'You are not authorized to perform this operation. User: arn:aws:iam::1:user/jo is not authorized to perform: ec2:AuthorizeSecurityGroupIngress on resource: arn:aws:ec2:us-east-1:1:security-group/sg-1 because no identity-based policy allows the ec2:AuthorizeSecurityGroupIngress action. Encoded authorization failure message: xyzzy';
    const report = fromAwsError(answered('UnauthorizedOperation', message, 403), change).report();
    expect(report.message).toBe(
      'Access Denied: arn:aws:iam::1:user/jo may not perform ec2:AuthorizeSecurityGroupIngress on arn:aws:ec2:us-east-1:1:security-group/sg-1 in us-east-1 (credentials from AWS profile dev (AWS_PROFILE)): no identity-based policy allows it.',
    );
    expect(report.aws?.encoded_message).toBe('xyzzy');
    expect(JSON.stringify({ ...report, aws: report.aws?.message })).not.toContain('xyzzy');
  });

  it('a signature that is refused is told without what was signed', () => {
    const message =
      'The request signature we calculated does not match. The Canonical String was: x-amz-security-token:CANARY';
    expect(
      JSON.stringify(fromAwsError(answered('SignatureDoesNotMatch', message), change).report()),
    ).not.toContain('CANARY');
  });

  it('another refusal is told in its own words, escaped and bounded; nothing was done', () => {
    const report = fromAwsError(
      answered('InvalidParameterValue', `odd \u202e ${'x'.repeat(900)}`),
      change,
    ).report();
    expect(report).toMatchObject({ code: 'aws_error', outcome: 'not_done', retryable: false });
    expect(report.message).toContain('InvalidParameterValue: odd \\u{202e} xxx');
    expect(report.message.length).toBeLessThan(600);
  });

  it("a trouble of AWS's own leaves a change unknown, with the check to run, and a read undone", () => {
    for (const status of [500, 502, 503]) {
      const error = answered('InternalError', 'An internal error has occurred', status);
      expect(fromAwsError(error, change).report()).toMatchObject({
        code: 'aws_error',
        outcome: 'unknown',
        retryable: true,
        guidance: [expect.stringContaining('list sg-1 in us-east-1')],
      });
      expect(fromAwsError(error, read).report()).toMatchObject({
        outcome: 'not_done',
        retryable: true,
        guidance: [],
      });
    }
  });
});

describe('where nothing was answered', () => {
  it.each([
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'ENETUNREACH',
    'EHOSTUNREACH',
    'CERT_HAS_EXPIRED',
    'SELF_SIGNED_CERT_IN_CHAIN',
  ])('%s: nothing can have reached AWS', (code) => {
    const report = fromAwsError(failed(code), change).report();
    expect(report).toMatchObject({
      code: 'credential_validation_failed',
      outcome: 'not_done',
      retryable: true,
    });
    expect(report.message).toMatch(
      /^Credential validation failed: no answer from AWS for ec2:AuthorizeSecurityGroupIngress in us-east-1: /,
    );
    expect(report.guidance.join(' ')).toMatch(/network.*STS endpoints.*proxy or firewall/);
    expect(report).not.toHaveProperty('aws');
  });

  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'SOMETHING_NEW'])(
    '%s: a change may have been made',
    (code) => {
      expect(fromAwsError(failed(code), change).report()).toMatchObject({
        code: 'credential_validation_failed',
        outcome: 'unknown',
        guidance: expect.arrayContaining([expect.stringContaining('list sg-1 in us-east-1')]),
      });
      expect(fromAwsError(failed(code), read).report().outcome).toBe('not_done');
    },
  );

  it('a limit on connecting is no limit on an answer', () => {
    const connecting = Object.assign(new Error('socket did not establish a connection with the server'), {
      name: 'TimeoutError',
    });
    expect(fromAwsError(connecting, change).report().outcome).toBe('not_done');
    const answering = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    expect(fromAwsError(answering, change).report().outcome).toBe('unknown');
  });

  it('finds the cause behind an error that wraps it', () => {
    const wrapped = new Error('fetch failed', { cause: failed('ECONNREFUSED') });
    expect(fromAwsError(wrapped, change).report().message).toContain('the connection was refused');
  });

  it('names the region that may have been meant', () => {
    const attempt = { ...read, region: parseRegion('us-eats-1') };
    expect(fromAwsError(failed('ENOTFOUND'), attempt).report().guidance).toContain(
      'The region us-eats-1 is unknown here; the nearest known name is us-east-1.',
    );
  });

  it.each([undefined, null, 'text', 7, {}])('takes anything that was thrown: %j', (thrown) => {
    expect(fromAwsError(thrown, change).report()).toMatchObject({
      code: 'credential_validation_failed',
      outcome: 'unknown',
    });
  });

  it('lets an error of ours through as it is', () => {
    const own = new WhitelistError('cancelled', 'x');
    expect(fromAwsError(own, change)).toBe(own);
  });
});
