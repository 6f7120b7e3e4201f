import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  createEc2Error,
  startFakeAws,
  createStsError,
  type FakeAwsAnswer,
} from '#test/support/fake-aws/fake-aws.ts';
import { startMachine } from '#test/support/credentials/machine.ts';
import { formatKeySection, toKeyVariables } from '#test/support/credentials/shared-files.ts';
import { GROUP, KEYS, ROLES, openObservedSandbox } from '#test/support/credentials/source-rows.ts';

const RULE = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443, profile: 'work' };
const TWO = { name: 'work', required_iam_roles: [ROLES.securityAdmin, ROLES.operator] };

describe('whether the next of the required roles is tried after', () => {
  /** What STS answers to the first role; the second is never to be opened unless it says no. */
  async function answering(first: FakeAwsAnswer | null, callLimit?: number) {
    const roles: (string | null)[] = [];
    const aws = await startFakeAws(({ action, params }) => {
      if (action === 'GetCallerIdentity') return undefined;
      if (action !== 'AssumeRole') return createEc2Error('InternalError', 'nothing is to get here', 500);
      roles.push(params.get('RoleArn'));
      return params.get('RoleArn') === ROLES.securityAdmin
        ? first
        : createStsError('AccessDenied', 'not you');
    });
    onTestFinished(() => aws.close());
    const machine = startMachine({
      endpoint: aws.endpoint,
      env: { AWS_REGION: 'us-east-1', ...toKeyVariables(KEYS.jo) },
      config: { credential_profiles: [TWO] },
      callLimit,
    });
    const report = await machine.fail('whitelist_add', RULE);
    expect(aws.requests.filter(({ params }) => params.get('Action')?.includes('Ingress'))).toEqual([]);
    return { report, roles: [...new Set(roles)] };
  }

  it('a denial: yes, and both are told', async () => {
    const { report, roles } = await answering(createStsError('AccessDenied', 'not authorized'));
    expect(roles).toEqual(TWO.required_iam_roles);
    expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
    expect(report.guidance).toEqual(
      expect.arrayContaining(['AWS said: not authorized', 'AWS said: not you']),
    );
  });

  it.each([
    ['throttling', createStsError('Throttling', 'Rate exceeded', 400), 'throttled'],
    ['an expired sign-in', createStsError('ExpiredToken', 'expired'), 'invalid_credentials'],
    [
      'a wrong MFA code',
      createStsError(
        'AccessDenied',
        'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
      ),
      'invalid_credentials',
    ],
    [
      'a session that would be too long',
      createStsError('ValidationError', 'exceeds the MaxSessionDuration', 400),
      'aws_error',
    ],
    ['a failure of STS', createStsError('InternalFailure', 'sorry', 500), 'aws_error'],
  ])('%s: no', async (_what, first, code) => {
    const { report, roles } = await answering(first);
    expect(roles).toEqual([ROLES.securityAdmin]);
    expect(report).toMatchObject({ code, outcome: 'not_done' });
  });

  it('the time limit: no', async () => {
    const { report, roles } = await answering(null, 1_000);
    expect(roles).toEqual([ROLES.securityAdmin]);
    expect(report).toMatchObject({ code: 'timeout', outcome: 'not_done' });
  });
});

describe('codes that work once', () => {
  const aws = openObservedSandbox({ mfaCodes: ['111111', '222222'] });
  beforeEach(() => aws.reset());

  const start = (
    entry: object,
    codes = ['111111', '222222'],
    now?: () => Date,
    more: readonly object[] = [],
  ) => {
    const asked: string[] = [];
    const machine = startMachine({
      endpoint: aws.sandbox.endpoint,
      env: { AWS_REGION: 'us-east-1', ...toKeyVariables(KEYS.jo) },
      config: {
        credential_profiles: [{ name: 'work', mfa_serial: aws.sandbox.mfaDevices.jo, ...entry }, ...more],
      },
      now,
      askCode: (serial, opens) => (asked.push(`${serial} ${opens}`), Promise.resolve(codes.shift() ?? '')),
    });
    return { machine, asked };
  };

  it('one is enough for several required roles, of which the first refuses', async () => {
    const { machine, asked } = start({ required_iam_roles: [ROLES.closed, ROLES.guarded] });
    expect(await machine.call('whitelist_add', RULE)).toMatchObject({
      status: 'added',
      credential_source: `role ${ROLES.guarded} (by environment variables (credential_profiles "work"), with MFA)`,
    });
    expect(asked).toEqual([`${aws.sandbox.mfaDevices.jo} role ${ROLES.closed}`]);
    expect(aws.openedSessions()).toEqual([
      'GetSessionToken',
      `AssumeRole ${ROLES.closed}`,
      `AssumeRole ${ROLES.guarded}`,
    ]);
  });

  it('is asked for once by many calls at the same time, and not again while the session is open', async () => {
    const { machine, asked } = start({ role_arn: ROLES.guarded });
    const add = (n: number) => machine.call('whitelist_add', { ...RULE, ip_address: `203.0.113.${n}` });
    await Promise.all(Array.from({ length: 20 }, (_, n) => add(n + 1)));
    await add(100);
    expect(asked).toEqual([`${aws.sandbox.mfaDevices.jo} role ${ROLES.guarded}`]);
  });

  it('one is enough for groups, regions and roles of a person, one after the other', async () => {
    const { machine, asked } = start({ role_arn: ROLES.guarded });
    await machine.call('whitelist_add', RULE);
    await machine.call('whitelist_add', { ...RULE, security_group_id: 'sg-12345678' }).catch(() => null);
    await machine.call('whitelist_list', { region: 'eu-west-1', profile: 'work' });
    await machine.call('whitelist_list', { target: 'no such name', profile: 'work' }).catch(() => null);
    expect(asked).toHaveLength(1);
    expect(aws.openedSessions().filter((opened) => opened === 'GetSessionToken')).toHaveLength(1);
  });

  it('one session serves entries of one key and device, each no longer than the entry says', async () => {
    let time = Date.now();
    const { machine, asked } = start({}, ['111111', '222222'], () => new Date(time), [
      { name: 'short', mfa_serial: aws.sandbox.mfaDevices.jo, duration_seconds: 900 },
    ]);
    await machine.call('whitelist_whoami', { profile: 'work' });
    await machine.call('whitelist_whoami', { profile: 'short' });
    expect(asked).toHaveLength(1);
    time += 901_000;
    await machine.call('whitelist_whoami', { profile: 'work' });
    expect(asked).toHaveLength(1);
    await machine.call('whitelist_whoami', { profile: 'short' });
    expect(asked).toHaveLength(2);
  });

  it('two keys of one device ask one after the other, never both at once', async () => {
    const asked: string[] = [];
    const release: (() => void)[] = [];
    const machine = startMachine({
      endpoint: aws.sandbox.endpoint,
      env: { AWS_REGION: 'us-east-1', ...toKeyVariables(KEYS.jo) },
      awsCredentials: formatKeySection('kim', KEYS.kim),
      config: {
        credential_profiles: [
          { name: 'work', mfa_serial: aws.sandbox.mfaDevices.jo },
          { name: 'kim', aws_profile_name: 'kim', mfa_serial: aws.sandbox.mfaDevices.jo },
        ],
      },
      askCode: async (serial) => {
        asked.push(serial);
        await new Promise<void>((resolve) => release.push(resolve));
        return ['111111', '222222'][asked.length - 1] ?? '';
      },
    });
    const first = machine.call('whitelist_whoami', { profile: 'work' });
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    // The device is not kim's, which AWS tells only once it is asked with a code.
    const second = machine.fail('whitelist_whoami', { profile: 'kim' });
    await vi.waitFor(() => expect(aws.requestsSince('sts').length).toBeGreaterThan(1));
    expect(asked).toHaveLength(1);
    release[0]?.();
    await first;
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    release[1]?.();
    expect((await second).code).toBe('invalid_credentials');
  });

  it('a wrong one is no lasting harm: the next call asks again', async () => {
    const { machine, asked } = start({ role_arn: ROLES.guarded }, ['000000', '111111']);
    expect(await machine.fail('whitelist_add', RULE)).toMatchObject({ code: 'invalid_credentials' });
    expect(await machine.call('whitelist_add', RULE)).toMatchObject({ status: 'added' });
    expect(asked).toHaveLength(2);
  });
});
