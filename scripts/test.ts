import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/root.ts';
import { readShortRounds, ROUNDS_LOG } from './lib/test-size.ts';
import { readTestReport } from './lib/vitest-report.ts';

/** `npm test`: the suite, then the promises. With arguments (`npm test -- src/core`) only the tests they name. */
const only = process.argv.slice(2);
const report = join(root, 'reports/vitest.json');

function step(script: string, args: readonly string[]): number {
  const env = { ...process.env, AWSWHITELIST_LEFT_OUT: ROUNDS_LOG };
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit', env });
  return status ?? 1;
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
const say = (count: number) => count.toLocaleString('en');

function printLeftOut(): void {
  const { tests, leftOut } = readTestReport(report);
  const rounds = readShortRounds();
  if (leftOut.length + rounds.length === 0) return;
  const full = sum(rounds.map((one) => one.full));
  const short = sum(rounds.map((one) => one.short));
  console.log(
    `Left for the full run (npm run test:full): ${say(leftOut.length)} of ${say(tests.length + leftOut.length)} ` +
      `cases, and ${say(full - short)} of ${say(full)} rounds of ${rounds.length} tests with generated input`,
  );
}

// Reports left from an earlier run must not speak for this one.
mkdirSync(join(root, 'reports'), { recursive: true });
for (const file of [report, ROUNDS_LOG]) rmSync(file, { force: true });
const suite = step('node_modules/vitest/vitest.mjs', ['run', ...only]);
const promises = only.length > 0 ? 0 : step('node_modules/tsx/dist/cli.mjs', ['scripts/promises.ts']);
if (existsSync(report)) printLeftOut();
process.exitCode = suite === 0 && promises === 0 ? 0 : 1;
