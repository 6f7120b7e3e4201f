import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from './lib/json.ts';
import { root } from './lib/root.ts';
import { FULL_PARTS, readShortRounds } from './lib/test-size.ts';
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

/** Only those that were run: `npm test` may have been at full size itself. */
const fullSteps = Object.keys(FULL_PARTS)
  .map((part) => ({ step: `full ${part}`, report: read(`full-${part}.json`, readTestReport) }))
  .filter(({ step }) => codes.has(step));
const short = read('vitest.json', readTestReport);
const suites: readonly { readonly step: string; readonly report: TestReport | null }[] = [
  { step: 'test', report: short },
  ...fullSteps,
  { step: 'contract', report: read('contract.json', readTestReport) },
  { step: 'hosts', report: read('hosts.json', readTestReport) },
];

/** How often a test of this name ran, and failed, in the step in which it did so most often. */
interface Tally {
  ran: number;
  failed: number;
}
// A case of a short form runs again at full size, and is one case.
const tallies = new Map<string, Tally>();
const keyOf = ({ file, name }: { readonly file: string; readonly name: string }) => `${file}: ${name}`;

function takeTests({ tests }: TestReport): void {
  const here = new Map<string, Tally>();
  for (const test of tests) {
    const { ran, failed } = here.get(keyOf(test)) ?? { ran: 0, failed: 0 };
    here.set(keyOf(test), { ran: ran + 1, failed: failed + (test.passed ? 0 : 1) });
  }
  for (const [key, { ran, failed }] of here) {
    const before = tallies.get(key) ?? { ran: 0, failed: 0 };
    tallies.set(key, { ran: Math.max(ran, before.ran), failed: Math.max(failed, before.failed) });
  }
}

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

judgeStep('check', gates);
for (const { step, report } of suites) {
  if (report) takeTests(report);
  judgeStep(step, report?.tests ?? []);
}
for (const tally of tallies.values()) {
  passed += tally.ran - tally.failed;
  failed += tally.failed;
}

// What the short form left out, some step has to have run whole.
const ranWhole = fullSteps.flatMap(({ report }) => report?.tests ?? []);
const wholeTests = new Set(ranWhole.map(keyOf));
const wholeFiles = new Set(ranWhole.map(({ file }) => file));
const forgotten = [
  ...(short?.leftOut ?? []).map(keyOf).filter((key) => !wholeTests.has(key)),
  ...new Set(
    readShortRounds()
      .map(({ file }) => file)
      .filter((file) => !wholeFiles.has(file)),
  ),
];
for (const one of forgotten.slice(0, 20)) console.log(`left out, and not run at full size: ${one}`);
failed += forgotten.length;

for (const [step, code] of codes) {
  if (code === '0') continue;
  console.log(`${step}: exit ${code}`);
  failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
