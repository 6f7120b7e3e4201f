import { basename, dirname, extname } from 'node:path/posix';

/** How many letters have to be put in, taken out or replaced to make one text of the other. */
function editDistance(a: string, b: string): number {
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const row = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (last[j] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min(replaced, (last[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    last = row;
  }
  return last[b.length] ?? 0;
}

/** From 0, the same, to 1, nothing in common. */
const difference = (a: string, b: string): number => editDistance(a, b) / Math.max(a.length, b.length, 1);

/** How many of a path's folders another one has too, wherever they stand. */
function sharedFolders(path: string, other: string): number {
  const folders = new Set(dirname(other).split('/'));
  return dirname(path)
    .split('/')
    .filter((folder) => folders.has(folder)).length;
}

/** The known path that was most likely meant: one of the same name, else the likest in the same folders. */
export function findNearestPath(path: string, known: readonly string[]): string | undefined {
  const score = (candidate: string): number => {
    const name = difference(basename(path), basename(candidate));
    // A file is moved more often than renamed.
    const moved = name === 0 ? -1 : 0;
    return name + moved - 0.25 * sharedFolders(path, candidate) + 0.1 * difference(path, candidate);
  };
  const scored = known
    .filter((candidate) => extname(candidate) === extname(path))
    .map((candidate) => ({ candidate, score: score(candidate) }));
  return scored.sort((a, b) => a.score - b.score)[0]?.candidate;
}
