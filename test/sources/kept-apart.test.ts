import { beforeEach, describe, expect, it } from 'vitest';
import { MFA_DEVICES } from '#sandbox/auth/mfa.ts';
import { WEB_IDENTITY_TOKEN } from '#sandbox/sts/web-identity.ts';
import { startMachine, type MachineOptions } from '#test/support/credentials/machine.ts';
import { formatKeySection, formatSection } from '#test/support/credentials/shared-files.ts';
import { GROUP, KEYS, ROLES, openObservedSandbox } from '#test/support/credentials/source-rows.ts';

const aws = openObservedSandbox();
beforeEach(() => aws.reset());

const { securityAdmin, operator, partner, federated } = ROLES;
const base = { name: 'a', aws_profile_name: 'jo', role_arn: securityAdmin };
const inFile = (name: string, more: Record<string, string> = {}) =>
  formatSection(`profile ${name}`, { role_arn: securityAdmin, source_profile: 'jo', ...more });
const pods = (name: string, more: Record<string, string> = {}) =>
  formatSection(`profile ${name}`, { role_arn: federated, web_identity_token_file: '{home}/token', ...more });

interface Pair {
  readonly title: string;
  /** The config file's entries `a` and `b`, or the AWS profiles of those names. */
  readonly entries?: readonly object[];
  readonly awsConfig?: string;
  /** Of the second call, beside its profile. */
  readonly args?: object;
  /** What STS was asked for by which the two differ. */
  readonly parameter: string;
  readonly values: readonly (string | undefined)[];
}

const PAIRS: readonly Pair[] = [
  {
    title: 'the role',
    entries: [base, { ...base, name: 'b', role_arn: operator }],
    parameter: 'RoleArn',
    values: [securityAdmin, operator],
  },
  {
    title: 'who assumes it',
    entries: [base, { ...base, name: 'b', aws_profile_name: 'admin' }],
    parameter: 'RoleArn',
    values: [securityAdmin, securityAdmin],
  },
  {
    title: 'the external id',
    entries: [
      { ...base, role_arn: partner, external_id: 'partner-7' },
      { ...base, name: 'b', role_arn: partner, external_id: 'partner-8' },
    ],
    parameter: 'ExternalId',
    values: ['partner-7', 'partner-8'],
  },
  {
    title: 'the source identity',
    entries: [base, { ...base, name: 'b', source_identity: 'jo@example.com' }],
    parameter: 'SourceIdentity',
    values: [undefined, 'jo@example.com'],
  },
  {
    title: 'the MFA device',
    entries: [base, { ...base, name: 'b', mfa_serial: MFA_DEVICES.jo }],
    parameter: 'SerialNumber',
    // Its code opens a session of the user, with which the role is assumed.
    values: [undefined, MFA_DEVICES.jo, undefined],
  },
  {
    title: 'the length',
    entries: [base, { ...base, name: 'b', duration_seconds: 900 }],
    parameter: 'DurationSeconds',
    values: ['3600', '900'],
  },
  {
    title: 'the region',
    entries: [base, { ...base, name: 'b', region: 'eu-west-1' }],
    parameter: 'RoleSessionName',
    values: ['awswhitelist-jo', 'awswhitelist-jo'],
  },
  {
    title: 'the length, in ~/.aws/config',
    awsConfig: inFile('a') + inFile('b', { duration_seconds: '1800' }),
    parameter: 'DurationSeconds',
    values: ['3600', '1800'],
  },
  {
    title: 'the name, in ~/.aws/config',
    awsConfig: inFile('a') + inFile('b', { role_session_name: 'jo-laptop' }),
    parameter: 'RoleSessionName',
    values: ['awswhitelist-jo', 'jo-laptop'],
  },
  {
    title: 'the name, by web identity',
    awsConfig: pods('a') + pods('b', { role_session_name: 'pod-7' }),
    parameter: 'RoleSessionName',
    values: ['awswhitelist-jo', 'pod-7'],
  },
  {
    title: 'the user of a session with MFA',
    entries: [
      { name: 'a', aws_profile_name: 'jo', mfa_serial: MFA_DEVICES.jo },
      { name: 'b', aws_profile_name: 'kim', mfa_serial: MFA_DEVICES.kim },
    ],
    parameter: 'SerialNumber',
    values: [MFA_DEVICES.jo, MFA_DEVICES.kim],
  },
];

describe('two calls do not share a session where they differ in', () => {
  // Not it.each, which cuts titles off.
  for (const pair of PAIRS) it(pair.title, () => runPair(pair));
});

async function runPair({ entries, awsConfig, parameter, values }: Pair): Promise<void> {
  const options: MachineOptions = {
    awsCredentials: (['jo', 'kim', 'admin'] as const)
      .map((name) => formatKeySection(name, KEYS[name]))
      .join('\n'),
    awsConfig,
    home: { token: WEB_IDENTITY_TOKEN },
    config: { credential_profiles: entries ?? [] },
    askCode: () => Promise.resolve('123456'),
  };
  const machine = startMachine({
    ...options,
    endpoint: aws.sandbox.endpoint,
    env: { AWS_REGION: 'us-east-1' },
  });
  const check = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443 };
  for (const profile of ['a', 'b', 'a', 'b'])
    await machine.call('whitelist_check', { ...check, profile }).catch(() => null);
  const opening = aws.requestsSince('sts').filter(({ action }) => action !== 'GetCallerIdentity');
  const opened = opening.filter(({ errorCode }) => errorCode === null);
  const refused = opening.filter(({ errorCode }) => errorCode !== null);
  const asked = [...opened, ...refused.slice(0, 1)].map(({ params }) => params.get(parameter));
  expect(asked).toEqual(values);
}
