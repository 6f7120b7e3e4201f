import { z } from 'zod';
import { WhitelistError } from '#core/errors/errors.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import type { SyntaxFault, TextPosition } from './jsonc.ts';
import { readHint } from './must-parse.ts';
import { describeExpectation, formatExample, schemaAt, unwrap } from './schema-facts.ts';
import { showPath } from './unknown-keys.ts';

/** Something of the file that is wrong, where it is and what would be right. */
export interface Mistake extends TextPosition {
  /** A sentence without its place. */
  readonly what: string;
  /** A sentence that helps with this very value. */
  readonly hint: string | null;
  /** What is to be mended; null: the text itself. */
  readonly path: string | null;
}

export const toSyntaxMistake = ({ line, column, what }: SyntaxFault): Mistake => ({
  line,
  column,
  what: `not valid JSON: ${what}.`,
  hint: 'Check for a missing comma, quote or brace near it; comments and trailing commas are fine.',
  path: null,
});

/** What a schema says of a value that does not fit, without what may be a secret in it. */
export function toMistake(
  issue: z.core.$ZodIssue,
  schema: z.core.$ZodType,
  raw: unknown,
  locate: (path: readonly PropertyKey[]) => TextPosition,
): Mistake {
  const own = schemaAt(schema, issue.path);
  const path = showPath(issue.path);
  const expectation = describeExpectation(issue);
  const example = /such as|"|true or false/.test(expectation) ? '' : formatExample(own, issue.path);
  return {
    ...locate(issue.path),
    what: `${path} is wrong: got ${describeValue(valueAt(raw, issue.path), own)}, ${expectation}.${example}`,
    hint: readHint(issue),
    path,
  };
}

/** The text is said here where it is one of few words, or nearly one; else its kind and length: it may be a secret. */
function describeValue(value: unknown, schema: z.core.$ZodType | null): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  const options = schema === null ? [] : unwrap(schema);
  const isNumeric = options.some((option) => option instanceof z.ZodNumber);
  const isText = options.some((option) => option instanceof z.ZodString) && !isNumeric;
  if (typeof value === 'number') return isText ? 'a number' : String(value);
  if (typeof value !== 'string') return 'an object';
  const words = options.flatMap((option) => {
    if (option instanceof z.ZodEnum) return option.options.map(String);
    return option instanceof z.ZodBoolean ? ['true', 'false', 'yes', 'no', 'on', 'off'] : [];
  });
  const isWord = closestMatch(value, words) !== null && /^[A-Za-z]+$/.test(value);
  if (isWord || (isNumeric && /^\d{1,5}$/.test(value))) return `"${value}"`;
  return value === ''
    ? 'an empty text'
    : `a text of ${value.length} character${value.length === 1 ? '' : 's'}`;
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return new Map<PropertyKey, unknown>(Object.entries(value)).get(String(key));
  }, raw);
}

/** So many are told each by itself. */
const MAX_TOLD = 20;

/** All mistakes of a file in one error. @param file - Its path, fit to be shown. */
export function mistakesError(file: string, mistakes: readonly Mistake[]): WhitelistError {
  const sorted = [...mistakes].sort((a, b) => a.line - b.line || a.column - b.column);
  const [only, ...others] = sorted;
  if (only && others.length === 0) {
    const { line, column, what, hint, path } = only;
    return new WhitelistError(
      'config_error',
      `Config file ${file}, line ${line}, column ${column}: ${what}`,
      {
        guidance: [...(hint === null ? [] : [hint]), formatRemedy(path ?? 'that', file)],
      },
    );
  }
  const told = sorted.slice(0, MAX_TOLD);
  const left = sorted.length - told.length;
  return new WhitelistError('config_error', `Config file ${file} has ${sorted.length} mistakes.`, {
    guidance: [
      ...told.map(
        ({ line, column, what, hint }) =>
          `Line ${line}, column ${column}: ${what}${hint === null ? '' : ` ${hint}`}`,
      ),
      ...(left > 0 ? [`And ${left} more.`] : []),
      formatRemedy('them', file),
    ],
  });
}

const formatRemedy = (what: string, file: string): string =>
  `Mend ${what} in ${file}, then repeat the call; the file is read at start, so restart a server.`;
