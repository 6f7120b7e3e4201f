import { beforeEach, expect, it } from 'vitest';
import { SEED_ROLES } from '#sandbox/auth/roles.ts';
import {
  type ServiceHarness,
  elementText,
  createServiceHarness,
} from '#test/support/sandbox/service-harness.ts';
import { WEB_IDENTITY_TOKEN } from './web-identity.ts';

let harness: ServiceHarness;

beforeEach(async () => {
  harness = await createServiceHarness();
});

const assume = (more: Record<string, string> = {}) =>
  harness.call(null, {
    Action: 'AssumeRoleWithWebIdentity',
    RoleArn: SEED_ROLES.federated.arn,
    RoleSessionName: 'workload',
    WebIdentityToken: WEB_IDENTITY_TOKEN,
    ...more,
  });

it('opens a session without a signature, and is recorded without a key', async () => {
  const { outcome, xml, key } = await assume();
  expect(outcome).toBe('200 ok');
  expect(elementText(xml, 'Provider')).toBe('https://oidc.sandbox.invalid');
  expect(elementText(xml, 'Audience')).toBe('sts.amazonaws.com');
  expect(elementText(xml, 'SubjectFromWebIdentityToken')).toBe('sandbox-workload');
  expect(elementText(xml, 'Arn')).toBe('arn:aws:sts::123456789012:assumed-role/Federated/workload');
  expect(harness.requests).toMatchObject([
    { service: 'sts', action: 'AssumeRoleWithWebIdentity', region: '', accessKeyId: null, errorCode: null },
  ]);
  expect((await harness.call(key, { Action: 'DescribeSecurityGroups' }, 'ec2')).outcome).toBe('200 ok');
  expect((await harness.call(key, { Action: 'DescribeVpcs' }, 'ec2')).outcome).toBe(
    '403 UnauthorizedOperation',
  );
});

it('takes a policy for the session', async () => {
  const statement = { Effect: 'Allow', Action: 'sts:*', Resource: '*' };
  const { key } = await assume({ Policy: JSON.stringify({ Statement: statement }) });
  const { message } = await harness.call(key, { Action: 'DescribeSecurityGroups' }, 'ec2');
  expect(message).toContain('no session policy allows');
});

it('refuses another token', async () => {
  expect((await assume({ WebIdentityToken: 'secret' })).outcome).toBe('400 InvalidIdentityToken');
  const forged = `${WEB_IDENTITY_TOKEN}x`;
  expect(await assume({ WebIdentityToken: forged })).toMatchObject({
    outcome: '400 InvalidIdentityToken',
    message: expect.not.stringContaining(forged),
  });
});

it('refuses a role that trusts no such provider', async () => {
  for (const role of [SEED_ROLES.securityAdmin.arn, `${SEED_ROLES.federated.arn}x`]) {
    expect(await assume({ RoleArn: role })).toMatchObject({
      outcome: '403 AccessDenied',
      message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    });
  }
});

it('holds the parameters to the limits', async () => {
  expect((await assume({ WebIdentityToken: '' })).outcome).toBe('400 ValidationError');
  expect((await assume({ RoleSessionName: 'a b' })).outcome).toBe('400 ValidationError');
  const managed = { 'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess' };
  expect((await assume(managed)).outcome).toBe('400 InvalidParameterValue');
  expect((await assume({ DurationSeconds: '3601' })).message).toContain('MaxSessionDuration');
});
