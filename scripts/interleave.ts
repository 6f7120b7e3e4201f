import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { root } from './lib/root.ts';

/** `npm run interleave -- --runs 2000 --seed 7`: the long form of test/interleaved, with other schedules each time. */
const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
const { runs = '500', seed = String(Date.now() % 1_000_000) } = values;
if (![runs, seed].every((value) => /^\d{1,9}$/.test(value))) {
  throw new Error(`--runs and --seed are whole numbers, such as --runs 500 --seed 7; got ${runs}, ${seed}.`);
}
process.stdout.write(`${runs} runs from seed ${seed}\n`);
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'integration', 'test/interleaved'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, AWSWHITELIST_INTERLEAVE_RUNS: runs, AWSWHITELIST_INTERLEAVE_SEED: seed },
  },
);
process.exitCode = status ?? 1;
