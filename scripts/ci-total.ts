import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from './lib/json.ts';
import { root } from './lib/root.ts';
import { readShortRounds } from './lib/test-size.ts';
import { readTestReport, type TestReport } from './lib/vitest-report.ts';

/** Adds up the steps of .ci/run (`name=exit code` each) and prints the one line that counts. */
const gatesSchema = z.array(z.object({ name: z.string(), passed: z.boolean() }));

const codes = new Map(
  process.argv.slice(2).map((result): [string, string] => {
    const [step = '', code = ''] = result.split('=');
    return [step, code];
  }),
);

/** Null where a step wrote no report. */
function read<T>(report: string, reader: (path: string) => T): T | null {
  const path = join(root, 'reports', report);
  return existsSync(path) ? reader(path) : null;
}

const whole = read('vitest.json', readTestReport);
const suites: readonly { readonly step: string; readonly report: TestReport | null }[] = [
  { step: 'test', report: whole },
  { step: 'contract', report: read('contract.json', readTestReport) },
  { step: 'hosts', report: read('hosts.json', readTestReport) },
];

const gates = read('check.json', (path) => readJson(path, gatesSchema)) ?? [];
let failed = gates.filter((gate) => !gate.passed).length;
let passed = gates.length - failed;

/** A suite that ran nothing, or failed outside its tests (a promise without one, a crash), is a failure of its own. */
function judgeStep(step: string, results: readonly { readonly passed: boolean }[]): void {
  const hasFailures = results.some((result) => !result.passed);
  if (!hasFailures && (results.length === 0 || codes.get(step) !== '0')) {
    console.log(`${step}: failed as a whole`);
    failed += 1;
  }
  codes.delete(step);
}

for (const { name, passed: hasPassed } of gates) if (!hasPassed) console.log(`check: failed: ${name}`);
judgeStep('check', gates);
for (const { step, report } of suites) {
  const tests = report?.tests ?? [];
  const failing = tests.filter((test) => !test.passed);
  passed += tests.length - failing.length;
  failed += failing.length;
  // Said here once more: what a suite printed of them is thousands of lines above.
  for (const { file, name, cause } of failing.slice(0, 20))
    console.log(`${step}: failed: ${file}: ${name}\n  ${cause}`);
  judgeStep(step, tests);
}

// Here the tests run at full size: what a short form leaves out, nobody has run.
const leftOut = [
  ...(whole?.leftOut ?? []).map(({ file, name }) => `${file}: ${name}`),
  ...new Set(readShortRounds().map(({ file }) => file)),
];
for (const one of leftOut.slice(0, 20)) console.log(`left out, and not run at full size: ${one}`);
failed += leftOut.length;

for (const [step, code] of codes) {
  if (code === '0') continue;
  console.log(`${step}: exit ${code}`);
  failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
