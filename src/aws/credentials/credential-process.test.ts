import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { startMachine } from '#test/support/credentials/machine.ts';
import { limitCredentialProcess } from './credential-process.ts';

afterEach(() => limitCredentialProcess());

const SECRET = 'canary-secret-of-the-program';

function script(body: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'awswhitelist-process-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'vault.cjs');
  writeFileSync(file, body);
  return `"${process.execPath}" ${file} ${SECRET}`;
}

const node =
  (body: string): (() => string) =>
  () =>
    script(body);
const KEYS = `{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"${SECRET}"}`;

it.each([
  ['that is not in PATH', () => 'aws-vault-of-nobody export acme', /`aws-vault-of-nobody` is not in PATH/],
  ['at a path where nothing is', () => '/nowhere/vault export', /`\/nowhere\/vault` is not there/],
  ['that fails', node(`console.error('${SECRET}'); process.exit(7)`), /ended with exit code 7/],
  ['that fails with 127 of its own', node('process.exit(127)'), /ended with exit code 127/],
  [
    'that prints a line before its JSON',
    node(`console.log('hello'); console.log('${KEYS}')`),
    /printed something else than JSON/,
  ],
  ['that prints nothing', node(''), /printed nothing/],
  ['without a version', node(`console.log('${KEYS.replace('1', '2')}')`), /has no "Version": 1/],
  [
    'without a secret',
    node(`console.log('{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE"}')`),
    /has no SecretAccessKey/,
  ],
  [
    'that says that it wants a terminal',
    node(`console.error('stdin is not a terminal'); process.exit(1)`),
    /wants input from a terminal, and there is none for it here \(it ended with exit code 1\)/,
  ],
  [
    'that waits for input',
    node(`process.stdin.resume(); process.stdin.on('end', () => process.exit(1))`),
    /wants input from a terminal/,
  ],
] as [string, () => string, RegExp][])(
  'names what is wrong with a program %s',
  async (_what, command, says) => {
    // Long enough for it to start on a busy machine, since it is not to be ended before it reads.
    limitCredentialProcess(25_000, 2_000);
    const machine = startMachine({
      env: { AWS_REGION: 'us-east-1' },
      awsConfig: `[profile acme]\ncredential_process = ${command()}\n`,
    });
    const report = await machine.fail('whitelist_whoami', { profile: 'acme' });
    expect(report).toMatchObject({ code: 'invalid_credentials', outcome: 'not_done', retryable: false });
    expect(report.message).toMatch(
      /^Invalid credentials: credential_process of the AWS profile acme \(.*config, line 2\): /,
    );
    expect(report.message).toMatch(says);
    const all = JSON.stringify([report, machine.logged]);
    expect(all).not.toContain(SECRET);
    expect(all).not.toMatch(/network|proxy|aws sso login/i);
  },
);

it('gives a program time that wants no input', async () => {
  limitCredentialProcess(25_000, 50);
  const slow = script(`setTimeout(() => console.log('${KEYS}'), 300)`);
  const machine = startMachine({
    endpoint: 'http://127.0.0.1:9',
    env: { AWS_REGION: 'us-east-1' },
    awsConfig: `[profile acme]\ncredential_process = ${slow}\n`,
  });
  const report = await machine.fail('whitelist_whoami', { profile: 'acme' });
  expect(report).toMatchObject({ code: 'credential_validation_failed' });
});
