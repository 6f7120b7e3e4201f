import { dirname, join } from 'node:path/posix';
import { listRepositoryFiles } from '../lib/files.ts';
import { findNearestPath } from '../lib/nearest-path.ts';
import { listProseLines, readPage, type Page } from '../lib/pages.ts';
import { createListGate } from './gate.ts';
import { shippedFiles } from './package-contents.ts';

/** Ends of names that only files of ours have: a `.json` may be the reader's. */
const OUR_ENDINGS = /\.(?:ts|cjs|mjs|js|py|sh|yml|md)$/;

/** The repository's files with what is built of it, and the folders that they are in. */
interface Entries {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

export function listEntries(files: readonly string[]): Entries {
  const folders = new Set<string>();
  for (const file of files) for (let at = dirname(file); at !== '.'; at = dirname(at)) folders.add(at);
  return { files, folders: [...folders] };
}

/**
 * The paths in backticks that lead nowhere. One with a folder is looked for from the root, below `src/` and beside the
 * page; a name alone may be anywhere. `*` and `<name>` stand for part of a name.
 */
export function findDeadPaths(page: Page, entries: Entries): string[] {
  return listProseLines(page).flatMap(({ line, text }) =>
    [...text.matchAll(/`([^`]+)`/g)]
      .map(([, path = '']) => path)
      .filter((path) => looksLikePath(path, entries) && !isThere(path, page, entries))
      .map((path) => {
        const isFolder = path.endsWith('/');
        const near = findNearestPath(path.replace(/\/$/, ''), isFolder ? entries.folders : entries.files);
        return `${page.path}:${line}: ${path} is not there; nearest: ${near ?? 'none'}${isFolder ? '/' : ''}`;
      }),
  );
}

function looksLikePath(text: string, { files }: Entries): boolean {
  if (!/^[\w.@<>*-]+(?:\/[\w.@<>*-]+)*\/?$/.test(text)) return false;
  if (text.endsWith('/') || OUR_ENDINGS.test(text)) return true;
  const [top = '', ...rest] = text.split('/');
  return rest.length > 0 && files.some((file) => file.startsWith(`${top}/`));
}

function isThere(text: string, { path }: Page, { files, folders }: Entries): boolean {
  const bare = text.replace(/\/$/, '');
  const among = text.endsWith('/') ? folders : [...files, ...folders];
  const places = bare.includes('/') ? [bare, join('src', bare), join(dirname(path), bare)] : [`**/${bare}`];
  const patterns = places.map((place) => new RegExp(`^${toPattern(place)}$`));
  return among.some((entry) => patterns.some((pattern) => pattern.test(entry)));
}

const toPattern = (path: string): string =>
  path
    .replace(/[.]/g, '\\.')
    .replace(/<[^<>/]+>|\*+\/?/g, (wild) =>
      wild === '**/' ? '(?:.*/)?' : `[^/]*${wild.endsWith('/') ? '/' : ''}`,
    );

/** A page that names a file which was moved sends its reader astray. The changelog tells of what was. */
export const docPaths = createListGate('docs: paths', async () => {
  const files = await listRepositoryFiles();
  const entries = listEntries([...files, ...shippedFiles]);
  return files
    .filter((path) => path.endsWith('.md') && path !== 'CHANGELOG.md')
    .flatMap((path) => findDeadPaths(readPage(path), entries));
});
