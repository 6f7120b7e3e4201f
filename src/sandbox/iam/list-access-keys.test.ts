import { beforeEach, expect, it } from 'vitest';
import { SEED_KEYS } from '#sandbox/auth/keys.ts';
import { MFA_DEVICES } from '#sandbox/auth/mfa.ts';
import { SEED_ROLES } from '#sandbox/auth/roles.ts';
import {
  type ServiceHarness,
  elementText,
  createServiceHarness,
} from '#test/support/sandbox/service-harness.ts';

const { jo, admin, minimal, root, guide } = SEED_KEYS;

let harness: ServiceHarness;

beforeEach(async () => {
  harness = await createServiceHarness();
});

type Key = Parameters<ServiceHarness['call']>[0];

const list = (key: Key, more: Record<string, string> = {}) =>
  harness.call(key, { Action: 'ListAccessKeys', ...more }, 'iam');

it("tells the caller's own keys and how old they are", async () => {
  const { outcome, xml } = await list(jo);
  expect(outcome).toBe('200 ok');
  expect(xml).toContain('<ListAccessKeysResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">');
  expect(xml.match(/<member>/g)).toHaveLength(1);
  expect(elementText(xml, 'UserName')).toBe('jo');
  expect(elementText(xml, 'AccessKeyId')).toBe(jo.accessKeyId);
  expect(elementText(xml, 'Status')).toBe('Active');
  expect(elementText(xml, 'CreateDate')).toBe('2025-01-15T09:30:00Z');
  expect(elementText(xml, 'IsTruncated')).toBe('false');
  expect(harness.requests).toMatchObject([{ service: 'iam', action: 'ListAccessKeys', region: 'us-east-1' }]);
});

it('makes any other key ten days old, whenever one asks', async () => {
  expect(elementText((await list(admin)).xml, 'CreateDate')).toBe('2026-02-19T12:00:00Z');
  harness.advanceClock(86_400);
  expect(elementText((await list(admin)).xml, 'CreateDate')).toBe('2026-02-20T12:00:00Z');
});

it('tells those of another user to who may', async () => {
  expect(elementText((await list(admin, { UserName: 'jo' })).xml, 'AccessKeyId')).toBe(jo.accessKeyId);
  expect(elementText((await list(admin, { UserName: 'guide' })).xml, 'AccessKeyId')).toBe(guide.accessKeyId);
  expect(await list(admin, { UserName: 'xaver' })).toMatchObject({
    outcome: '404 NoSuchEntity',
    message: 'The user with name xaver cannot be found.',
  });
  expect(await list(jo, { UserName: 'admin' })).toMatchObject({ outcome: '403 AccessDenied' });
});

it('is no part of the minimal policy', async () => {
  const refused = (resource: string) => ({
    outcome: '403 AccessDenied',
    message:
      `User: ${minimal.arn} is not authorized to perform: iam:ListAccessKeys on resource: ${resource} ` +
      'because no identity-based policy allows the iam:ListAccessKeys action',
  });
  expect(await list(minimal, { UserName: 'minimal' })).toMatchObject(refused('user minimal'));
  expect(await list(minimal)).toMatchObject(refused('user nullminimal'));
});

it("tells the root's own keys, which belong to no user", async () => {
  const { xml } = await list(root);
  expect(elementText(xml, 'AccessKeyId')).toBe(root.accessKeyId);
  expect(elementText(xml, 'UserName')).toBeNull();
});

it('wants a name from a session', async () => {
  const RoleArn = SEED_ROLES.securityAdmin.arn;
  const { key } = await harness.call(jo, { Action: 'AssumeRole', RoleArn, RoleSessionName: 'iam' });
  expect(await list(key)).toMatchObject({
    outcome: '400 ValidationError',
    message: 'Must specify userName when calling with non-User credentials',
  });
  expect((await list(key, { UserName: 'jo' })).outcome).toBe('200 ok');
});

it("does not know a user's session without MFA", async () => {
  const plain = await harness.call(jo, { Action: 'GetSessionToken' });
  expect((await list(plain.key, { UserName: 'jo' })).outcome).toBe('403 InvalidClientTokenId');
  const code = { SerialNumber: MFA_DEVICES.jo, TokenCode: '123456' };
  const { key } = await harness.call(jo, { Action: 'GetSessionToken', ...code });
  expect((await list(key, { UserName: 'jo' })).outcome).toBe('200 ok');
});

it('goes by pages', async () => {
  const state = await harness.state();
  const second = { ...admin, accessKeyId: 'AKIASANDBOXADMIN3333' };
  harness = await createServiceHarness({ seed: () => ({ ...state, keys: [...state.keys, second] }) });
  const first = await list(admin, { MaxItems: '1' });
  expect(elementText(first.xml, 'IsTruncated')).toBe('true');
  const Marker = elementText(first.xml, 'Marker') ?? '';
  const last = await list(admin, { MaxItems: '1', Marker });
  expect(elementText(last.xml, 'IsTruncated')).toBe('false');
  expect([first, last].map(({ key }) => key.accessKeyId)).toEqual([admin.accessKeyId, second.accessKeyId]);
  expect((await list(admin, { Marker: 'x' })).outcome).toBe('400 ValidationError');
  expect((await list(admin, { MaxItems: '0' })).outcome).toBe('400 ValidationError');
});

it('is signed for us-east-1 alone, and refuses in the words of IAM', async () => {
  const abroad = await harness.call(admin, { Action: 'ListAccessKeys' }, 'iam', 'eu-west-1');
  expect(abroad.outcome).toBe('403 SignatureDoesNotMatch');
  expect(abroad.message).toContain('scoped to a valid region');
  const wrong = await list({ ...admin, secretAccessKey: 'x'.repeat(40) });
  expect(wrong.outcome).toBe('403 SignatureDoesNotMatch');
  expect(wrong.xml).toContain('<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">');
  expect((await list(null)).outcome).toBe('403 MissingAuthenticationToken');
});
