import { dirname } from 'node:path/posix';
import { filesUnder } from '../lib/files.ts';
import { createListGate } from './gate.ts';

/** A folder that holds more is a drawer: what belongs together is no longer to be seen. */
const MOST_FILES = 20;

export const folders = createListGate('folders', () => {
  const counts = new Map<string, number>();
  for (const path of filesUnder('src').filter((file) => !file.endsWith('.test.ts'))) {
    counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, files]) => files > MOST_FILES)
    .map(
      ([folder, files]) =>
        `${folder}: ${files} files without the tests, over ${MOST_FILES}: group them in folders`,
    );
});
