import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startMachine, type TestMachine } from '#test/support/credentials/machine.ts';
import {
  createEc2Answer,
  startFakeAws,
  createStsError,
  type FakeAws,
} from '#test/support/fake-aws/fake-aws.ts';
import { startToolHarness } from '#test/support/harness/tool-harness.ts';

let aws: FakeAws;
let seen: { key: string; region: string; token: string | undefined }[] = [];
beforeAll(async () => {
  aws = await startFakeAws(({ action, headers }) => {
    const [, key = '', region = ''] =
      /Credential=([^/]+)\/\d+\/([^/]+)/.exec(headers.authorization ?? '') ?? [];
    const token = headers['x-amz-security-token'];
    if (action === 'AssumeRole')
      return createStsError('AccessDenied', 'not authorized to perform: sts:AssumeRole');
    if (action !== 'DescribeSecurityGroups') return undefined;
    seen.push({ key, region, token: typeof token === 'string' ? token : undefined });
    return createEc2Answer(action, '<securityGroupInfo/>');
  });
});
afterAll(() => aws.close());
beforeEach(() => {
  seen = [];
});

const profileText = (name: string, key: string) =>
  `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = canary-of-${name}\n`;
const CREDENTIALS = [
  profileText('default', 'AKIADEFAULT'),
  profileText('dev', 'AKIADEV'),
  profileText('env', 'AKIAENVPROFILE'),
].join('\n');
const ENV_KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: 'canary-of-environment' };
const INLINE = { access_key_id: 'AKIAINLINE', secret_access_key: 'canary-inline' };
const REGION = { AWS_REGION: 'us-west-2' };
const toDev = { name: 'work', use_aws_profile: true, aws_profile_name: 'dev' };

const start = (options: Parameters<typeof startMachine>[0] = {}) =>
  startMachine({ endpoint: aws.endpoint, awsCredentials: CREDENTIALS, ...options });
const list = (machine: TestMachine, args: object = {}) => machine.call('whitelist_list', args);

describe('the order of credentials', () => {
  const everything = {
    env: { ...REGION, ...ENV_KEYS, AWS_PROFILE: 'env' },
    config: {
      credential_profiles: [
        { ...toDev, name: 'default' },
        { ...toDev, name: 'work', aws_profile_name: 'env' },
      ],
    },
  };

  it('1: those in the call', async () => {
    const machine = start(everything);
    const credentials = { ...INLINE, session_token: 'canary-token' };
    const result = await list(machine, { credentials, profile: 'work' });
    expect(seen).toEqual([{ key: 'AKIAINLINE', region: 'us-west-2', token: 'canary-token' }]);
    expect(result).toMatchObject({ credential_source: 'the call' });
  });

  it("2: the profile in the call: the config file's of that name", async () => {
    const result = await list(start(everything), { profile: 'work' });
    expect(seen).toMatchObject([{ key: 'AKIAENVPROFILE' }]);
    expect(result).toMatchObject({ credential_source: 'AWS profile env (credential_profiles "work")' });
  });

  it("2: the profile in the call: else AWS's of that name", async () => {
    const result = await list(start(everything), { profile: 'dev' });
    expect(seen).toMatchObject([{ key: 'AKIADEV' }]);
    expect(result).toMatchObject({ credential_source: 'AWS profile dev (the call)' });
  });

  it("3: the config file's profile called default", async () => {
    const result = await list(start(everything));
    expect(seen).toMatchObject([{ key: 'AKIADEV' }]);
    expect(result).toMatchObject({ credential_source: 'AWS profile dev (credential_profiles "default")' });
  });

  it('4: AWS_PROFILE', async () => {
    const result = await list(start({ ...everything, config: { credential_profiles: [toDev] } }));
    expect(seen).toMatchObject([{ key: 'AKIAENVPROFILE' }]);
    expect(result).toMatchObject({ credential_source: 'AWS profile env (AWS_PROFILE)' });
  });

  it("5: the environment's keys", async () => {
    const env = { ...REGION, ...ENV_KEYS, AWS_SESSION_TOKEN: 'canary-env-token' };
    const result = await list(start({ env }));
    expect(seen).toMatchObject([{ key: 'AKIAENVIRONMENT', token: 'canary-env-token' }]);
    expect(result).toMatchObject({ credential_source: 'environment variables' });
  });

  it("5: the rest of the SDK's chain: AWS's default profile", async () => {
    const result = await list(start({ env: REGION }));
    expect(seen).toMatchObject([{ key: 'AKIADEFAULT' }]);
    expect(result).toMatchObject({ credential_source: "shared files (AWS SDK's default chain)" });
  });

  it.each([
    ['a name alone', { name: 'default' }, 'AKIAENVIRONMENT'],
    [
      'use_aws_profile: false',
      { name: 'default', use_aws_profile: false, aws_profile_name: 'dev' },
      'AKIAENVIRONMENT',
    ],
    ['aws_profile_name alone', { name: 'default', aws_profile_name: 'dev' }, 'AKIADEV'],
    ['use_aws_profile alone', { name: 'default', use_aws_profile: true }, 'AKIADEFAULT'],
  ])('an entry of credential_profiles with %s', async (_what, entry, key) => {
    await list(start({ env: { ...REGION, ...ENV_KEYS }, config: { credential_profiles: [entry] } }));
    expect(seen).toMatchObject([{ key }]);
  });
});

describe('credentials', () => {
  it('are read again for each call and kept nowhere', async () => {
    const machine = start({ env: REGION });
    await list(machine, { profile: 'dev' });
    machine.writeCredentials(profileText('dev', 'AKIANEWDEV'));
    await list(machine, { profile: 'dev' });
    machine.writeCredentials(profileText('default', 'AKIANEWDEFAULT'));
    await list(machine);
    expect(seen.map(({ key }) => key)).toEqual(['AKIADEV', 'AKIANEWDEV', 'AKIANEWDEFAULT']);
    expect(await machine.fail('whitelist_list', { profile: 'dev' })).toMatchObject({
      code: 'credentials_required',
    });
    // One call's own credentials are gone with it.
    await list(machine, { credentials: INLINE });
    await list(machine);
    expect(seen.map(({ key }) => key).slice(3)).toEqual(['AKIAINLINE', 'AKIANEWDEFAULT']);
  });

  it('side by side, each call has its own', async () => {
    const machine = start({ env: REGION });
    const keys = Array.from({ length: 20 }, (_, i) => `AKIACALL${i}`);
    const results = await Promise.all(
      keys.map((key) => list(machine, { credentials: { ...INLINE, access_key_id: key } })),
    );
    expect(results).toHaveLength(20);
    expect(seen.map(({ key }) => key).sort()).toEqual([...keys].sort());
  });

  it('missing: says what is needed and how to give it, safest way first', async () => {
    const machine = startMachine({ endpoint: aws.endpoint });
    const report = await machine.fail('whitelist_list', {});
    expect(report).toMatchObject({
      code: 'credentials_required',
      message: 'AWS credentials are required: none were given, and none were found on this machine.',
      missing: ['access_key_id', 'secret_access_key', 'region'],
      outcome: 'not_done',
    });
    const [safest, named, last] = report.guidance;
    expect(safest).toMatch(/^Safest: sign in on this machine \(`aws sso login`/);
    expect(named).toContain('AWS_PROFILE');
    expect(last).toContain('AWS_ACCESS_KEY_ID');
    const inRegion = await machine.fail('whitelist_list', { region: 'eu-west-1' });
    expect(inRegion.missing).toEqual(['access_key_id', 'secret_access_key']);
    expect(seen).toEqual([]);
  });

  it.each([
    ['dev', { profile: 'nosuch' }, {}, 'there is no AWS profile nosuch (the call)'],
    ['AWS_PROFILE', {}, { AWS_PROFILE: 'gone' }, 'there is no AWS profile gone (AWS_PROFILE)'],
  ])('of a profile that is not there: %s', async (_what, args, env, words) => {
    const report = await start({ env: { ...REGION, ...env } }).fail('whitelist_list', args);
    expect(report).toMatchObject({
      code: 'credentials_required',
      message: `AWS credentials are required: ${words}.`,
    });
  });

  it('whose sign-in has run out: which, and the command that renews it', async () => {
    const machine = start({
      env: REGION,
      awsConfig:
        '[profile sso]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = x\n[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example/start\n',
    });
    expect(await machine.fail('whitelist_list', { profile: 'sso' })).toMatchObject({
      code: 'invalid_credentials',
      message: 'Invalid credentials: the sign-in of AWS profile sso (the call) has expired.',
      guidance: ['Run `aws sso login --profile sso`, then repeat the call.'],
    });
  });

  it('never show in an error or the log, at any level', async () => {
    const machine = start({
      env: { ...REGION, ...ENV_KEYS },
      awsConfig: `[profile broken]\ncredential_process = node -e "console.error('canary-of-process');process.exit(3)"\n[profile role]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = dev\nregion = us-west-2\n`,
    });
    const reports = [
      await machine.fail('whitelist_list', { profile: 'broken' }),
      await machine.fail('whitelist_list', { profile: 'role' }),
      await machine.fail('whitelist_check', {
        security_group_id: 'sg-1',
        ip_address: '1.2.3.4',
        port: 1,
        credentials: INLINE,
      }),
    ];
    await list(machine, { profile: 'dev' });
    expect(machine.logged.join('')).toContain('credentials found source=');
    expect(JSON.stringify([reports, machine.logged])).not.toMatch(/canary/);
  });
});

describe('the order of regions', () => {
  const awsConfig = '[profile dev]\nregion = eu-central-1\n[default]\nregion = eu-north-1\n';
  const config = {
    default_parameters: { region: 'ca-central-1' },
    credential_profiles: [
      { ...toDev, region: 'sa-east-1' },
      { ...toDev, name: 'plain' },
    ],
  };
  const plain = { credential_profiles: [{ ...toDev, name: 'plain' }] };
  it.each([
    ['the call', { region: 'ap-south-1', profile: 'work' }, config, REGION, 'ap-south-1'],
    [
      'the credentials of the call',
      { credentials: { ...INLINE, region: 'ap-east-1' } },
      config,
      REGION,
      'ap-east-1',
    ],
    ["the config file's profile", { profile: 'work' }, config, REGION, 'sa-east-1'],
    ["the config file's default", { profile: 'plain' }, config, REGION, 'ca-central-1'],
    ['AWS_REGION', { profile: 'dev' }, {}, { ...REGION, AWS_DEFAULT_REGION: 'us-east-2' }, 'us-west-2'],
    ['AWS_DEFAULT_REGION', { profile: 'dev' }, {}, { AWS_DEFAULT_REGION: 'us-east-2' }, 'us-east-2'],
    ['the AWS profile of the call', { profile: 'dev' }, {}, {}, 'eu-central-1'],
    ['the AWS profile in AWS_PROFILE', {}, {}, { AWS_PROFILE: 'dev' }, 'eu-central-1'],
    ["AWS's default profile", {}, {}, {}, 'eu-north-1'],
    ['… with an empty AWS_PROFILE', {}, {}, { AWS_PROFILE: '' }, 'eu-north-1'],
    ['the AWS profile beside credentials', { profile: 'dev', credentials: INLINE }, {}, {}, 'eu-central-1'],
    ['… through an entry', { profile: 'plain', credentials: INLINE }, plain, {}, 'eu-central-1'],
  ])('%s', async (_what, args, file, env, region) => {
    const result = await list(start({ awsConfig, config: file, env: { ...env } }), args);
    expect(result).toMatchObject({ region });
    expect(seen).toMatchObject([{ region }]);
  });

  it('none: says where one is looked for', async () => {
    const report = await start().fail('whitelist_list', { profile: 'dev' });
    expect(report).toMatchObject({ code: 'region_required', missing: ['region'], outcome: 'not_done' });
    expect(report.guidance.join(' ')).toMatch(
      /the call .*the config file.*AWS_REGION.*AWS profile.*us-east-1/,
    );
    expect(seen).toEqual([]);
  });

  it.each([
    [{ AWS_REGION: 'nowhere', AWS_DEFAULT_REGION: 'us-east-1' }, '', 'AWS_REGION'],
    [{ AWS_DEFAULT_REGION: 'nowhere' }, '', 'AWS_DEFAULT_REGION'],
    [{}, '[default]\nregion = some where\n', 'region (AWS profile)'],
  ])('malformed, in %j %j: names the place', async (env, file, place) => {
    const report = await start({ env: { ...env }, awsConfig: file }).fail('whitelist_list', {});
    expect(report).toMatchObject({ code: 'invalid_input' });
    expect(report.message).toContain(`Invalid ${place}`);
    expect(seen).toEqual([]);
  });
});

describe('the sandbox', () => {
  it('takes what is signed with the keys of a machine', async () => {
    const bench = await startToolHarness();
    onTestFinished(() => bench.close());
    const { AWS_ENDPOINT_URL: endpoint, ...env } = bench.sandbox.environment();
    const machine = startMachine({ endpoint, env });
    expect(await list(machine, { security_group_id: 'sg-123456' })).toMatchObject({
      account: '123456789012',
      warnings: [],
    });
    const { session } = bench.sandbox.keys;
    const credentials = {
      access_key_id: session.accessKeyId,
      secret_access_key: session.secretAccessKey,
      session_token: session.sessionToken,
    };
    expect(await list(machine, { credentials })).toMatchObject({ credential_source: 'the call' });
  });

  it('with the --sandbox setting, no key of the machine ever reaches it, and none goes elsewhere', async () => {
    const bench = await startToolHarness();
    onTestFinished(() => bench.close());
    startMachine({
      endpoint: aws.endpoint,
      env: { ...ENV_KEYS, AWS_PROFILE: 'dev', HTTP_PROXY: aws.endpoint },
      awsCredentials: CREDENTIALS,
    });
    await bench.call('whitelist_list', {});
    await bench.call('whitelist_list', { profile: 'dev' });
    expect(new Set(bench.sandbox.requests.map((request) => request.accessKeyId))).toEqual(
      new Set([bench.sandbox.keys.minimal.accessKeyId]),
    );
    expect(seen).toEqual([]);
  });
});
