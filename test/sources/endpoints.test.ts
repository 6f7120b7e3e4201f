import { describe, expect, it, onTestFinished } from 'vitest';
import { formatKeySection, formatSection, toKeyVariables } from '#test/support/credentials/shared-files.ts';
import { startMachine, type MachineOptions } from '#test/support/credentials/machine.ts';
import { createSsoTokenFile, startSignInServices } from '#test/support/credentials/sign-in-services.ts';
import { GROUP, KEYS, openObservedSandbox } from '#test/support/credentials/source-rows.ts';

const here = openObservedSandbox();
const there = openObservedSandbox();

const RULE = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443 };
const CREDENTIALS = ['default', 'local', 'production']
  .map((name) => formatKeySection(name, KEYS.admin))
  .join('\n');

/** Nothing that is sent to AWS itself arrives: there is no such proxy. */
const OFFLINE = { HTTPS_PROXY: 'http://127.0.0.1:9', AWS_REGION: 'us-east-1' };

async function start({ env, ...options }: MachineOptions = {}) {
  await here.reset();
  await there.reset();
  return startMachine({ awsCredentials: CREDENTIALS, env: { ...OFFLINE, ...env }, ...options });
}

const at = (url: string) => ({ endpoint_url: url });
const services = (name: string, urls: Readonly<Record<string, string>>) =>
  `[services ${name}]\n${Object.entries(urls)
    .map(([service, url]) => `${service} =\n  endpoint_url = ${url}\n`)
    .join('')}`;

/** Whether each of the sandboxes was asked for anything. */
const askedOf = () => ({ here: here.requestsSince().length > 0, there: there.requestsSince().length > 0 });

describe("an AWS profile's own endpoint", () => {
  it('is the one of the profile that the call names, not that of AWS_PROFILE', async () => {
    const machine = await start({
      env: { AWS_PROFILE: 'local' },
      awsConfig:
        formatSection('profile local', at(here.sandbox.endpoint)) +
        formatSection('profile production', at(there.sandbox.endpoint)),
    });
    expect(await machine.call('whitelist_add', { ...RULE, profile: 'production' })).toMatchObject({
      status: 'added',
    });
    expect(askedOf()).toEqual({ here: false, there: true });
    expect(await machine.call('whitelist_add', RULE)).toMatchObject({ status: 'added' });
    expect(askedOf()).toEqual({ here: true, there: true });
  });

  it.each(['AWS_PROFILE', 'default'])('is never that of %s where the profile has none', async (other) => {
    const machine = await start({
      env: other === 'default' ? {} : { AWS_PROFILE: 'local' },
      awsConfig:
        formatSection('default', at(here.sandbox.endpoint)) +
        formatSection('profile local', at(here.sandbox.endpoint)),
    });
    const report = await machine.fail('whitelist_add', { ...RULE, profile: 'production' });
    expect(report.code).toBe('credential_validation_failed');
    expect(report.message).toContain('us-east-1.amazonaws.com');
    expect(askedOf()).toEqual({ here: false, there: false });
  });

  it('is that of default for the keys of the environment, as with the CLI', async () => {
    const machine = await start({
      env: toKeyVariables(KEYS.admin),
      awsConfig: formatSection('default', at(there.sandbox.endpoint)),
    });
    await machine.call('whitelist_add', RULE);
    expect(askedOf()).toEqual({ here: false, there: true });
  });

  it('is none for keys of the call, which belong to no profile, but where the call names one', async () => {
    const machine = await start({
      env: { AWS_PROFILE: 'local' },
      awsConfig: formatSection('profile local', at(here.sandbox.endpoint)),
    });
    const { accessKeyId, secretAccessKey } = KEYS.admin;
    const credentials = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
    expect(await machine.fail('whitelist_add', { ...RULE, credentials })).toMatchObject({
      code: 'credential_validation_failed',
    });
    expect(askedOf()).toEqual({ here: false, there: false });
    await machine.call('whitelist_add', { ...RULE, credentials, profile: 'local' });
    expect(askedOf()).toEqual({ here: true, there: false });
  });

  it('counts for every service; [services] of one comes before the one for all', async () => {
    const machine = await start({
      awsConfig:
        formatSection('profile production', { ...at(here.sandbox.endpoint), services: 'mine' }) +
        services('mine', { EC2: there.sandbox.endpoint, elastic_load_balancing_v2: there.sandbox.endpoint }),
    });
    await machine.fail('whitelist_list', { target: 'no such thing', profile: 'production' });
    const askedThere = new Set(there.requestsSince().map(({ service }) => service));
    const askedHere = new Set(here.requestsSince().map(({ service }) => service));
    expect([...askedThere].sort()).toEqual(['ec2', 'elasticloadbalancing']);
    expect(askedHere.has('ec2') || askedHere.has('elasticloadbalancing')).toBe(false);
    expect(askedHere.has('rds')).toBe(true);
  });

  it.each([
    ['AWS_ENDPOINT_URL', 'that for all'],
    ['AWS_ENDPOINT_URL_EC2', 'that of the service'],
  ])('comes after %s of the environment, %s', async (variable) => {
    const machine = await start({
      env: { [variable]: there.sandbox.endpoint },
      awsConfig:
        formatSection('profile production', { ...at(here.sandbox.endpoint), services: 'mine' }) +
        services('mine', { ec2: here.sandbox.endpoint }),
    });
    await machine.call('whitelist_add', { ...RULE, profile: 'production' });
    expect(there.requestsSince('ec2')).not.toEqual([]);
    expect(here.requestsSince('ec2')).toEqual([]);
  });

  it.each([
    ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, {}],
    ['ignore_configured_endpoint_urls', {}, { ignore_configured_endpoint_urls: 'true' }],
  ])('is ignored with %s', async (_what, env, keys) => {
    const machine = await start({
      env,
      awsConfig: formatSection('profile production', { ...at(here.sandbox.endpoint), ...keys }),
    });
    await machine.fail('whitelist_add', { ...RULE, profile: 'production' });
    expect(askedOf()).toEqual({ here: false, there: false });
  });

  it.each([
    ['use_fips_endpoint', 'ec2-fips.us-east-1.amazonaws.com'],
    ['use_dualstack_endpoint', 'ec2.us-east-1.api.aws'],
  ])('%s is that of the profile', async (key, host) => {
    const awsConfig =
      formatSection('profile production', { [key]: 'true' }) + formatSection('profile local', {});
    const machine = await start({ awsConfig });
    const list = (profile: string) => machine.fail('whitelist_list', { security_group_id: GROUP, profile });
    expect((await list('production')).message).toContain(host);
    expect((await list('local')).message).toContain('ec2.us-east-1.amazonaws.com');
  });

  it('ca_bundle is that of the profile, after AWS_CA_BUNDLE', async () => {
    const awsConfig = formatSection('profile production', { ca_bundle: '/nowhere/ca.pem' });
    const machine = await start({ awsConfig });
    const list = (profile: string) => machine.fail('whitelist_list', { security_group_id: GROUP, profile });
    expect((await list('production')).message).toContain('the file in ca_bundle cannot be read (ENOENT)');
    expect((await list('local')).message).not.toContain('ca_bundle');
  });

  it.each([
    [
      'a [services] that is not there',
      { services: 'gone' },
      /names the services gone \(.*, line 2\), and there is no \[services gone\]/,
    ],
    [
      'no address',
      at('localhost'),
      /endpoint_url of the AWS profile production \(.*, line 2\) is no address/,
    ],
  ])('%s is an error that says where it stands', async (_what, keys, says) => {
    const machine = await start({ awsConfig: formatSection('profile production', keys) });
    const report = await machine.fail('whitelist_add', { ...RULE, profile: 'production' });
    expect(report).toMatchObject({ code: 'config_error', outcome: 'not_done' });
    expect(report.message).toMatch(says);
  });

  it('is that of IAM Identity Center, too', async () => {
    const portal = await startSignInServices({ key: KEYS.session, of: 'sso' });
    onTestFinished(() => portal.close());
    const sso = portal.environment['AWS_ENDPOINT_URL_SSO'] ?? '';
    const machine = await start({
      awsConfig:
        formatSection('profile corp', {
          sso_session: 'own endpoint',
          sso_account_id: '123456789012',
          sso_role_name: 'operator',
          services: 'mine',
          ...at(there.sandbox.endpoint),
        }) +
        formatSection('sso-session "own endpoint"', {
          sso_region: 'us-east-1',
          sso_start_url: 'https://corp.example/start',
        }) +
        services('mine', { sso }),
      home: createSsoTokenFile('own endpoint', 60),
    });
    expect(await machine.call('whitelist_add', { ...RULE, profile: 'corp' })).toMatchObject({
      status: 'added',
    });
    expect(portal.requests.map(({ path }) => path.split('?')[0])).toEqual(['/federation/credentials']);
    expect(askedOf()).toEqual({ here: false, there: true });
  });
});
