import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, it } from 'vitest';
import { toCredentialsArgument } from '#test/support/sandbox/running-sandbox.ts';
import { startMachine, type MachineOptions } from '#test/support/credentials/machine.ts';
import { formatKeySection, toKeyVariables } from '#test/support/credentials/shared-files.ts';
import {
  GROUP,
  KEYS,
  ROLES,
  sessionArn,
  openObservedSandbox,
  type SandboxRequest,
} from '#test/support/credentials/source-rows.ts';

let hold: ((request: SandboxRequest) => void | Promise<void>) | null = null;
const aws = openObservedSandbox({ onRequest: (request) => hold?.(request) });
beforeEach(async () => {
  hold = null;
  await aws.reset();
});

interface Settings {
  readonly require_mfa?: boolean;
  readonly allow_root?: boolean;
}

const start = (security: Settings, entries: readonly object[] = [], options: MachineOptions = {}) =>
  startMachine({
    endpoint: aws.sandbox.endpoint,
    awsCredentials: ['root', 'minimal', 'jo', 'kim', 'session']
      .map((name) => formatKeySection(name, KEYS[name as keyof typeof KEYS]))
      .join('\n'),
    env: { AWS_REGION: 'us-east-1' },
    config: { security_settings: security, credential_profiles: entries },
    ...options,
  });
const person = { askCode: () => Promise.resolve('123456') };

const rule = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443 };
const CHANGES = [
  ['whitelist_add', rule],
  ['whitelist_remove', rule],
  ['whitelist_remove', { security_group_id: GROUP, ip_address: '198.51.100.24' }],
] as const;
const READS = [
  ['whitelist_list', { security_group_id: GROUP }],
  ['whitelist_check', rule],
  ['whitelist_whoami', { security_group_id: GROUP }],
] as const;
const changes = () => aws.requestsSince('ec2').filter(({ action }) => action.includes('Ingress'));

describe('root', () => {
  const warning = expect.stringContaining('These are root credentials') as string;

  it.each([
    ['credentials in the call', { credentials: toCredentialsArgument(KEYS.root) }],
    ['an AWS profile', { profile: 'root' }],
  ])('by %s: warned of, and let through', async (_how, access) => {
    const result = await start({}).call('whitelist_add', { ...rule, ...access });
    expect(result).toMatchObject({
      status: 'added',
      warnings: expect.arrayContaining([warning]) as string[],
    });
    expect(aws.ec2Callers()).toEqual([KEYS.root.arn]);
  });

  it.each(CHANGES)(
    'with allow_root: false, %s %j is refused before anything is sent to EC2',
    async (tool, args) => {
      const before = aws.rules();
      const report = await start({ allow_root: false }).fail(tool, { ...args, profile: 'root' });
      expect(report).toMatchObject({
        code: 'access_denied',
        message:
          'Access Denied: these are the root credentials of account 123456789012, and security_settings.allow_root is false.',
        outcome: 'not_done',
      });
      expect(aws.requestsSince('ec2')).toEqual([]);
      expect(aws.rules()).toEqual(before);
    },
  );

  it('with allow_root: false, temporary keys of root are refused too', async () => {
    const { endpoint } = aws.sandbox;
    const sts = new STSClient({ endpoint, region: 'us-east-1', credentials: KEYS.root });
    await sts.send(new GetSessionTokenCommand({}));
    const session = { ...aws.state().keys.at(-1)!, name: 'session of root' };
    expect(session).toMatchObject({
      arn: KEYS.root.arn,
      accessKeyId: expect.stringMatching(/^ASIA/) as string,
    });
    const call = { ...rule, credentials: toCredentialsArgument(session) };
    const report = await start({ allow_root: false }).fail('whitelist_add', call);
    expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
    expect(report.message).toContain('these are the root credentials');
    expect(aws.requestsSince('ec2')).toEqual([]);
  });

  it.each(READS)('with allow_root: false, %s goes on, with the warning', async (tool, args) => {
    const result = await start({ allow_root: false }).call(tool, { ...args, profile: 'root' });
    expect(result['warnings']).toEqual(expect.arrayContaining([warning]));
    expect(changes().filter(({ params }) => params.get('DryRun') !== 'true')).toEqual([]);
  });

  it('with allow_root: false, everybody else is let through', async () => {
    await start({ allow_root: false }).call('whitelist_add', { ...rule, profile: 'minimal' });
    expect(aws.ec2Callers()).toEqual([KEYS.minimal.arn]);
  });
});

describe('require_mfa', () => {
  const work = { name: 'work', aws_profile_name: 'jo', mfa_serial: '' };
  const withCode = (more: object) => ({ ...work, mfa_serial: aws.sandbox.mfaDevices.jo, ...more });
  const required = { require_mfa: true };

  it.each([
    ['the keys of an AWS profile', { profile: 'jo' }, KEYS.jo.arn],
    ['temporary keys, which do not tell', { profile: 'session' }, KEYS.session.arn],
    [
      'long-lived credentials in the call',
      { credentials: toCredentialsArgument(KEYS.minimal) },
      KEYS.minimal.arn,
    ],
    [
      'temporary credentials in the call',
      { credentials: toCredentialsArgument(KEYS.session) },
      KEYS.session.arn,
    ],
  ])('refuses %s before anything is sent to EC2', async (_what, access, arn) => {
    const machine = start(required);
    for (const [tool, args] of CHANGES) {
      const report = await machine.fail(tool, { ...args, ...access });
      expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
      expect(report.message).toContain(`nothing shows that ${arn}`);
      expect(report.guidance.join(' ')).toContain('mfa_serial');
    }
    expect(aws.requestsSince('ec2')).toEqual([]);
  });

  it('refuses a session of a role that was opened without a code', async () => {
    const entry = { name: 'work', aws_profile_name: 'jo', role_arn: ROLES.operator };
    const report = await start(required, [entry]).fail('whitelist_add', { ...rule, profile: 'work' });
    expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
    expect(report.message).toContain(`nothing shows that ${sessionArn('operator')}`);
    expect(aws.requestsSince('ec2')).toEqual([]);
  });

  it('refuses a required role that the credentials are a session of already', async () => {
    const role = 'arn:aws:iam::123456789012:role/operator';
    const entry = withCode({ aws_profile_name: 'session', required_iam_roles: [role] });
    const report = await start(required, [entry], person).fail('whitelist_add', { ...rule, profile: 'work' });
    expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
    expect(aws.requestsSince('ec2')).toEqual([]);
  });

  it.each([
    ['a role that was opened with a code', { role_arn: ROLES.guarded }, sessionArn('guarded')],
    ['a required role that was', { required_iam_roles: [ROLES.guarded] }, sessionArn('guarded')],
    [
      'the first of several that could be',
      { required_iam_roles: [ROLES.closed, ROLES.guarded] },
      sessionArn('guarded'),
    ],
    ['a session of the same user that was', {}, KEYS.jo.arn],
  ])('takes %s', async (_what, more, arn) => {
    const machine = start(required, [withCode(more)], person);
    const added = await machine.call('whitelist_add', { ...rule, profile: 'work' });
    expect(added).toMatchObject({ status: 'added' });
    expect(aws.ec2Callers()).toEqual([arn]);
    // The open session is still one with MFA.
    await machine.call('whitelist_remove', { ...rule, profile: 'work' });
    expect(
      await machine.call('whitelist_whoami', { profile: 'work', security_group_id: GROUP }),
    ).toMatchObject({ mfa: 'yes' });
  });

  it('takes a role after a session that was opened with a code', async () => {
    const entries = [
      { name: 'work', source_profile: 'person', role_arn: ROLES.guarded },
      withCode({ name: 'person' }),
    ];
    const machine = start(required, entries, person);
    await machine.call('whitelist_add', { ...rule, profile: 'work' });
    expect(aws.ec2Callers()).toEqual([sessionArn('guarded')]);
  });

  it('takes a role of ~/.aws/config with mfa_serial', async () => {
    const awsConfig = `[profile guarded]\nrole_arn = ${ROLES.guarded}\nsource_profile = jo\nmfa_serial = ${aws.sandbox.mfaDevices.jo}\n`;
    const machine = start(required, [], { ...person, awsConfig });
    await machine.call('whitelist_add', { ...rule, profile: 'guarded' });
    expect(aws.ec2Callers()).toEqual([sessionArn('guarded')]);
  });

  it('asks for a code, where nobody can be asked, and sends nothing', async () => {
    const report = await start(required, [withCode({})]).fail('whitelist_add', { ...rule, profile: 'work' });
    expect(report).toMatchObject({ code: 'mfa_required', missing: ['mfa_code'], outcome: 'not_done' });
    expect(aws.requestsSince('ec2')).toEqual([]);
  });

  it.each(READS)('lets %s go on', async (tool, args) => {
    await start(required).call(tool, { ...args, profile: 'jo' });
    expect(aws.ec2Callers()).toEqual([KEYS.jo.arn]);
  });
});

it('without either setting, a change does not wait for STS', async () => {
  // STS answers only once the change is there; were it asked before, neither would ever come.
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  hold = ({ service }) => (service === 'ec2' ? arrive() : arrived);
  const machine = start({}, [], { env: { AWS_REGION: 'us-east-1', ...toKeyVariables(KEYS.minimal) } });
  expect(await machine.call('whitelist_add', rule)).toMatchObject({ account: '123456789012' });
  // The change, and the look at the group beside it.
  expect(aws.requestsSince('ec2')).toHaveLength(2);
  expect(aws.requestsSince('sts')).toHaveLength(1);
});
