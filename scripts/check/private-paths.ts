import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lib/run.ts';
import { root } from '../lib/root.ts';
import { createListGate } from './gate.ts';

// What is published must read the same wherever it was written: no folder of one machine, no package host.
const patterns: readonly RegExp[] = [
  /(?<![\w.~}-])\/(?:work|root|mnt|builds)\/[\w.-]/,
  /\bregistry\.[a-z]+js\.org\b/i,
  /\b(?:files\.)?py(?:pi|thonhosted)\.org\b/i,
  /"resolved":\s*"/,
];

export const privatePaths = createListGate('no private places', async () => {
  // Also files not added yet: a complaint after the commit comes too late.
  const listed = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard'], root);
  if (listed.code !== 0) return [`git ls-files failed: ${listed.output}`];
  return listed.stdout
    .split('\n')
    .filter((path) => path !== '' && isFile(join(root, path)))
    .flatMap((path) =>
      readFileSync(join(root, path), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          patterns.some((pattern) => pattern.test(line)) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
        ),
    );
});

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
