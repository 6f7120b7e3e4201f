import { dirname } from 'node:path/posix';
import { filesUnder } from '../lib/files.ts';
import { listGate } from './gate.ts';

/** A folder that holds more is a drawer: what belongs together is no longer to be seen. */
const MOST_FILES = 20;

/** Folders that are being taken apart; each goes from here with the change that does it. */
const KNOWN: readonly string[] = [
  'src/aws',
  'src/cli',
  'src/core',
  'src/sandbox',
  'src/sandbox/ec2',
  'src/tools',
];

export const folders = listGate('folders', () => {
  const counts = new Map<string, number>();
  for (const path of filesUnder('src').filter((file) => !file.endsWith('.test.ts'))) {
    counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  }
  const large = [...counts].filter(([, files]) => files > MOST_FILES);
  return [
    ...large
      .filter(([folder]) => !KNOWN.includes(folder))
      .map(
        ([folder, files]) =>
          `${folder}: ${files} files without the tests, over ${MOST_FILES}: group them in folders`,
      ),
    ...KNOWN.filter((folder) => !large.some(([one]) => one === folder)).map(
      (folder) => `${folder}: no longer over ${MOST_FILES}, its entry in folders.ts can go`,
    ),
  ];
});
