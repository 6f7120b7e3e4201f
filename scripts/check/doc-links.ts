import { dirname, join } from 'node:path/posix';
import { listRepositoryFiles } from '../lib/files.ts';
import { findNearestPath } from '../lib/nearest-path.ts';
import { listProseLines, readPage, type Page } from '../lib/pages.ts';
import { createListGate } from './gate.ts';

/** The anchors of a page's headings, as GitHub makes them. */
export function listAnchors(page: Page): string[] {
  const seen = new Map<string, number>();
  return listProseLines(page).flatMap(({ text }) => {
    const heading = /^#{1,6} +(.*)$/.exec(text)?.[1];
    if (heading === undefined) return [];
    const anchor = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return [before === 0 ? anchor : `${anchor}-${before}`];
  });
}

/** The links within the repository that lead to no file, or to no heading of a page. */
export function findDeadLinks(page: Page, files: readonly string[], read: (path: string) => Page): string[] {
  return listProseLines(page).flatMap(({ line, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
      if (/^[a-z]+:/.test(target)) return [];
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? page.path : join(dirname(page.path), file);
      if (!files.some((one) => one === path || one.startsWith(`${path}/`)))
        return [
          `${page.path}:${line}: ${target} is not there; nearest: ${findNearestPath(path, files) ?? 'none'}`,
        ];
      if (anchor === undefined) return [];
      const anchors = listAnchors(path === page.path ? page : read(path));
      if (anchors.includes(anchor)) return [];
      return [
        `${page.path}:${line}: ${path} has no heading #${anchor}; nearest: #${findNearestPath(anchor, anchors) ?? ''}`,
      ];
    }),
  );
}

export const docLinks = createListGate('docs: links', async () => {
  const files = await listRepositoryFiles();
  return files
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => findDeadLinks(readPage(path), files, readPage));
});
