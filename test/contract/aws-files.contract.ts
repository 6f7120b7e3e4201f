import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Sandbox, startSandbox } from '#sandbox/index.ts';
import { encodeFiles } from '#test/support/credentials/aws-files.ts';
import { FILES, type FilesRow } from '#test/sources/aws-files.rows.ts';
import { contractProgram } from './environment.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

// The same rows as test/sources/aws-files.test.ts, which holds this program to them.
describe('the AWS CLI makes of the files what the table says', () => {
  for (const row of FILES) it(row.title, () => runRow(row));
});

async function runRow(row: FilesRow): Promise<void> {
  const aws = openHome(row);
  const region = await aws('configure', 'get', 'region');
  const identity = await aws('sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text');
  if ('refuses' in row.cli) {
    expect(identity.code).not.toBe(0);
    expect(identity.err).toMatch(row.cli.refuses);
    return;
  }
  expect(region.code === 0 ? region.out : null).toBe(row.cli.region);
  if (row.cli.region === null) expect(identity.err).toMatch(/region/);
  else expect(identity).toMatchObject({ code: 0, out: sandbox.keys.admin.arn });
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The AWS CLI in a home of its own with the files of a row. */
function openHome(row: FilesRow): (...args: string[]) => Promise<Ended> {
  const home = mkdtempSync(join(tmpdir(), 'awswhitelist-files-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  mkdirSync(join(home, '.aws'));
  for (const [name, content] of encodeFiles(row)) writeFileSync(join(home, '.aws', name), content);
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const profile = row.profile === undefined ? [] : ['--profile', row.profile];
  return (...args) =>
    new Promise((resolve) => {
      const child = execFile(contractProgram('aws'), [...args, ...profile], { env }, (error, out, err) => {
        const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
        resolve({ code, out: out.trim(), err });
      });
      child.stdin?.end();
    });
}
