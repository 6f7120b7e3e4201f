import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SandboxRequest } from '#sandbox/index.ts';
import type { KeyRecord } from '#sandbox/state/state.ts';
import { toCredentialsArgument } from '#test/support/sandbox/running-sandbox.ts';
import { startMachine, type TestMachine, type MachineOptions } from '#test/support/credentials/machine.ts';
import { formatKeySection, toKeyVariables, formatSection } from '#test/support/credentials/shared-files.ts';
import {
  expectNoSecrets,
  GROUP,
  KEYS,
  ROLES,
  sessionArn,
  openObservedSandbox,
} from '#test/support/credentials/source-rows.ts';

const OTHER = 'sg-0123abcd';

let hold: ((request: SandboxRequest) => void | Promise<void>) | null = null;
let clock = new Date();
const aws = openObservedSandbox({ onRequest: (request) => hold?.(request), now: () => clock });
beforeEach(async () => {
  hold = null;
  clock = new Date();
  await aws.reset();
});

/** Something that happens once, and can be waited for. */
function latch() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

const toSpoke = { name: 'spoke', role_arn: ROLES.spoke };
const work = (more: object = {}) => ({ name: 'work', role_arn: ROLES.operator, ...more });
const start = (entries: readonly object[], options: MachineOptions = {}) =>
  startMachine({
    endpoint: aws.sandbox.endpoint,
    ...options,
    env: { AWS_REGION: 'us-east-1', ...toKeyVariables(KEYS.jo), ...options.env },
    config: { credential_profiles: entries },
  });
const rule = (n = 7, group = GROUP) => ({
  security_group_id: group,
  ip_address: `203.0.113.${n}`,
  port: 443,
  profile: 'work',
});
const add = (machine: TestMachine, n = 7, group = GROUP) => machine.call('whitelist_add', rule(n, group));
const opening = () => aws.requestsSince('sts').filter(({ action }) => action.startsWith('Assume'));
const actions = (service: string) => aws.requestsSince(service).map(({ action }) => action);

interface Document {
  readonly Statement: readonly { Effect: string; Action: string | string[]; Resource: string | string[] }[];
}
/** The policy of a session, as lists: actions and what they are allowed on. */
function policyOf({ params }: SandboxRequest) {
  const { Statement } = JSON.parse(params.get('Policy') ?? '') as Document;
  expect(Statement.map(({ Effect }) => Effect)).toEqual(Statement.map(() => 'Allow'));
  return Statement.map(({ Action, Resource }) => ({ actions: [Action].flat(), on: [Resource].flat() }));
}

const READS = {
  actions: [
    'ec2:DescribeSecurityGroups',
    'sts:GetCallerIdentity',
    'ec2:DescribeSecurityGroupRules',
    'ec2:DescribeInstances',
    'ec2:DescribeNetworkInterfaces',
    'rds:DescribeDBInstances',
    'rds:DescribeDBClusters',
    'rds:DescribeDBProxies',
    'elasticache:DescribeCacheClusters',
    'elasticache:DescribeReplicationGroups',
    'elasticache:DescribeServerlessCaches',
    'elasticloadbalancing:DescribeLoadBalancers',
    'lambda:GetFunctionConfiguration',
    'servicequotas:GetServiceQuota',
    'ec2:DescribeManagedPrefixLists',
    'iam:ListAccessKeys',
  ],
  on: ['*'],
};
const writes = (...groups: string[]) => ({
  actions: [
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:RevokeSecurityGroupIngress',
    'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
    'ec2:ModifySecurityGroupRules',
  ],
  on: [...groups.map((id) => `security-group/${id}`), 'security-group-rule/*'].map(
    (what) => `arn:aws:ec2:us-east-1:123456789012:${what}`,
  ),
});
const assumes = (role: string) => ({
  actions: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
  on: [role],
});

describe('what STS is asked for', () => {
  it('a session that may read, and change the group of the call alone, named for CloudTrail', async () => {
    await add(start([work()]));
    const [request, ...others] = opening();
    expect(others).toEqual([]);
    expect(policyOf(request!)).toEqual([READS, writes(GROUP)]);
    const { Action: _, Version: __, Policy: ___, ...rest } = Object.fromEntries(request!.params);
    expect(rest).toEqual({
      RoleArn: ROLES.operator,
      RoleSessionName: 'awswhitelist-jo',
      DurationSeconds: '3600',
    });
    expect(aws.ec2Callers()).toEqual([sessionArn('operator')]);
  });

  it('for a call about no group: a session that may change nothing', async () => {
    await start([work()]).call('whitelist_list', { profile: 'work' });
    expect(opening().map(policyOf)).toEqual([[READS]]);
  });

  it('source_identity, external_id and duration_seconds of the entry', async () => {
    const identity = { source_identity: 'jo@example.com', duration_seconds: 14_400 };
    await add(start([work({ role_arn: ROLES.securityAdmin, ...identity })]));
    await add(start([work({ role_arn: ROLES.partner, external_id: 'partner-7', duration_seconds: 900 })]), 8);
    expect(opening().map(({ params }) => Object.fromEntries(params))).toMatchObject([
      { RoleArn: ROLES.securityAdmin, SourceIdentity: 'jo@example.com', DurationSeconds: '14400' },
      { RoleArn: ROLES.partner, ExternalId: 'partner-7', DurationSeconds: '900' },
    ]);
    expect(opening()[0]?.params.has('ExternalId')).toBe(false);
    expect(opening()[1]?.params.has('SourceIdentity')).toBe(false);
    expect(aws.state().keys.find(({ sourceIdentity }) => sourceIdentity === 'jo@example.com')).toBeDefined();
  });

  it('a role after a role: an hour at most, and each session may go on to the next role and no other', async () => {
    const entries = [
      { name: 'hub', role_arn: ROLES.hub, source_identity: 'jo@example.com' },
      work({ source_profile: 'hub', required_iam_roles: [ROLES.spoke], role_arn: undefined }),
    ];
    await add(start(entries));
    const [hub, spoke] = opening();
    expect(policyOf(hub!)).toEqual([READS, writes(GROUP), assumes(ROLES.spoke)]);
    expect(policyOf(spoke!)).toEqual([READS, writes(GROUP)]);
    expect(spoke!.params.get('DurationSeconds')).toBe('3600');
    // Who is behind it stays known through the chain.
    expect(aws.state().keys.at(-1)).toMatchObject({ role: ROLES.spoke, sourceIdentity: 'jo@example.com' });
  });

  it('a longer session of a role, begun with a session: an hour', async () => {
    const entries = [work({ role_arn: ROLES.securityAdmin, duration_seconds: 14_400 })];
    await add(start(entries, { env: toKeyVariables(KEYS.session) }));
    expect(opening()[0]?.params.get('DurationSeconds')).toBe('3600');
  });

  it('roles of ~/.aws/config: the same limits, and the name that stands there', async () => {
    const awsConfig =
      formatSection('profile jo', {
        role_arn: ROLES.hub,
        source_profile: 'keys',
        role_session_name: 'jo-laptop',
      }) +
      formatSection('profile spoke', {
        role_arn: ROLES.spoke,
        source_profile: 'jo',
        duration_seconds: '7200',
      });
    const machine = start([], { awsConfig, awsCredentials: formatKeySection('keys', KEYS.jo) });
    await machine.call('whitelist_add', { ...rule(), profile: 'spoke' });
    expect(opening().map(policyOf)).toEqual([
      [READS, writes(GROUP), assumes(ROLES.spoke)],
      [READS, writes(GROUP)],
    ]);
    expect(opening().map(({ params }) => params.get('RoleSessionName'))).toEqual([
      'jo-laptop',
      'awswhitelist-jo',
    ]);
    expect(opening()[1]?.params.get('DurationSeconds')).toBe('3600');
  });

  it("the policy holds at AWS: with the session's own keys, no other group can be changed", async () => {
    await add(start([work({ role_arn: ROLES.securityAdmin })]));
    const session = aws.state().keys.at(-1)!;
    expect(session).toMatchObject({ arn: sessionArn('securityAdmin'), policy: [{ actions: ['*'] }] });
    const { accessKeyId, secretAccessKey, sessionToken = '' } = session;
    const ec2 = new EC2Client({
      endpoint: aws.sandbox.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    const IpPermissions = [
      { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, IpRanges: [{ CidrIp: '192.0.2.9/32' }] },
    ];
    const authorize = (GroupId: string) =>
      ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    await expect(authorize(OTHER)).rejects.toThrow(/no session policy allows/);
    await expect(authorize(GROUP)).resolves.toMatchObject({ Return: true });
  });
});

describe('an open session', () => {
  it('is opened once for fifty calls at the same time, and for the same ones again', async () => {
    const machine = start([work()]);
    const fifty = () => Promise.all(Array.from({ length: 50 }, (_, n) => add(machine, n + 1)));
    await fifty();
    await fifty();
    await machine.call('whitelist_list', { security_group_id: GROUP, profile: 'work' });
    expect(aws.openedSessions()).toEqual([`AssumeRole ${ROLES.operator}`]);
    expect(aws.ec2Callers()).toEqual([sessionArn('operator')]);
  });

  it('costs a warm add one request to EC2 beside the look at the group, and none to STS', async () => {
    const required = [ROLES.closed, ROLES.spoke, ROLES.operator];
    const machine = start([work({ role_arn: undefined, required_iam_roles: required })]);
    await Promise.all(Array.from({ length: 20 }, (_, n) => add(machine, n + 1)));
    expect(aws.openedSessions()).toEqual(required.map((arn) => `AssumeRole ${arn}`));
    const [ec2, sts] = [actions('ec2').length, actions('sts').length];
    await add(machine, 100);
    expect(actions('ec2').slice(ec2).sort()).toEqual([
      'AuthorizeSecurityGroupIngress',
      'DescribeSecurityGroups',
    ]);
    expect(actions('sts').slice(sts)).toEqual([]);
  });

  it('is for its group: a second one opens a second', async () => {
    const machine = start([work()]);
    await add(machine, 1);
    await add(machine, 1, OTHER);
    await add(machine, 2);
    await add(machine, 2, OTHER);
    expect(opening().map((request) => policyOf(request)[1])).toEqual([writes(GROUP), writes(OTHER)]);
  });

  it('is used until two minutes before its end, then another is opened', async () => {
    // Within AWS's quarter of an hour for signatures, so the session is as short as can be.
    const machine = start([work({ duration_seconds: 900 })], { now: () => clock });
    await add(machine, 1);
    const end = Date.parse(aws.state().keys.at(-1)!.expiresAt!);
    clock = new Date(end - 121_000);
    await add(machine, 2);
    expect(opening()).toHaveLength(1);
    clock = new Date(end - 120_000);
    await Promise.all([3, 4, 5].map((n) => add(machine, n)));
    await add(machine, 6);
    expect(opening()).toHaveLength(2);
  });

  it('goes to nobody who gives the same access key id with another secret', async () => {
    const machine = start([work()]);
    const as = (credentials: object) => ({ ...rule(), credentials });
    await machine.call('whitelist_add', as(toCredentialsArgument(KEYS.jo)));
    const report = await machine.fail(
      'whitelist_add',
      as({ ...toCredentialsArgument(KEYS.jo), secret_access_key: KEYS.minimal.secretAccessKey }),
    );
    expect(report).toMatchObject({ code: 'invalid_credentials', outcome: 'not_done' });
    expect(opening()).toHaveLength(1);
    expectNoSecrets(aws, machine, report);
    await machine.call('whitelist_remove', as(toCredentialsArgument(KEYS.jo)));
    expect(opening()).toHaveLength(1);
  });

  it('that was opened with MFA goes to nobody who could not open it without', async () => {
    const person = { name: 'person', mfa_serial: aws.sandbox.mfaDevices.jo };
    const entries = [
      person,
      work({ role_arn: ROLES.guarded, source_profile: 'person' }),
      { name: 'bare', role_arn: ROLES.guarded },
    ];
    const machine = start(entries, { askCode: () => Promise.resolve('123456') });
    await add(machine);
    const report = await machine.fail('whitelist_add', { ...rule(8), profile: 'bare' });
    expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
  });

  it('that a session in the call opened goes to no other session of that role and name', async () => {
    // Of the two, only the one that was opened on the way to Spoke may assume it.
    const hub = { name: 'hub', role_arn: ROLES.hub };
    const machine = start([hub, { name: 'way', role_arn: ROLES.spoke, source_profile: 'hub' }, toSpoke]);
    await machine.fail('whitelist_list', { profile: 'hub' });
    await machine.call('whitelist_list', { profile: 'way' });
    const [narrow, wide] = aws.state().keys.filter(({ role }) => role === ROLES.hub);
    expect(wide!.arn).toBe(narrow!.arn);
    const as = (key: KeyRecord, n: number) => ({
      ...rule(n),
      profile: 'spoke',
      credentials: toCredentialsArgument({ ...key, name: '' }),
    });
    await machine.call('whitelist_add', as(wide!, 1));
    await machine.call('whitelist_add', as(wide!, 2));
    expect(opening()).toHaveLength(4);
    const report = await machine.fail('whitelist_add', as(narrow!, 3));
    expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
    expect(opening()).toHaveLength(5);
  });

  it('is not spoilt by the end of the call that began it', async () => {
    const machine = start([work()]);
    const [arrived, release] = [latch(), latch()];
    hold = ({ action }) => {
      if (action !== 'AssumeRole') return undefined;
      arrived.open();
      return release.opened;
    };
    const cancelled = new AbortController();
    const first = machine.fail('whitelist_add', rule(1), cancelled.signal);
    const second = add(machine, 2);
    await arrived.opened;
    cancelled.abort();
    expect(await first).toMatchObject({ code: 'cancelled', outcome: 'not_done' });
    release.open();
    expect(await second).toMatchObject({ status: 'added' });
    await add(machine, 3);
    expect(opening()).toHaveLength(1);
    expect(actions('ec2').filter((action) => action.startsWith('Authorize'))).toHaveLength(2);
  });
});
