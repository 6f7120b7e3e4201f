import { expect, it } from 'vitest';
import { startMachine } from '#test/support/credentials/machine.ts';
import { toKeyVariables } from '#test/support/credentials/shared-files.ts';
import { KEYS, openObservedSandbox } from '#test/support/credentials/source-rows.ts';
import { readEnvironmentKeys, readVariable } from './environment-keys.ts';

const aws = openObservedSandbox();
const { AWS_ACCESS_KEY_ID: ID = '', AWS_SECRET_ACCESS_KEY: SECRET = '' } = toKeyVariables(KEYS.admin);

const start = (env: Readonly<Record<string, string>>) =>
  startMachine({
    endpoint: aws.sandbox.endpoint,
    env: { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: SECRET, ...env },
  });

it.each([
  [{ AWS_ACCESS_KEY_ID: `${ID}\r` }],
  [{ AWS_SECRET_ACCESS_KEY: `${SECRET}\r\n` }],
  [{ AWS_ACCESS_KEY_ID: ` ${ID}`, AWS_SECRET_ACCESS_KEY: `\n${SECRET} ` }],
  [{ AWS_REGION: 'us-east-1\r' }],
  [{ AWS_SESSION_TOKEN: '\r\n' }],
])('[F13] line breaks around what the environment holds are left out: %j', async (env) => {
  expect(await start(env).call('whitelist_whoami', {})).toMatchObject({
    arn: KEYS.admin.arn,
    region: 'us-east-1',
    credential_source: 'environment variables',
  });
});

it.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_REGION', 'AWS_PROFILE'])(
  '[F13] a line break within %s is named, nothing is sent, and the value is not shown',
  async (name) => {
    await aws.reset();
    const report = await start({ [name]: 'canary\nof-the-test' }).fail('whitelist_whoami', {});
    expect(report).toMatchObject({ code: 'invalid_input', outcome: 'not_done', retryable: false });
    expect(report.message).toBe(`Invalid environment: ${name} has a line break in it.`);
    expect(JSON.stringify(report)).not.toMatch(/canary|network|proxy/);
    expect(aws.requestsSince()).toEqual([]);
  },
);

it('half a pair of keys is named', async () => {
  const report = await start({ AWS_SECRET_ACCESS_KEY: '' }).fail('whitelist_whoami', {});
  expect(report.code).toBe('credentials_required');
  expect(report.message).toContain('AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not');
});

it('keys with their end', () => {
  const env = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's' };
  const end = '2026-03-01T12:00:00Z';
  expect(readEnvironmentKeys({ ...env, AWS_CREDENTIAL_EXPIRATION: end })?.expiration).toEqual(new Date(end));
  expect(readEnvironmentKeys({ ...env, AWS_CREDENTIAL_EXPIRATION: 'soon' })).toEqual({
    accessKeyId: 'AKIA',
    secretAccessKey: 's',
  });
  expect(readVariable('X', { X: '\t' })).toBeUndefined();
  expect(() => readVariable('X', { X: 'a\u0000b' })).toThrow('X has a control character in it');
});
