import { dirname, join } from 'node:path/posix';
import { repositoryFiles } from '../lib/files.ts';
import { nearestPath } from '../lib/nearest-path.ts';
import { proseLines, readPage, type Page } from '../lib/pages.ts';
import { listGate } from './gate.ts';

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: Page): string[] {
  const seen = new Map<string, number>();
  return proseLines(page).flatMap(({ text }) => {
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
export function deadLinks(page: Page, files: readonly string[], read: (path: string) => Page): string[] {
  return proseLines(page).flatMap(({ line, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
      if (/^[a-z]+:/.test(target)) return [];
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? page.path : join(dirname(page.path), file);
      if (!files.some((one) => one === path || one.startsWith(`${path}/`)))
        return [
          `${page.path}:${line}: ${target} is not there; nearest: ${nearestPath(path, files) ?? 'none'}`,
        ];
      if (anchor === undefined) return [];
      const anchors = anchorsOf(path === page.path ? page : read(path));
      if (anchors.includes(anchor)) return [];
      return [
        `${page.path}:${line}: ${path} has no heading #${anchor}; nearest: #${nearestPath(anchor, anchors)}`,
      ];
    }),
  );
}

export const docLinks = listGate('docs: links', async () => {
  const files = await repositoryFiles();
  return files
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => deadLinks(readPage(path), files, readPage));
});
