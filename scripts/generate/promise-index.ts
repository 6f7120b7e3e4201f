import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder } from '../lib/files.ts';
import { citedIds, readPromises } from '../lib/promises.ts';
import { root } from '../lib/root.ts';
import type { Generator } from './generator.ts';

/** The readable face of the manifest: each promise with the tests that show it. */
export const promiseIndex: Generator = {
  name: 'promise index',
  owns: /^test\/promises\/README\.md$/,
  make() {
    const tests = ['src', 'test'].flatMap(filesUnder).filter((path) => path.endsWith('.test.ts'));
    const citing = tests.map((path) => ({ path, ids: citedIds(readFileSync(join(root, path), 'utf8')) }));
    // A list and no table: one promise more changes its own lines only.
    const entries = readPromises().map(({ id, sentence }) => {
      const shown = citing.filter(({ ids }) => ids.includes(id)).map(({ path }) => `  - \`${path}\``);
      return [`- **${id}**: ${sentence}`, ...(shown.length === 0 ? ['  - nothing yet'] : shown)].join('\n');
    });
    const text = `# Promises

What the tools promise, and the tests that show it. Made from \`manifest.json\` and the ids in test titles.

${entries.join('\n')}
`;
    return Promise.resolve(new Map([['test/promises/README.md', text]]));
  },
};
