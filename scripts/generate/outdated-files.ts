import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { filesUnder } from '../lib/files.ts';
import { root } from '../lib/root.ts';
import type { Generator } from './generator.ts';

export interface OutdatedFile {
  readonly path: string;
  /** Absent: the file should not be there, or is not there yet. */
  readonly wanted: string | undefined;
  readonly actual: string | undefined;
}

/** Where the committed files differ from what a generator makes now. */
export async function findOutdated(generator: Generator): Promise<OutdatedFile[]> {
  const made = await generator.make();
  const outcomes: OutdatedFile[] = [];
  for (const [path, text] of made) {
    const file = join(root, path);
    const wanted = await format(text, { ...(await resolveConfig(file)), filepath: file });
    const actual = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    if (wanted !== actual) outcomes.push({ path, wanted, actual });
  }
  const stale = ['docs', 'test'].flatMap(filesUnder).filter((path) => generator.owns.test(path));
  for (const path of stale.filter((item) => !made.has(item))) {
    outcomes.push({ path, wanted: undefined, actual: readFileSync(join(root, path), 'utf8') });
  }
  return outcomes;
}
