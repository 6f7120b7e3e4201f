export interface CsvRow {
  /** The line where it begins, from 1 on. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A line whose quotes make no sense. */
export interface MalformedLine {
  readonly brokenLine: number;
}

const LINE_END = '\\r\\n|\\n|\\r|$';

/**
 * Cuts CSV into rows, as RFC 4180 has it: a cell in double quotes may hold separators, line ends, and quotes that are
 * doubled. Empty lines are left out, and lines that begin with #.
 *
 * @param separator - One character that means nothing in a regular expression.
 */
export function parseCsv(text: string, separator: string): readonly CsvRow[] | MalformedLine {
  const skipped = new RegExp(`[ \\t]*(?:#[^\\r\\n]*)?(?:${LINE_END})`, 'y');
  const quoted = ' *"([^"]*(?:""[^"]*)*)" *';
  const bare = `((?! *")[^${separator}\\r\\n]*)`;
  const cell = new RegExp(`(?:${quoted}|${bare})(${separator}|${LINE_END})`, 'y');
  const rows: CsvRow[] = [];
  let [at, line] = [0, 1];
  const next = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) [at, line] = [pattern.lastIndex, line + found[0].split(/\r\n|\n|\r/).length - 1];
    return found;
  };
  while (at < text.length) {
    if (next(skipped)) continue;
    const begins = line;
    const cells: string[] = [];
    let end: string | undefined = separator;
    while (end === separator) {
      const found = next(cell);
      if (!found) return { brokenLine: line };
      cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
      end = found[3];
    }
    rows.push({ line: begins, cells });
  }
  return rows;
}
