import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listRepositoryFiles } from '../lib/files.ts';
import { root } from '../lib/root.ts';
import { createListGate } from './gate.ts';

// What is published must read the same wherever it was written: no folder of one machine, no package host. The last
// is kept out of package-lock.json by .npmrc.
const patterns: readonly RegExp[] = [
  /(?<![\w.~}-])\/(?:work|root|mnt|builds)\/[\w.-]/,
  /\bregistry\.[a-z]+js\.org\b/i,
  /\b(?:files\.)?py(?:pi|thonhosted)\.org\b/i,
  /"resolved":\s*"/,
];

export const privatePaths = createListGate('no private places', async () =>
  (await listRepositoryFiles()).flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        patterns.some((pattern) => pattern.test(line)) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
      ),
  ),
);
