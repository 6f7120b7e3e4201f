import { beforeAll, expect, inject, it } from 'vitest';
import { startMachine, type MachineOptions } from '#test/support/credentials/machine.ts';
import { formatKeySection, toKeyVariables, formatSection } from '#test/support/credentials/shared-files.ts';
import { openAwsFixture, type AwsFixture } from './aws-fixture.ts';

const KEY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any', name: 'any', arn: '' };
const ACCOUNT = '123456789012';
const HUB = `arn:aws:iam::${ACCOUNT}:role/Hub`;
const ADMIN = `arn:aws:iam::${ACCOUNT}:role/teams/SecurityAdmin`;
const DEVICE = `arn:aws:iam::${ACCOUNT}:mfa/jo`;
const sessionOf = (role: string) =>
  expect.stringContaining(`:assumed-role/${role}/awswhitelist-jo`) as string;

interface Row {
  readonly title: string;
  readonly machine: MachineOptions;
  readonly args?: object;
  readonly source: string;
  readonly arn: unknown;
}

/** Sources of which moto plays AWS's part as well as the sandbox does, which has all of them. */
const ROWS: readonly Row[] = [
  {
    title: 'credentials in the call',
    machine: {},
    args: { credentials: { access_key_id: KEY.accessKeyId, secret_access_key: KEY.secretAccessKey } },
    source: 'the call',
    arn: expect.stringContaining(`:${ACCOUNT}:`),
  },
  {
    title: 'roles of ~/.aws/config, one after the other',
    machine: {
      awsCredentials: formatKeySection('keys', KEY),
      awsConfig:
        formatSection('profile hub', { role_arn: HUB, source_profile: 'keys', mfa_serial: DEVICE }) +
        formatSection('profile admin', { role_arn: ADMIN, source_profile: 'hub' }),
      askCode: () => Promise.resolve('123456'),
    },
    args: { profile: 'admin' },
    source: `role ${ADMIN} (by role ${HUB} (by AWS profile admin, with MFA))`,
    arn: sessionOf('SecurityAdmin'),
  },
  {
    title: 'a required role of the config file, which is assumed',
    machine: {
      env: toKeyVariables(KEY),
      config: {
        credential_profiles: [{ name: 'default', required_iam_roles: [ADMIN], source_identity: 'jo' }],
      },
    },
    source: `role ${ADMIN} (by environment variables (credential_profiles "default"))`,
    arn: sessionOf('SecurityAdmin'),
  },
  {
    title: 'web identity in the environment',
    machine: {
      env: { AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/token', AWS_ROLE_ARN: HUB },
      home: { token: 'header.claims.signature' },
    },
    source: `role ${HUB} (by the web identity token in AWS_WEB_IDENTITY_TOKEN_FILE)`,
    arn: sessionOf('Hub'),
  },
  {
    title: 'a session of the user, opened with an MFA code',
    machine: {
      env: toKeyVariables(KEY),
      config: { credential_profiles: [{ name: 'default', mfa_serial: DEVICE }] },
      askCode: () => Promise.resolve('123456'),
    },
    source: 'environment variables (credential_profiles "default"), with MFA',
    arn: expect.stringContaining(`:${ACCOUNT}:`),
  },
];

let stage: AwsFixture;
beforeAll(async () => {
  stage = await openAwsFixture({ endpoint: inject('motoEndpoint'), region: 'us-east-1', keys: KEY });
}, 60_000);

// Not it.each, which cuts titles off.
for (const row of ROWS) it(`on moto: ${row.title}`, () => runRow(row));

async function runRow({ machine: options, args, source, arn }: Row): Promise<void> {
  const { endpoint, region } = stage.target;
  const machine = startMachine({
    ...options,
    endpoint,
    env: { AWS_PROFILE: undefined, AWS_REGION: region, ...options.env },
  });
  const group = await stage.newGroup();
  const added = await machine.call('whitelist_add', {
    security_group_id: group,
    ip_address: '203.0.113.7',
    port: 443,
    ...args,
  });
  expect(added).toMatchObject({ status: 'added', account: ACCOUNT, credential_source: source });
  expect(await machine.call('whitelist_whoami', { security_group_id: group, ...args })).toMatchObject({
    arn,
  });
  expect(machine.logged.join('')).not.toContain('header.claims');
}
