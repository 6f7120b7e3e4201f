/** Beyond the edge of the table there is no way. */
const cellAt = (row: readonly number[], j: number): number => row[j] ?? Infinity;

/** Edits (insert, delete, replace, swap of neighbours) that turn one short word into the other. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last: number[] = [];
  for (let i = 0; i <= a.length; i++) {
    const row: number[] = [];
    for (let j = 0; j <= b.length; j++) {
      const replaced = cellAt(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? cellAt(beforeLast, j - 2) + 1 : Infinity;
      row.push(i + j === 0 ? 0 : Math.min(replaced, swapped, cellAt(last, j) + 1, cellAt(row, j - 1) + 1));
    }
    [beforeLast, last] = [last, row];
  }
  return cellAt(last, b.length);
}

/** The known word that was probably meant, or null when none is near: one slip, or a third of the word wrong. */
export function closestMatch(word: string, known: Iterable<string>): string | null {
  if (word.length > 64) return null;
  let best: string | null = null;
  let leastDistance = Infinity;
  for (const candidate of known) {
    const d = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (d < leastDistance) [best, leastDistance] = [candidate, d];
  }
  if (best === null || leastDistance >= best.length) return null;
  return leastDistance <= Math.max(1, Math.floor(best.length / 3)) ? best : null;
}

/** Longest name that is compared at all: work grows with it, and names come from strangers. */
const MAX_COMPARED_LENGTH = 128;

/** The nearest of them, the likeliest first, each once. @param maxCount - Default 3. */
export function closestMatches(word: string, known: Iterable<string>, maxCount = 3): string[] {
  const left = new Set([...known].filter((candidate) => candidate.length <= MAX_COMPARED_LENGTH));
  const found: string[] = [];
  while (found.length < maxCount) {
    const next = closestMatch(word, left);
    if (next === null) break;
    found.push(next);
    left.delete(next);
  }
  return found;
}
