import type { z } from 'zod';
import { WhitelistError } from '#core/errors/errors.ts';
import { quoteMasked } from '#core/errors/invalid-input.ts';
import { readHint } from './must-parse.ts';
import { configFileSchema, type ConfigFile } from './file-schema.ts';

/**
 * Reads the text of a config file.
 *
 * @param name - The file's path, for the error.
 * @throws WhitelistError `config_error` with the file, the path in it, what is expected and the fix
 */
export function parseConfigFile(text: string, name: string): { file: ConfigFile; raw: unknown } {
  const raw = parseJson(text, name);
  const parsed = configFileSchema.safeParse(raw);
  if (parsed.success) return { file: parsed.data, raw };
  const [issue] = parsed.error.issues;
  const path = formatPath(issue?.path ?? []);
  const hint = readHint(issue);
  const got = isHidden(issue?.path ?? [])
    ? 'what is not shown'
    : quoteMasked(valueAt(raw, issue?.path ?? []));
  throw new WhitelistError(
    'config_error',
    `Config file ${name}: ${path} is wrong: got ${got}, ${describeExpectation(issue)}.`,
    {
      guidance: [
        ...(hint === null ? [] : [hint]),
        `Mend ${path} in ${name}, then repeat the call; the file is read at start, so restart a server.`,
      ],
    },
  );
}

/** What may hold a secret that looks like none: an address may have a password in it, or a token. */
function isHidden(path: readonly PropertyKey[]): boolean {
  return path.at(-1) === 'external_id' || (path[0] === 'public_ip' && path[1] === 'sources');
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The parser's own message may repeat a part of the file, so only the place is taken from it.
    const at = /line \d+ column \d+|position \d+/.exec(error instanceof Error ? error.message : '')?.[0];
    throw new WhitelistError(
      'config_error',
      `Config file ${name} is not valid JSON${at ? ` (${at})` : ''}.`,
      {
        guidance: ['Check for a missing comma, quote or brace, or a comment: JSON has none.'],
      },
    );
  }
}

function formatPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the file';
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return new Map<PropertyKey, unknown>(Object.entries(value)).get(String(key));
  }, raw);
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};

function describeExpectation(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'invalid_type' && !issue.message.startsWith('expected'))
    return `expected ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
  return issue?.message ?? 'expected another value';
}
