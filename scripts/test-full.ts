import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/root.ts';
import { filesWithShortForm, FULL_PARTS, isFullPart } from './lib/test-size.ts';

/**
 * `npm run test:full [-- PART …]`: at full size, the test files of which `npm test` runs a short form. Each part writes
 * a report of its own.
 */
const known = Object.keys(FULL_PARTS);
const asked = process.argv.slice(2);
const wrong = asked.filter((name) => !known.includes(name));
if (wrong.length > 0) throw new Error(`There is no part ${wrong.join(', ')}: only ${known.join(', ')}.`);

for (const part of (asked.length > 0 ? asked : known).filter(isFullPart)) {
  const report = join(root, `reports/full-${part}.json`);
  rmSync(report, { force: true });
  console.log(`\nAt full size: ${part}`);
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', `--outputFile.json=${report}`, ...filesWithShortForm(part)],
    { cwd: root, stdio: 'inherit', env: { ...process.env, AWSWHITELIST_TEST_SIZE: 'full' } },
  );
  if (status !== 0) process.exitCode = 1;
}
