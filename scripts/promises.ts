import { join } from 'node:path';
import { citedIds, readPromises } from './lib/promises.ts';
import { root } from './lib/root.ts';
import { readTestReport } from './lib/vitest-report.ts';

/** Every promise in the manifest needs a passed test that cites it, and no test may cite one that is not there. */
const known = new Set(readPromises().map((promise) => promise.id));
const { tests, leftOut } = readTestReport(join(root, 'reports/vitest.json'));
const kept = new Set(tests.filter((test) => test.passed).flatMap((test) => citedIds(test.name)));
const cited = new Set([...tests, ...leftOut].flatMap((test) => citedIds(test.name)));

const open = [...known].filter((id) => !kept.has(id));
const unknown = [...cited].filter((id) => !known.has(id));
for (const id of open) console.log(`Promise ${id}: no passed test cites it`);
for (const id of unknown)
  console.log(`Promise ${id}: cited by a test, but not in test/promises/manifest.json`);
console.log(`Promises: ${known.size - open.length} of ${known.size} kept, ${unknown.length} unknown`);
process.exitCode = open.length + unknown.length === 0 ? 0 : 1;
