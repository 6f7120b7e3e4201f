import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/root.ts';

/** `npm test`: the suite, then the promises. With arguments (`npm test -- src/core`) only the tests they name. */
const only = process.argv.slice(2);

function step(script: string, args: readonly string[]): number {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  return status ?? 1;
}

// A report left from an earlier run must not speak for this one.
rmSync(join(root, 'reports/vitest.json'), { force: true });
const suite = step('node_modules/vitest/vitest.mjs', ['run', ...only]);
const promises = only.length > 0 ? 0 : step('node_modules/tsx/dist/cli.mjs', ['scripts/promises.ts']);
process.exitCode = suite === 0 && promises === 0 ? 0 : 1;
