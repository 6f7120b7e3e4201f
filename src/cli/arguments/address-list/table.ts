import { quoteMasked } from '#core/text/redact.ts';
import { type CsvRow, type MalformedLine, parseCsv } from './csv.ts';
import {
  ADDRESS_KEYS,
  type ListContent,
  looksLikeAddress,
  MAX_ENTRIES,
  normalizeName,
  tooManyEntriesError,
  unusableFileError,
} from './entry.ts';
import { contentLines, stripComment } from './lines.ts';

const SEPARATORS = [',', ';', '\t'];
const MAX_COLUMNS = 100;

/** Whether it is more than lines: separators or quotes beside comments, or a heading. */
export function isTable(text: string): boolean {
  const lines = contentLines(text).map(({ line }) => stripComment(line));
  return isAddressKey(lines[0] ?? '') || lines.some((line) => /[,;\t]|^"/.test(line));
}

export const isAddressKey = (cell: string) => ADDRESS_KEYS.includes(normalizeName(cell));

/**
 * The column of addresses: the one that a heading names, else the only one in which every row has an address.
 *
 * @throws WhitelistError `invalid_input`
 */
export function parseTable(text: string, name: string): ListContent {
  const readings = SEPARATORS.map((separator) => parseCsv(text, separator));
  const tables = readings.flatMap((reading) => ('brokenLine' in reading ? [] : [reading]));
  const found = tables.find(hasHeading) ?? tables.find((rows) => findAddressColumns(rows).length > 0);
  if (found) return extractColumn(found, name);
  const broken = readings.find((reading): reading is MalformedLine => 'brokenLine' in reading);
  if (broken) {
    const why = `line ${broken.brokenLine} has a quote that is not closed, or that text follows.`;
    throw unusableFileError(name, why);
  }
  // The first that has cells to choose from: the error names what stands there in place of addresses.
  return extractColumn(
    tables.find((rows) => rows.some(({ cells }) => cells.length > 1)) ?? tables[0] ?? [],
    name,
  );
}

const hasHeading = ([first]: readonly CsvRow[]): boolean => first?.cells.some(isAddressKey) === true;

function findAddressColumns(rows: readonly CsvRow[]): number[] {
  return columnIndexes(rows).filter((at) => rows.every((row) => looksLikeAddress(cellOf(row, at))));
}

const columnIndexes = (rows: readonly CsvRow[]) =>
  Array.from({ length: rows.reduce((most, { cells }) => Math.max(most, cells.length), 0) }, (_, at) => at);

const cellOf = ({ cells }: CsvRow, at: number) => stripComment(cells[at] ?? '');

function extractColumn(rows: readonly CsvRow[], name: string): ListContent {
  if (rows.length > MAX_ENTRIES + 1) throw tooManyEntriesError(name, rows.length);
  if (columnIndexes(rows).length > MAX_COLUMNS)
    throw unusableFileError(name, `it has more than ${MAX_COLUMNS} columns.`);
  const heading = hasHeading(rows) ? rows[0] : undefined;
  if (!heading) rejectUnknownHeading(rows, name);
  const body = heading ? rows.slice(1) : rows;
  const at = heading ? findHeadedColumn(heading) : guessColumn(rows, name);
  const unused = columnIndexes(rows).filter(
    (other) => other !== at && body.some((row) => cellOf(row, other) !== ''),
  );
  return {
    entries: body.map((row) => ({ where: `line ${row.line}`, value: cellOf(row, at) })),
    unused: unused.map((other) => heading?.cells[other]?.trim() || `column ${other + 1}`),
  };
}

/** A first row of names over rows of addresses. */
function rejectUnknownHeading([first, ...rest]: readonly CsvRow[], name: string): void {
  const isHeading = first?.cells.every((cell) => /^[^\d.:/]*\p{L}[^.:/]*$/u.test(cell) || cell.trim() === '');
  if (!first || !isHeading || rest.length === 0 || findAddressColumns(rest).length === 0) return;
  const names = first.cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const shown = names.slice(0, 10).map(quoteMasked).join(', ');
  throw unusableFileError(
    name,
    `line ${first.line} looks like a heading, and none of its names is known: ${shown}.`,
  );
}

function findHeadedColumn({ cells }: CsvRow): number {
  const names = cells.map(normalizeName);
  return ADDRESS_KEYS.map((known) => names.indexOf(known)).find((at) => at !== -1) ?? 0;
}

function guessColumn(rows: readonly CsvRow[], name: string): number {
  const [first, second] = findAddressColumns(rows);
  if (first !== undefined && second !== undefined) {
    const which = `columns ${first + 1} and ${second + 1}`;
    throw unusableFileError(name, `${which} hold addresses, and no heading tells which are meant.`);
  }
  if (first !== undefined) return first;
  const count = (at: number) => rows.filter((row) => looksLikeAddress(cellOf(row, at))).length;
  return columnIndexes(rows).reduce((best, at) => (count(at) > count(best) ? at : best), 0);
}
