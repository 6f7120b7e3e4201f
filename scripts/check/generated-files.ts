import { outdated } from '../generate/outcome.ts';
import { generators } from '../generate/registry.ts';
import { difference } from '../lib/diff.ts';
import { listGate } from './gate.ts';

export const generatedFiles = listGate('generated files', async () => {
  const complaints: string[] = [];
  for (const generator of generators) {
    for (const { path, wanted, actual } of await outdated(generator)) {
      complaints.push(`${path} (${generator.name})\n${difference(actual ?? '', wanted ?? '')}`);
    }
  }
  return complaints.length === 0 ? [] : [...complaints, 'If the change is meant: npm run generate'];
});
