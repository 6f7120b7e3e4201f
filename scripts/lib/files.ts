import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from './root.ts';

/** Every file under a folder of the project, as paths from its root with forward slashes; none if it is not there. */
export function filesUnder(folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
