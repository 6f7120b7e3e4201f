import { beforeEach, describe, expect, it } from 'vitest';
import { SEED_KEYS } from '#sandbox/auth/keys.ts';
import { MFA_DEVICES } from '#sandbox/auth/mfa.ts';
import {
  type ServiceHarness,
  elementText,
  createServiceHarness,
} from '#test/support/sandbox/service-harness.ts';

const { jo, kim, root, nobody } = SEED_KEYS;

let harness: ServiceHarness;

beforeEach(async () => {
  harness = await createServiceHarness();
});

type Key = Parameters<ServiceHarness['call']>[0];

const open = (key: Key, more: Record<string, string> = {}) =>
  harness.call(key, { Action: 'GetSessionToken', ...more });
const describing = { Action: 'DescribeSecurityGroups' };
const withCode = (SerialNumber: string, TokenCode = '123456') => ({ SerialNumber, TokenCode });

describe('a session with MFA', () => {
  it('may what a policy allows with MFA alone; the key itself and a session without may not', async () => {
    const refused = '403 UnauthorizedOperation';
    expect((await harness.call(kim, describing, 'ec2')).outcome).toBe(refused);
    expect((await harness.call((await open(kim)).key, describing, 'ec2')).outcome).toBe(refused);
    const { key } = await open(kim, withCode(MFA_DEVICES.kim));
    expect((await harness.call(key, describing, 'ec2')).outcome).toBe('200 ok');
  });

  it("is the user's own", async () => {
    const { key } = await open(jo, withCode(MFA_DEVICES.jo));
    expect(elementText((await harness.call(key, { Action: 'GetCallerIdentity' })).xml, 'Arn')).toBe(jo.arn);
  });

  it('is refused with a wrong code, or the device of somebody else', async () => {
    expect(await open(jo, withCode(MFA_DEVICES.jo, '000000'))).toMatchObject({
      outcome: '403 AccessDenied',
      message: expect.stringContaining('with invalid MFA one time pass code'),
    });
    expect((await open(jo, withCode(MFA_DEVICES.kim))).message).toContain('unable to validate MFA code');
    expect((await open(jo, withCode('x'))).outcome).toBe('400 ValidationError');
  });
});

describe('a session', () => {
  it('lasts an hour for the root of the account, whatever is asked', async () => {
    for (const DurationSeconds of ['7200', '3600']) {
      const { xml } = await open(root, { DurationSeconds });
      expect(elementText(xml, 'Expiration')).toBe('2026-03-01T13:00:00Z');
    }
    expect(elementText((await open(root, { DurationSeconds: '900' })).xml, 'Expiration')).toContain(
      'T12:15:00Z',
    );
    expect(elementText((await open(jo)).xml, 'Expiration')).toBe('2026-03-02T00:00:00Z');
  });

  it('is for anybody, even who may do nothing', async () => {
    const { key } = await open(nobody);
    expect((await harness.call(key, describing, 'ec2')).outcome).toBe('403 UnauthorizedOperation');
    expect(elementText((await harness.call(key, { Action: 'GetCallerIdentity' })).xml, 'Arn')).toBe(
      nobody.arn,
    );
  });
});
