import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gate } from './check/gate.ts';
import { build, gates } from './check/gates.ts';
import { root } from './lib/root.ts';

/** `npm run check [-- GATE …]`: all gates, or those whose names contain one of the words given. */
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const chosen =
  words.length === 0 ? gates : gates.filter(({ name }) => words.some((word) => name.includes(word)));
const results: { name: string; passed: boolean }[] = [];
const failures: string[] = [];

async function runGate(gate: Gate): Promise<void> {
  const start = performance.now();
  // A gate that breaks has not passed; the others still have their say.
  const verdict = await gate.run().catch((error: unknown) => ({
    ok: false,
    output: error instanceof Error ? (error.stack ?? error.message) : String(error),
    note: undefined,
  }));
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(5);
  const note = verdict.note === undefined ? '' : `  ${verdict.note}`;
  console.log(`${verdict.ok ? 'PASS' : 'FAIL'} ${seconds} s  ${gate.name}${note}`);
  results.push({ name: gate.name, passed: verdict.ok });
  if (!verdict.ok) failures.push(`\n--- ${gate.name}\n${verdict.output.trim()}`);
}

await runGate(build);
const waiting = [...chosen];
async function work(): Promise<void> {
  for (let gate = waiting.shift(); gate !== undefined; gate = waiting.shift()) await runGate(gate);
}
await Promise.all([work(), work()]);

for (const failure of failures) console.log(failure);
mkdirSync(join(root, 'reports'), { recursive: true });
writeFileSync(join(root, 'reports/check.json'), JSON.stringify(results, null, 2));
const failed = results.filter(({ passed }) => !passed).length;
// A caller that adds several suites up asks for silence here and prints one total of its own.
if (!process.argv.includes('--no-total'))
  console.log(`\n${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
