import { existsSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { limitCredentialProcess } from '#aws/credentials/credential-process.ts';
// Sets the limit anew when it is loaded.
import '#aws/credentials/sdk-sources.ts';
import { startMachine, type MachineOptions } from '#test/support/credentials/machine.ts';
import { formatKeySection, toKeyVariables, formatSection } from '#test/support/credentials/shared-files.ts';
import {
  expectNoSecrets,
  GROUP,
  KEYS,
  ROLES,
  sessionArn,
  openObservedSandbox,
} from '#test/support/credentials/source-rows.ts';
import {
  inMinutes,
  createLoginTokenFile,
  createSsoTokenFile,
  startSignInServices,
  type SignInServicesOptions,
} from '#test/support/credentials/sign-in-services.ts';

const aws = openObservedSandbox();
beforeEach(() => aws.reset());

const start = (options: MachineOptions = {}) =>
  startMachine({
    endpoint: aws.sandbox.endpoint,
    ...options,
    env: { AWS_REGION: 'us-east-1', ...options.env },
  });

async function signIn(options: Omit<SignInServicesOptions, 'key'>) {
  const running = await startSignInServices({ key: KEYS.session, ...options });
  onTestFinished(() => running.close());
  return running;
}

function endProgram(pid: number) {
  try {
    process.kill(pid);
  } catch {
    // It ended with its shell.
  }
}

const add = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443 };
const list = { security_group_id: GROUP };

describe('each call looks for its credentials afresh', () => {
  const awsConfig =
    formatSection('profile corp', {
      sso_session: 'again',
      sso_account_id: '123456789012',
      sso_role_name: 'operator',
    }) +
    formatSection('sso-session again', {
      sso_region: 'us-east-1',
      sso_start_url: 'https://corp.example/start',
    });

  it('a fresh `aws sso login` counts at once', async () => {
    const { environment: env } = await signIn({ of: 'sso' });
    const machine = start({ awsConfig, env, home: createSsoTokenFile('again', -1) });
    const call = { ...add, profile: 'corp' };
    const refused = await machine.fail('whitelist_add', call);
    expect(refused).toMatchObject({ code: 'invalid_credentials', outcome: 'not_done' });
    expect(refused.guidance).toEqual(['Run `aws sso login --profile corp`, then repeat the call.']);
    for (const [path, text] of Object.entries(createSsoTokenFile('again', 60))) machine.writeHome(path, text);
    const added = await machine.call('whitelist_add', call);
    expect(added).toMatchObject({
      status: 'added',
      credential_source: 'AWS profile corp (the call; IAM Identity Center)',
    });
    // And the end of the sign-in counts at once too.
    for (const [path, text] of Object.entries(createSsoTokenFile('again', -1))) machine.writeHome(path, text);
    expect(await machine.fail('whitelist_list', { profile: 'corp' })).toMatchObject({
      code: 'invalid_credentials',
    });
    expectNoSecrets(aws, machine, [refused, added]);
  });

  it('a fresh `aws login` counts at once', async () => {
    const { environment: env } = await signIn({ of: 'login' });
    const session = 'arn:aws:iam::123456789012:user/jo';
    const machine = start({ env, awsConfig: formatSection('profile desk', { login_session: session }) });
    const call = { ...list, profile: 'desk' };
    expect(await machine.fail('whitelist_list', call)).toMatchObject({ code: 'invalid_credentials' });
    const token = Object.entries(createLoginTokenFile(session, KEYS.session, 15));
    for (const [path, text] of token) machine.writeHome(path, text);
    await machine.call('whitelist_list', call);
    expect(aws.ec2Callers()).toEqual([KEYS.session.arn]);
  });

  it('a profile that was not there, the one in AWS_PROFILE, and keys in the environment', async () => {
    const machine = start();
    expect(await machine.fail('whitelist_list', { ...list, profile: 'new' })).toMatchObject({
      code: 'credentials_required',
    });
    machine.writeConfig(formatKeySection('profile new', KEYS.minimal));
    await machine.call('whitelist_list', { ...list, profile: 'new' });
    vi.stubEnv('AWS_PROFILE', 'new');
    const byProfile = await machine.call('whitelist_list', list);
    vi.stubEnv('AWS_PROFILE', undefined);
    for (const [name, value] of Object.entries(toKeyVariables(KEYS.jo))) vi.stubEnv(name, value);
    const byKeys = await machine.call('whitelist_list', list);
    expect([byProfile['credential_source'], byKeys['credential_source']]).toEqual([
      'AWS profile new (AWS_PROFILE)',
      'environment variables',
    ]);
    expect(aws.ec2Callers()).toEqual([KEYS.minimal.arn, KEYS.jo.arn]);
  });

  it('another key of a machine replaces the one before it', async () => {
    const running = await signIn({ of: 'metadata' });
    const machine = start({ env: running.environment });
    await machine.call('whitelist_list', list);
    expect(running.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT /latest/api/token',
      'GET /latest/meta-data/iam/security-credentials/',
      'GET /latest/meta-data/iam/security-credentials/role-of-the-machine',
    ]);
    await machine.call('whitelist_list', list);
    expect(running.requests).toHaveLength(6);
  });

  it('a session of a role stays open while the keys that opened it change', async () => {
    // As with a sign-in that gives new temporary keys for each call: the identity is the same.
    const config = {
      credential_profiles: [{ name: 'work', aws_profile_name: 'turning', role_arn: ROLES.operator }],
    };
    const machine = start({ config, awsCredentials: formatKeySection('turning', KEYS.session) });
    const call = { ...add, profile: 'work' };
    await machine.call('whitelist_add', call);
    const session = aws.state().keys.at(-1)!;
    expect(session.arn).toBe(sessionArn('operator'));
    machine.writeCredentials(formatKeySection('turning', KEYS.jo));
    await machine.call('whitelist_add', call);
    expect(aws.openedSessions()).toHaveLength(2);
    machine.writeCredentials(formatKeySection('turning', KEYS.session));
    await machine.call('whitelist_add', call);
    expect(aws.openedSessions()).toHaveLength(2);
  });
});

describe('what never answers', () => {
  it('EC2 instance metadata: credentials are required after about a second', async () => {
    const running = await signIn({ of: 'metadata', mood: 'silent' });
    const began = performance.now();
    const report = await start({ env: running.environment }).fail('whitelist_add', add);
    expect(report).toMatchObject({ code: 'credentials_required', outcome: 'not_done' });
    expect(performance.now() - began).toBeLessThan(25_000);
    // Version 1, which gives keys to whoever asks, is not tried.
    expect(running.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT /latest/api/token',
    ]);
  });

  it('IAM Identity Center: the time limit of the call ends the wait, and tells during what', async () => {
    const running = await signIn({ of: 'sso', mood: 'silent' });
    const awsConfig = formatSection('profile corp', {
      sso_start_url: 'https://corp.example/silent',
      sso_region: 'us-east-1',
      sso_account_id: '123456789012',
      sso_role_name: 'operator',
    });
    const home = createSsoTokenFile('https://corp.example/silent', 60);
    const machine = start({ awsConfig, home, env: running.environment, callLimit: 300 });
    expect(await machine.fail('whitelist_add', { ...add, profile: 'corp' })).toMatchObject({
      code: 'timeout',
      message:
        'The time limit of the call ran out during the look-up of credentials (AWS profile corp (the call)).',
      outcome: 'not_done',
    });
    expect(aws.requestsSince()).toEqual([]);
  });

  it('credential_process: it is given up, so that the end of this process does not wait for it', async () => {
    limitCredentialProcess(300);
    onTestFinished(() => limitCredentialProcess());
    // It writes down who it is, since it may outlive its shell, and waits for ever, holding on to its output.
    const program = `require('fs').writeFileSync(__dirname + '/pid', '' + process.pid); setInterval(() => {}, 1e6);`;
    const awsConfig = formatSection('profile stuck', {
      credential_process: `"${process.execPath}" {home}/stuck.cjs`,
    });
    const machine = start({ awsConfig, home: { 'stuck.cjs': program } });
    const report = await machine.fail('whitelist_add', { ...add, profile: 'stuck' });
    expect(report).toMatchObject({ code: 'invalid_credentials', outcome: 'not_done' });
    expect(report.message).toMatch(/did not end within 0\.3 s/);
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap'));
    // On a busy machine it is ended before it could write.
    const pid = `${process.env['HOME']}/pid`;
    if (existsSync(pid)) endProgram(Number(readFileSync(pid, 'utf8')));
  });

  it('the container endpoint: the time limit of the call ends the wait', async () => {
    const running = await signIn({ of: 'container', mood: 'silent' });
    const report = await start({ env: running.environment, callLimit: 300 }).fail('whitelist_add', add);
    expect(report).toMatchObject({ code: 'timeout', outcome: 'not_done' });
    expect(report.message).toContain("the look-up of credentials (AWS SDK's default chain)");
  });
});

it('keys that are about to end are told with the end', async () => {
  const { environment: env } = await signIn({ of: 'container' });
  const machine = start({ env });
  const { expires, arn } = await machine.call('whitelist_whoami', {});
  expect(arn).toBe(KEYS.session.arn);
  expect(Math.abs(Date.parse(String(expires)) - inMinutes(60).getTime())).toBeLessThan(60_000);
});
