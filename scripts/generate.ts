import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findOutdated } from './generate/outdated-files.ts';
import { generators } from './generate/registry.ts';
import { root } from './lib/root.ts';

for (const generator of generators) {
  const outcomes = await findOutdated(generator);
  for (const { path, wanted } of outcomes) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (wanted === undefined) rmSync(file);
    else writeFileSync(file, wanted);
    console.log(`${wanted === undefined ? 'removed' : 'wrote'} ${path}`);
  }
  console.log(`${generator.name}: ${outcomes.length === 0 ? 'up to date' : `${outcomes.length} changed`}`);
}
