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

/** The known path that was most likely meant: one of the same name, else the likest by name and folder. */
export function findNearestPath(path: string, known: readonly string[]): string | undefined {
  const folder = dirname(path);
  const score = (candidate: string) => {
    const elsewhere = folder === '.' ? 0 : editDistance(folder, dirname(candidate));
    const other = editDistance(basename(path), basename(candidate));
    // A file is moved more often than renamed.
    return other === 0 ? elsewhere - 1000 : 2 * other + elsewhere;
  };
  const alike = known.filter((candidate) => extname(candidate) === extname(path));
  const scored = alike.map((candidate) => ({ candidate, score: score(candidate) }));
  return scored.sort((a, b) => a.score - b.score)[0]?.candidate;
}
