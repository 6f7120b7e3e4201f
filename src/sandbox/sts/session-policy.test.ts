import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { SEED_KEYS } from '#sandbox/auth/keys.ts';
import { MFA_DEVICES } from '#sandbox/auth/mfa.ts';
import { SEED_ROLES } from '#sandbox/auth/roles.ts';
import { type ServiceHarness, createServiceHarness } from '#test/support/sandbox/service-harness.ts';

const { jo } = SEED_KEYS;
const GROUP = 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-123456';

let harness: ServiceHarness;

beforeEach(async () => {
  harness = await createServiceHarness();
});

function assume(Policy: string, RoleArn: string = SEED_ROLES.securityAdmin.arn) {
  return harness.call(jo, { Action: 'AssumeRole', RoleArn, RoleSessionName: 'narrow', Policy });
}

const document = (...Statement: unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: unknown, Resource: unknown = '*') => ({ Effect: 'Allow', Action, Resource });
const deny = (Action: unknown, Resource: unknown = '*') => ({ Effect: 'Deny', Action, Resource });

const describing = { Action: 'DescribeSecurityGroups' };
const adding = (GroupId: string) => ({
  Action: 'AuthorizeSecurityGroupIngress',
  GroupId,
  'IpPermissions.1.IpProtocol': 'tcp',
  'IpPermissions.1.FromPort': '443',
  'IpPermissions.1.ToPort': '443',
  'IpPermissions.1.IpRanges.1.CidrIp': '203.0.113.7/32',
});

describe('the policy of a session', () => {
  it('narrows what the role allows', async () => {
    const { key } = await assume(document(allow('ec2:AuthorizeSecurityGroupIngress', [GROUP])));
    expect((await harness.call(key, adding('sg-123456'), 'ec2')).outcome).toBe('200 ok');
    const { outcome, message } = await harness.call(key, adding('sg-0123abcd'), 'ec2');
    expect(outcome).toBe('403 UnauthorizedOperation');
    expect(message).toContain(
      'because no session policy allows the ec2:AuthorizeSecurityGroupIngress action',
    );
    expect((await harness.call(key, describing, 'ec2')).outcome).toBe('403 UnauthorizedOperation');
    expect((await harness.call(key, { Action: 'GetCallerIdentity' })).outcome).toBe('200 ok');
  });

  it('adds nothing to what the role allows', async () => {
    const { key } = await assume(document(allow('*')), SEED_ROLES.operator.arn);
    const { message } = await harness.call(key, { Action: 'DescribeVpcs' }, 'ec2');
    expect(message).toContain('because no identity-based policy allows the ec2:DescribeVpcs action');
  });

  it('denies, expressly', async () => {
    const { key } = await assume(document(allow('*'), deny('ec2:Describe*')));
    const { message } = await harness.call(key, describing, 'ec2');
    expect(message).toContain('with an explicit deny in a session policy');
  });

  it('may say what it is not about', async () => {
    const other = { Effect: 'Allow', NotAction: ['ec2:*', 'iam:*'], NotResource: GROUP };
    const { key } = await assume(document(other));
    expect((await harness.call(key, describing, 'ec2')).outcome).toBe('403 UnauthorizedOperation');
  });

  it('limits which role comes next', async () => {
    const { key } = await assume(document(allow('ec2:*')));
    const params = { Action: 'AssumeRole', RoleArn: SEED_ROLES.operator.arn, RoleSessionName: 'next' };
    expect((await harness.call(key, params)).outcome).toBe('403 AccessDenied');
  });

  it('limits a session whose role is trusted by name, too', async () => {
    const params = { Action: 'AssumeRole', RoleArn: SEED_ROLES.spoke.arn, RoleSessionName: 'next' };
    const { key } = await assume(document(allow('sts:GetCallerIdentity')), SEED_ROLES.hub.arn);
    expect((await harness.call(key, params)).outcome).toBe('403 AccessDenied');
    const other = await assume(document(allow('sts:AssumeRole')), SEED_ROLES.hub.arn);
    expect((await harness.call(other.key, params)).outcome).toBe('200 ok');
  });

  it('that asks for MFA is for no session of a role, which never tells of it', async () => {
    const condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    const { key } = await harness.call(jo, {
      Action: 'AssumeRole',
      RoleArn: SEED_ROLES.guarded.arn,
      RoleSessionName: 'mfa',
      Policy: document({ ...allow('*'), Condition: condition }),
      SerialNumber: MFA_DEVICES.jo,
      TokenCode: '123456',
    });
    expect((await harness.call(key, describing, 'ec2')).outcome).toBe('403 UnauthorizedOperation');
  });
});

describe('what is no policy', () => {
  it.each([
    ['no JSON', '{', 'contains invalid Json'],
    ['a list', '[]', 'Syntax errors'],
    ['without statements', '{"Version":"2012-10-17"}', 'Syntax errors'],
    ['an empty list of them', document(), 'Syntax errors'],
    ['an unknown version', JSON.stringify({ Version: '2020-01-01', Statement: allow('*') }), 'version'],
    ['an unknown element', document({ ...allow('*'), Effects: 1 }), 'Syntax errors'],
    ['an unknown effect', document({ ...allow('*'), Effect: 'allow' }), 'Syntax errors'],
    ['no action', document({ Effect: 'Allow', Resource: '*' }), 'Syntax errors'],
    ['both actions', document({ ...allow('*'), NotAction: 'ec2:*' }), 'Syntax errors'],
    ['no resource', document({ Effect: 'Allow', Action: '*' }), 'Syntax errors'],
    ['an empty list of actions', document(allow([])), 'Syntax errors'],
    ['a number for an action', document(allow([1, 'ec2:*'])), 'Syntax errors'],
    ['an action of no service', document(allow('DescribeVpcs')), 'prefaced by a vendor'],
    ['a resource that is no ARN', document(allow('*', 'sg-123456')), 'must be in ARN format'],
    ['a principal', document({ ...allow('*'), Principal: '*' }), 'should not specify a principal'],
    ['a Sid with blanks', document({ ...allow('*'), Sid: 'a b' }), 'Syntax errors'],
    [
      'a condition that the sandbox does not know',
      document({ ...allow('*'), Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }),
      'knows no conditions but',
    ],
    [
      'two conditions',
      document({ ...allow('*'), Condition: { Bool: { 'aws:MultiFactorAuthPresent': true, x: true } } }),
      'knows no conditions but',
    ],
  ])('is refused: %s', async (_, policy, words) => {
    const { outcome, message } = await assume(policy);
    expect(outcome).toBe('400 MalformedPolicyDocument');
    expect(message).toContain(words);
  });

  it('never breaks it, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.anything().map((one) => document(one)),
        ),
        async (policy) => {
          const text = (policy === '' ? ' ' : policy).slice(0, 2048);
          expect((await assume(text)).outcome).toMatch(/^(?:200 ok|400 (?:Malformed|Validation).*)$/);
        },
      ),
    );
  });
});
