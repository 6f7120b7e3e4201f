import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from './root.ts';
import { run } from './run.ts';

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

/** Every file of the repository, those not added yet too: a complaint after the commit comes too late. */
export async function listRepositoryFiles(): Promise<string[]> {
  const listed = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard'], root);
  if (listed.code !== 0) throw new Error(`git ls-files failed: ${listed.output}`);
  return listed.stdout.split('\n').filter((path) => path !== '' && isFile(join(root, path)));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
