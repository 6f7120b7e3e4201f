import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from './lib/json.ts';
import { root } from './lib/root.ts';
import { readTestReport } from './lib/vitest-report.ts';

/** Adds up the steps of .ci/run (`name=exit code` each) and prints the one line that counts. */
const gatesSchema = z.array(z.object({ name: z.string(), passed: z.boolean() }));

const suites: readonly {
  readonly step: string;
  readonly report: string;
  readonly read: (path: string) => readonly { passed: boolean }[];
}[] = [
  { step: 'test', report: 'vitest.json', read: readTestReport },
  { step: 'check', report: 'check.json', read: (path) => readJson(path, gatesSchema) },
  { step: 'contract', report: 'contract.json', read: readTestReport },
];

let passed = 0;
let failed = 0;
const codes = new Map(
  process.argv.slice(2).map((result): [string, string] => {
    const [step = '', code = ''] = result.split('=');
    return [step, code];
  }),
);
for (const { step, report, read } of suites) {
  const path = join(root, 'reports', report);
  const results = existsSync(path) ? read(path) : [];
  const bad = results.filter((result) => !result.passed).length;
  passed += results.length - bad;
  failed += bad;
  // A suite that ran nothing, or failed outside its tests (a promise without one, a crash), is a failure of its own.
  if (bad === 0 && (results.length === 0 || codes.get(step) !== '0')) {
    console.log(`${step}: failed as a whole`);
    failed += 1;
  }
  codes.delete(step);
}
for (const [step, code] of codes) {
  if (code === '0') continue;
  console.log(`${step}: exit ${code}`);
  failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
