import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

/** A page that people read: its path and its Markdown. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

export const readPage = (path: string): Page => ({ path, text: readFileSync(join(root, path), 'utf8') });

/** The lines of a page with their numbers, without what stands in fences: that is example, not claim. */
export function listProseLines({ text }: Page): { readonly line: number; readonly text: string }[] {
  let isFenced = false;
  return text.split('\n').flatMap((line, index) => {
    const isFence = line.trimStart().startsWith('```');
    if (isFence) isFenced = !isFenced;
    return isFence || isFenced ? [] : [{ line: index + 1, text: line }];
  });
}
