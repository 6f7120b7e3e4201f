import { invalidInput } from '#core/errors/invalid-input.ts';

/** What of a list an answer has. */
export interface PageRequest {
  /** Null: all, or what a model can read. */
  readonly limit: number | null;
  /** Where the last answer ended. */
  readonly cursor: Cursor | null;
}

/** The key of the last row that was shown, and what all rows were then. */
interface Cursor {
  readonly after: string;
  readonly seen: string;
}

export interface Page<T> {
  readonly rows: readonly T[];
  /** Beside all rows: how many there are, and where to go on. Absent where the answer has them all. */
  readonly facts: { readonly total?: number; readonly truncated?: boolean; readonly cursor?: string };
  readonly warnings: readonly string[];
}

/** Rows in one answer: more are asked for by pages. */
const MAX_LIMIT = 1_000;

/** How much of rows a model is given at once: characters of JSON, of which its text has about as many again. */
const MODEL_BUDGET = 12_000;

/** What each row costs beside its own JSON. */
const ROW_OVERHEAD = 12;

const CHANGED =
  'The list has changed since the page before this one: what was added or removed in what was shown already is not seen here.';

/** @throws WhitelistError `invalid_input` */
export function readPageRequest({
  limit,
  cursor,
}: {
  limit?: number | undefined;
  cursor?: string | undefined;
}): PageRequest {
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT))
    throw invalidInput({
      field: 'limit',
      value: limit,
      expected: `a whole number from 1 to ${MAX_LIMIT}`,
      example: '50',
    });
  return { limit: limit ?? null, cursor: cursor === undefined ? null : parseCursor(cursor) };
}

function parseCursor(text: string): Cursor {
  const [seen = '', after = ''] = /^([0-9a-z]+)\.([A-Za-z0-9_-]+)$/.exec(text)?.slice(1) ?? [];
  const key = fromBase64Url(after);
  if (key !== null && key !== '') return { seen, after: key };
  throw invalidInput({
    field: 'cursor',
    value: text,
    expected: 'the cursor of an answer that was truncated',
    example: 'the text as it was given, beside the same arguments',
  });
}

/**
 * A part of a list that fits its reader, in an order that stays the same from one page to the next.
 *
 * @param rowsByKey - All rows, under keys that stay theirs.
 * @param isBounded - The answer goes to a model.
 */
export function takePage<T>(
  rowsByKey: readonly (readonly [key: string, row: T])[],
  { limit, cursor }: PageRequest,
  isBounded: boolean,
): Page<T> {
  const rows = rowsByKey.map(([, row]) => row);
  const count = countFitting(rows, limit ?? Infinity, isBounded);
  if (cursor === null && count >= rows.length) return { rows, facts: {}, warnings: [] };
  const sorted = [...rowsByKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const seen = digest(sorted.map(([key, row]) => `${key} ${JSON.stringify(row)}`));
  const rest = cursor === null ? sorted : sorted.filter(([key]) => key > cursor.after);
  const shown = rest.slice(
    0,
    countFitting(
      rest.map(([, row]) => row),
      limit ?? Infinity,
      isBounded,
    ),
  );
  const last = shown.at(-1);
  const isTruncated = shown.length < rest.length;
  return {
    rows: shown.map(([, row]) => row),
    facts: {
      total: rows.length,
      truncated: isTruncated,
      ...(isTruncated && last && { cursor: `${seen}.${toBase64Url(last[0])}` }),
    },
    warnings: cursor !== null && cursor.seen !== seen ? [CHANGED] : [],
  };
}

/** At least one, so that a list comes to its end. */
function countFitting(rows: readonly unknown[], limit: number, isBounded: boolean): number {
  if (!isBounded) return Math.min(limit, rows.length);
  let [count, characters] = [0, 0];
  for (const row of rows) {
    characters += JSON.stringify(row).length + ROW_OVERHEAD;
    if (count > 0 && (count >= limit || characters > MODEL_BUDGET)) break;
    count += 1;
  }
  return count;
}

/** Tells lists apart; nothing depends on nobody being able to make two alike. */
function digest(texts: readonly string[]): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (const text of texts)
    for (let i = 0; i < text.length; i += 1) {
      a = Math.imul(a ^ text.charCodeAt(i), 0x01000193) >>> 0;
      b = Math.imul(b ^ text.charCodeAt(i), 0x85ebca6b) >>> 0;
    }
  return `${a.toString(36)}${b.toString(36)}`;
}

const toBase64Url = (text: string): string => Buffer.from(text).toString('base64url');

function fromBase64Url(text: string): string | null {
  const decoded = Buffer.from(text, 'base64url').toString();
  return toBase64Url(decoded) === text ? decoded : null;
}
