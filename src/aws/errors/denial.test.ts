import { describe, expect, it } from 'vitest';
import { parseRegion } from '#core/identifiers/regions.ts';
import { fromAwsError } from './from-aws-error.ts';

const ATTEMPT = {
  action: 'ec2:AuthorizeSecurityGroupIngress',
  region: parseRegion('us-east-1'),
  source: 'AWS profile dev (AWS_PROFILE)',
  groupId: 'sg-123456',
  changes: true,
};
const GROUP_ARN = 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-123456';
const DENIED = `You are not authorized to perform this operation. User: arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_PowerUser_0123456789abcdef/jo@example.com is not authorized to perform: ec2:AuthorizeSecurityGroupIngress on resource: ${GROUP_ARN}`;
const SEALED = 'Ab3_-'.repeat(180);

function report(reason: string, code = 'UnauthorizedOperation') {
  const error = Object.assign(new Error(`${DENIED}${reason}`), {
    name: code,
    $metadata: { httpStatusCode: 403, requestId: 'req-7' },
    $fault: 'client',
  });
  return fromAwsError(error, ATTEMPT).report();
}

const STATEMENT = /smallest policy statement/;

describe('a denial', () => {
  it('[A02] of a service control policy: its kind, no statement, and the encoded message whole', () => {
    const denied = report(
      ` with an explicit deny in a service control policy. Encoded authorization failure message: ${SEALED}`,
    );
    expect(denied.message).toMatch(/: a service control policy \(SCP\) denies it\.$/);
    expect(denied.guidance.join('\n')).not.toMatch(STATEMENT);
    expect(denied.guidance.join('\n')).toContain('administers the AWS organization');
    expect(denied.aws).toMatchObject({ code: 'UnauthorizedOperation', encoded_message: SEALED });
    expect(denied.aws?.message).not.toContain('Encoded');
    expect(JSON.stringify(denied.guidance) + denied.message).not.toContain(SEALED);
  });

  it.each([
    [' because no identity-based policy allows the ec2:X action', 'no identity-based policy allows it', true],
    [' with an explicit deny in an identity-based policy', 'an identity-based policy denies it', false],
    [
      ' because no service control policy allows the ec2:X action',
      'a service control policy (SCP) does not allow it',
      false,
    ],
    [
      ' with an explicit deny in a resource control policy',
      'a resource control policy (RCP) denies it',
      false,
    ],
    [
      ' because no permissions boundary allows the ec2:X action',
      'a permissions boundary does not allow it',
      true,
    ],
    [' with an explicit deny in a permissions boundary', 'a permissions boundary denies it', false],
    [' because no session policy allows the ec2:X action', 'a session policy does not allow it', false],
    [
      ' because no VPC endpoint policy allows the ec2:X action',
      'a VPC endpoint policy does not allow it',
      false,
    ],
    [' with an explicit deny in a resource-based policy', 'a resource-based policy denies it', false],
    [' with an explicit deny', 'AWS_PROFILE)).', false],
    ['', 'AWS_PROFILE)).', true],
  ])('"%s"', (reason, words, hasStatement) => {
    const { message, guidance, aws } = report(reason);
    expect(message).toContain(words);
    expect(STATEMENT.test(guidance.join('\n'))).toBe(hasStatement);
    // What AWS did not send is not spoken of.
    expect(guidance.join('\n')).not.toContain('decode-authorization-message');
    expect(aws).not.toHaveProperty('encoded_message');
  });

  it('of a role whose name has the words of a kind in it', () => {
    const error = Object.assign(
      new Error(
        'User: arn:aws:iam::1:user/SCP is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/SCP',
      ),
      { name: 'AccessDenied', $metadata: { httpStatusCode: 403, requestId: 'r' }, $fault: 'client' },
    );
    expect(fromAwsError(error, ATTEMPT).message).not.toContain('service control');
  });

  it('of sts:TagSession: that transitive tags are what it is about', () => {
    const error = Object.assign(
      new Error(
        'User: arn:aws:sts::1:assumed-role/pod/x is not authorized to perform: sts:TagSession on resource: arn:aws:iam::1:role/Hub',
      ),
      { name: 'AccessDenied', $metadata: { httpStatusCode: 403, requestId: 'r' }, $fault: 'client' },
    );
    expect(fromAwsError(error, ATTEMPT).report().guidance.join('\n')).toMatch(
      /transitive tags .*trust policy/,
    );
  });
});

it('a group that is not found is the one that AWS names', () => {
  const error = (message: string) =>
    Object.assign(new Error(message), {
      name: 'InvalidGroup.NotFound',
      $metadata: { httpStatusCode: 400, requestId: 'r' },
      $fault: 'client',
    });
  const source = fromAwsError(error("The security group 'sg-0feed' does not exist"), ATTEMPT).report();
  expect(source).toMatchObject({ code: 'group_not_found', outcome: 'not_done' });
  expect(source.message).toMatch(/^Security group sg-0feed, a source of the rule, was not found .*sg-123456/);
  const itself = fromAwsError(error("The security group 'sg-123456' does not exist"), ATTEMPT);
  expect(itself.message).toMatch(/^Security group sg-123456 was not found in us-east-1/);
});

it('STS that is not activated in a region has words of its own', () => {
  const error = Object.assign(new Error('STS is not activated in this region'), {
    name: 'RegionDisabledException',
    $metadata: { httpStatusCode: 403, requestId: 'r' },
    $fault: 'client',
  });
  const { code, message, guidance } = fromAwsError(error, { ...ATTEMPT, changes: false }).report();
  expect(code).toBe('account_restricted');
  expect(message).toContain('STS is not activated in us-east-1');
  expect(guidance.join('\n')).toContain('Account settings');
});
