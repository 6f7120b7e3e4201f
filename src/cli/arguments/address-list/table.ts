import { looksLikeAddress } from '#cli/arguments/looks-like-address.ts';
import { csvRows, type Broken, type Row } from './csv.ts';
import { MOST, NAMES, normalName, tooMany, unusable, type Found } from './entry.ts';
import { commentless, contentLines } from './lines.ts';

const SEPARATORS = [',', ';', '\t'];
const MOST_COLUMNS = 100;

/** Whether it is more than lines: separators or quotes beside comments, or a heading. */
export function isTable(text: string): boolean {
  const lines = contentLines(text).map(({ line }) => commentless(line));
  return isName(lines[0] ?? '') || lines.some((line) => /[,;\t]|^"/.test(line));
}

const isName = (cell: string) => NAMES.includes(normalName(cell));

/**
 * The column of addresses: the one that a heading names, else the only one in which every row has an address.
 *
 * @throws WhitelistError `invalid_input`
 */
export function readTable(text: string, name: string): Found {
  const readings = SEPARATORS.map((separator) => csvRows(text, separator));
  const tables = readings.flatMap((reading) => ('brokenLine' in reading ? [] : [reading]));
  const found = tables.find(hasHeading) ?? tables.find((rows) => columnsOfAddresses(rows).length > 0);
  if (found) return take(found, name);
  const broken = readings.find((reading): reading is Broken => 'brokenLine' in reading);
  if (broken) {
    const why = `line ${broken.brokenLine} has a quote that is not closed, or that text follows.`;
    throw unusable(name, why);
  }
  // The one that is cut at all; what it has in place of addresses is told.
  return take(tables.find((rows) => rows.some(({ cells }) => cells.length > 1)) ?? tables[0] ?? [], name);
}

const hasHeading = ([first]: readonly Row[]): boolean => first?.cells.some(isName) === true;

function columnsOfAddresses(rows: readonly Row[]): number[] {
  return columns(rows).filter((at) => rows.every((row) => looksLikeAddress(cellOf(row, at))));
}

const columns = (rows: readonly Row[]) =>
  Array.from({ length: rows.reduce((most, { cells }) => Math.max(most, cells.length), 0) }, (_, at) => at);

const cellOf = ({ cells }: Row, at: number) => commentless(cells[at] ?? '');

function take(rows: readonly Row[], name: string): Found {
  if (rows.length > MOST + 1) throw tooMany(name, rows.length);
  if (columns(rows).length > MOST_COLUMNS) throw unusable(name, `it has more than ${MOST_COLUMNS} columns.`);
  const heading = hasHeading(rows) ? rows[0] : undefined;
  const body = heading ? rows.slice(1) : rows;
  const at = heading ? headed(heading) : unheaded(rows, name);
  const unused = columns(rows).filter(
    (other) => other !== at && body.some((row) => cellOf(row, other) !== ''),
  );
  return {
    entries: body.map((row) => ({ where: `line ${row.line}`, value: cellOf(row, at) })),
    unused: unused.map((other) => heading?.cells[other]?.trim() || `column ${other + 1}`),
  };
}

function headed({ cells }: Row): number {
  const names = cells.map(normalName);
  return NAMES.map((known) => names.indexOf(known)).find((at) => at !== -1) ?? 0;
}

function unheaded(rows: readonly Row[], name: string): number {
  const [first, second] = columnsOfAddresses(rows);
  if (first !== undefined && second !== undefined) {
    const which = `columns ${first + 1} and ${second + 1}`;
    throw unusable(name, `${which} hold addresses, and no heading tells which are meant.`);
  }
  if (first !== undefined) return first;
  const count = (at: number) => rows.filter((row) => looksLikeAddress(cellOf(row, at))).length;
  return columns(rows).reduce((best, at) => (count(at) > count(best) ? at : best), 0);
}
