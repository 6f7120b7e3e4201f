import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startMachine } from '#test/support/credentials/machine.ts';
import { KEYS, openObservedSandbox } from '#test/support/credentials/source-rows.ts';
import { encodeFiles } from '#test/support/credentials/aws-files.ts';
import { FILES, type FilesRow } from './aws-files.rows.ts';

const aws = openObservedSandbox();

describe('~/.aws is read as the AWS CLI reads it', () => {
  for (const row of FILES) it(row.title, () => runRow(row));
});

function startWith(row: FilesRow) {
  const env = { AWS_CONFIG_FILE: undefined, AWS_SHARED_CREDENTIALS_FILE: undefined };
  const machine = startMachine({ endpoint: aws.sandbox.endpoint, env });
  const folder = join(process.env['HOME'] ?? '', '.aws');
  mkdirSync(folder);
  for (const [name, content] of encodeFiles(row)) writeFileSync(join(folder, name), content);
  return machine;
}

async function runRow(row: FilesRow): Promise<void> {
  await aws.reset();
  const machine = startWith(row);
  const args = row.profile === undefined ? {} : { profile: row.profile };
  const { ours } = row;
  if ('code' in ours) {
    const report = await machine.fail('whitelist_whoami', args);
    expect(report).toMatchObject({ code: ours.code, outcome: 'not_done' });
    expect(report.message).toMatch(ours.says);
    if (ours.advice) expect(report.guidance.join('\n')).toMatch(ours.advice);
    // Whatever failed is not recommended.
    expect(report.guidance.join('\n')).not.toContain(`${row.profile ?? 'default'} (`);
    return;
  }
  const answer = await machine.call('whitelist_whoami', args);
  expect(answer).toMatchObject({ arn: KEYS.admin.arn, region: ours.region });
  const warnings = answer['warnings'] as string[];
  expect(warnings.join('\n')).toMatch(ours.warns ?? /^$/);
}
