import { findOutdated } from '../generate/outdated-files.ts';
import { generators } from '../generate/registry.ts';
import { formatDiff } from '../lib/diff.ts';
import { createListGate } from './gate.ts';

export const generatedFiles = createListGate('generated files', async () => {
  const complaints: string[] = [];
  for (const generator of generators) {
    for (const { path, wanted, actual } of await findOutdated(generator)) {
      complaints.push(`${path} (${generator.name})\n${formatDiff(actual ?? '', wanted ?? '')}`);
    }
  }
  return complaints.length === 0 ? [] : [...complaints, 'If the change is meant: npm run generate'];
});
