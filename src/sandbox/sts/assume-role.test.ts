import { beforeEach, describe, expect, it } from 'vitest';
import { SEED_KEYS } from '#sandbox/auth/keys.ts';
import { MFA_DEVICES } from '#sandbox/auth/mfa.ts';
import { SEED_ROLES } from '#sandbox/auth/roles.ts';
import {
  type ServiceHarness,
  type CallResult,
  elementText,
  createServiceHarness,
} from '#test/support/sandbox/service-harness.ts';

const { jo, minimal, admin, root, session } = SEED_KEYS;
const { securityAdmin, operator, partner, guarded, hub, spoke, federated, closed } = SEED_ROLES;
const CODE = { SerialNumber: MFA_DEVICES.jo, TokenCode: '123456' };

let harness: ServiceHarness;

beforeEach(async () => {
  harness = await createServiceHarness();
});

type Key = Parameters<ServiceHarness['call']>[0];

function assume(key: Key, arn: string, more: Record<string, string> = {}): Promise<CallResult> {
  return harness.call(key, { Action: 'AssumeRole', RoleArn: arn, RoleSessionName: 'jo@desk', ...more });
}

const describing = { Action: 'DescribeSecurityGroups' };

describe('a role that trusts the account', () => {
  it('is assumed, and its session is what the answer says', async () => {
    const { outcome, xml, key } = await assume(jo, operator.arn, { DurationSeconds: '900' });
    expect(outcome).toBe('200 ok');
    expect(key.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(elementText(xml, 'Expiration')).toBe('2026-03-01T12:15:00Z');
    expect(elementText(xml, 'AssumedRoleId')).toBe(`${operator.id}:jo@desk`);
    // The path is not repeated.
    const arn = 'arn:aws:sts::123456789012:assumed-role/Operator/jo@desk';
    expect(elementText(xml, 'Arn')).toBe(arn);
    const identity = await harness.call(key, { Action: 'GetCallerIdentity' });
    expect(elementText(identity.xml, 'Arn')).toBe(arn);
    expect(elementText(identity.xml, 'UserId')).toBe(`${operator.id}:jo@desk`);
  });

  it('gives what its policy allows, for its time', async () => {
    const { key } = await assume(jo, operator.arn);
    expect((await harness.call(key, describing, 'ec2')).outcome).toBe('200 ok');
    const { outcome, message } = await harness.call(key, { Action: 'DescribeVpcs' }, 'ec2');
    expect(outcome).toBe('403 UnauthorizedOperation');
    expect(message).toContain(':assumed-role/Operator/jo@desk is not authorized');
    harness.advanceClock(3_600);
    expect((await harness.call(key, describing, 'ec2')).outcome).toBe('400 RequestExpired');
    expect((await harness.call(key, { Action: 'GetCallerIdentity' })).outcome).toBe('403 ExpiredToken');
  });

  it('is assumed by a session too', async () => {
    expect((await assume(session, securityAdmin.arn)).outcome).toBe('200 ok');
    const { key } = await harness.call(jo, { Action: 'GetSessionToken' });
    expect((await assume(key, operator.arn)).outcome).toBe('200 ok');
  });
});

describe('who may not', () => {
  const refused = (who: string, arn: string) =>
    `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${arn}`;

  it.each([
    ['a role that is not there', jo, 'arn:aws:iam::123456789012:role/Nobody'],
    ['a role of another path', jo, 'arn:aws:iam::123456789012:role/Operator'],
    ['a role of another account', jo, 'arn:aws:iam::999999999999:role/SecurityAdmin'],
    ['a role that trusts nobody', admin, closed.arn],
    ['a role that trusts another', admin, spoke.arn],
    ['a role for web identity', admin, federated.arn],
    ['a caller whose own policy does not allow it', minimal, operator.arn],
    ['no external id', jo, partner.arn],
    ['no MFA', jo, guarded.arn],
  ])('is told one thing: %s', async (_, key, arn) => {
    expect(await assume(key, arn)).toMatchObject({
      outcome: '403 AccessDenied',
      message: refused(key.arn, arn),
    });
  });

  it('is the root of the account', async () => {
    expect(await assume(root, securityAdmin.arn)).toMatchObject({
      outcome: '403 AccessDenied',
      message: 'Roles may not be assumed by root accounts.',
    });
  });

  it('is told of an explicit deny', async () => {
    const deny = { effect: 'Deny' as const, actions: ['sts:*'], resources: ['*'] };
    const { keys, ...rest } = await harness.state();
    const denied = keys.map((key) => (key.arn === jo.arn ? { ...key, policy: [...key.policy, deny] } : key));
    harness = await createServiceHarness({ seed: () => ({ ...rest, keys: denied }) });
    const { message } = await assume(jo, operator.arn);
    expect(message).toBe(
      `${refused(jo.arn, operator.arn)} with an explicit deny in an identity-based policy`,
    );
  });
});

describe('an external id', () => {
  it('has to be the right one, and does not matter where none is wanted', async () => {
    expect((await assume(jo, partner.arn, { ExternalId: 'partner-7' })).outcome).toBe('200 ok');
    expect((await assume(jo, partner.arn, { ExternalId: 'partner-8' })).outcome).toBe('403 AccessDenied');
    expect((await assume(jo, operator.arn, { ExternalId: 'any' })).outcome).toBe('200 ok');
  });
});

describe('MFA', () => {
  it('opens the guarded role, by a code or by a session that had one', async () => {
    harness = await createServiceHarness({ mfa: { codes: ['123456', '654321'] } });
    expect((await assume(jo, guarded.arn, CODE)).outcome).toBe('200 ok');
    const next = { ...CODE, TokenCode: '654321' };
    const { key } = await harness.call(jo, { Action: 'GetSessionToken', ...next });
    expect((await assume(key, guarded.arn)).outcome).toBe('200 ok');
  });

  it('of a wrong code, another device, or by halves is refused wherever it is given', async () => {
    const failed = async (more: Record<string, string>) => {
      const { outcome, xml } = await assume(jo, operator.arn, more);
      expect(outcome).toBe('403 AccessDenied');
      return /<Message>(.*?)<\/Message>/s.exec(xml)?.[1];
    };
    expect(await failed({ ...CODE, TokenCode: '654321' })).toBe(
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    );
    for (const SerialNumber of [MFA_DEVICES.kim, 'GAHT12345678']) {
      expect(await failed({ ...CODE, SerialNumber })).toContain('verify your MFA serial number');
    }
    expect(await failed({ TokenCode: CODE.TokenCode })).toContain('must provide both');
    expect(await failed({ SerialNumber: CODE.SerialNumber })).toContain('must provide both');
  });

  it('ends with the session that was opened with it', async () => {
    const { key } = await assume(jo, securityAdmin.arn, CODE);
    expect((await assume(key, guarded.arn)).outcome).toBe('403 AccessDenied');
  });

  it('takes each code once, until the sandbox is reset', async () => {
    harness = await createServiceHarness({ mfa: { codes: ['111111', '222222'] } });
    const using = async (TokenCode: string) =>
      (await assume(jo, guarded.arn, { ...CODE, TokenCode })).outcome;
    expect(await using('123456')).toBe('403 AccessDenied');
    expect(await using('111111')).toBe('200 ok');
    expect(await using('111111')).toBe('403 AccessDenied');
    expect(await using('222222')).toBe('200 ok');
  });
});

describe('a chain', () => {
  it('goes where each trusts the one before', async () => {
    const { key } = await assume(jo, hub.arn);
    const { outcome, key: last } = await assume(key, spoke.arn);
    expect(outcome).toBe('200 ok');
    expect((await harness.call(last, describing, 'ec2')).outcome).toBe('200 ok');
    expect((await assume(key, operator.arn)).outcome).toBe('403 AccessDenied');
  });

  it('keeps the source identity, which nobody can change', async () => {
    const first = await assume(jo, hub.arn, { SourceIdentity: 'jo' });
    expect(elementText(first.xml, 'SourceIdentity')).toBe('jo');
    const second = await assume(first.key, spoke.arn);
    expect(elementText(second.xml, 'SourceIdentity')).toBe('jo');
    const same = await assume(first.key, spoke.arn, { SourceIdentity: 'jo' });
    expect(same.outcome).toBe('200 ok');
    expect(await assume(first.key, spoke.arn, { SourceIdentity: 'kim' })).toMatchObject({
      outcome: '403 AccessDenied',
      message: expect.stringContaining(`sts:SetSourceIdentity on resource: ${spoke.arn}`),
    });
  });

  it('has none unless somebody set it, and nobody may where the role does not let them', async () => {
    expect(elementText((await assume(jo, hub.arn)).xml, 'SourceIdentity')).toBeNull();
    const given = { ExternalId: 'partner-7', SourceIdentity: 'jo' };
    expect((await assume(jo, partner.arn, given)).message).toContain('sts:SetSourceIdentity');
  });
});

describe('how long', () => {
  const hours = (n: number) => ({ DurationSeconds: String(n * 3_600) });

  it('is up to the role', async () => {
    expect((await assume(jo, securityAdmin.arn, hours(4))).outcome).toBe('200 ok');
    expect(await assume(jo, securityAdmin.arn, hours(5))).toMatchObject({
      outcome: '400 ValidationError',
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    });
    expect((await assume(jo, operator.arn, hours(2))).outcome).toBe('400 ValidationError');
  });

  it('is an hour in a chain, however the chain begins', async () => {
    const { key: role } = await assume(jo, hub.arn);
    const { key: user } = await harness.call(jo, { Action: 'GetSessionToken' });
    for (const [key, arn] of [
      [role, spoke.arn],
      [user, securityAdmin.arn],
    ] as const) {
      expect((await assume(key, arn, hours(1))).outcome).toBe('200 ok');
      expect((await assume(key, arn, hours(2))).message).toContain('1 hour session limit');
    }
  });
});

describe('parameters', () => {
  it.each([
    [{ RoleSessionName: 'a b' }, "1 validation error detected: Value 'a b' at 'roleSessionName'"],
    [{ RoleSessionName: 'x' }, 'have length greater than or equal to 2'],
    [{ RoleSessionName: 'x'.repeat(65) }, 'have length less than or equal to 64'],
    [{ RoleSessionName: '' }, "Value '' at 'roleSessionName'"],
    [{ DurationSeconds: '899' }, 'have value greater than or equal to 900'],
    [{ DurationSeconds: '43201', SourceIdentity: 'x' }, '2 validation errors detected'],
    [{ Policy: ' '.repeat(2049) }, "at 'policy' failed to satisfy constraint: Member must have length"],
    [{ TokenCode: '12345' }, "Value '12345' at 'tokenCode'"],
    [{ ExternalId: 'a b' }, "at 'externalId'"],
    [{ RoleArn: 'nothing-valid-in-here' }, 'nothing-valid-in-here is invalid'],
    [{ RoleArn: 'arn:a:::something/test-role' }, 'is invalid'],
  ])('%j are refused', async (more, words) => {
    const { outcome, message, xml } = await assume(jo, operator.arn, more);
    expect(outcome).toBe('400 ValidationError');
    expect(message.replaceAll('&apos;', "'")).toContain(words);
    expect(elementText(xml, 'Type')).toBe('Sender');
  });

  it('that are missing are told all together', async () => {
    const { message } = await harness.call(jo, { Action: 'AssumeRole' });
    expect(message).toMatch(/^2 validation errors detected: Value null at .*roleArn.*; Value null/);
  });

  it('that the sandbox does not know are not passed over', async () => {
    const { outcome } = await assume(jo, operator.arn, {
      'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/X',
    });
    expect(outcome).toBe('400 InvalidParameterValue');
  });
});
