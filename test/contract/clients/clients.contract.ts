import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '#sandbox/index.ts';
import { contractProgram } from '#test/contract/environment.ts';

const SCRIPT = fileURLToPath(new URL('./clients.py', import.meta.url));

/** Each is run by `clients.py` once with boto3 and once with the AWS CLI. */
const CHECKS = [
  'identity',
  'describe',
  'authorise',
  'duplicate',
  'revoke',
  'not-found',
  'rules-by-pages',
  'session',
  'dry-run',
  'wrong-secret',
  'role',
  'role-with-policy',
  'role-in-profile',
  'mfa',
  'web-identity',
  'access-keys',
];

let sandbox: Sandbox;
let results: Map<string, string>;
const home = mkdtempSync(join(tmpdir(), 'contract-clients-'));

beforeAll(async () => {
  // Two clients type the same code, one right after the other.
  sandbox = await startSandbox({ mfaReuse: true });
  // A home of its own: no developer's profile or endpoint setting may decide what is talked to.
  const env = {
    ...sandbox.environment(),
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    AWS_CONFIG_FILE: join(home, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
    AWS_MAX_ATTEMPTS: '1',
    CONTRACT_AWS: contractProgram('aws'),
    CONTRACT_JO_ID: sandbox.keys.jo.accessKeyId,
    CONTRACT_JO_SECRET: sandbox.keys.jo.secretAccessKey,
    CONTRACT_WEB_IDENTITY: sandbox.webIdentityToken,
  };
  const { stdout } = await promisify(execFile)(contractProgram('python'), [SCRIPT], { env });
  const lines = stdout.trim().split('\n');
  results = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );
}, 300_000);

afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await sandbox.close();
});

describe.each(['boto3', 'cli'])('%s', (client) => {
  it.each(CHECKS)('%s', (check) => {
    expect(results.get(`${client}/${check}`)).toBe('ok');
  });
});

it('runs no check that is not listed here', () => {
  expect(results.size).toBe(2 * CHECKS.length);
});
