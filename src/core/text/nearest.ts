/** Beyond the edge of the table there is no way. */
const at = (row: readonly number[], j: number): number => row[j] ?? Infinity;

/** Edits (insert, delete, replace, swap of neighbours) that turn one short word into the other. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last: number[] = [];
  for (let i = 0; i <= a.length; i++) {
    const row: number[] = [];
    for (let j = 0; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? at(beforeLast, j - 2) + 1 : Infinity;
      row.push(i + j === 0 ? 0 : Math.min(replaced, swapped, at(last, j) + 1, at(row, j - 1) + 1));
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

/** The known word that was probably meant, or null when none is near: one slip, or a third of the word wrong. */
export function nearest(word: string, known: Iterable<string>): string | null {
  if (word.length > 64) return null;
  let best: string | null = null;
  let least = Infinity;
  for (const candidate of known) {
    const d = distance(word.toLowerCase(), candidate.toLowerCase());
    if (d < least) [best, least] = [candidate, d];
  }
  if (best === null || least >= best.length) return null;
  return least <= Math.max(1, Math.floor(best.length / 3)) ? best : null;
}

/** Longest name that is compared at all: work grows with it, and names come from strangers. */
const LONGEST = 128;

/** The nearest of them, the likeliest first, each once. @param most - Default 3. */
export function nearestSome(word: string, known: Iterable<string>, most = 3): string[] {
  const left = new Set([...known].filter((candidate) => candidate.length <= LONGEST));
  const found: string[] = [];
  while (found.length < most) {
    const next = nearest(word, left);
    if (next === null) break;
    found.push(next);
    left.delete(next);
  }
  return found;
}
