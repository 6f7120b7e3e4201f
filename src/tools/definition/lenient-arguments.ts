import { z } from 'zod';
import type { WhitelistError } from '#core/errors/errors.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { findUnfilledLiteral } from '#core/text/unfilled-literal.ts';
import { EXPECTED_VALUES } from './fields.ts';

/** Where a tool that takes something away looks: an empty one of these may have been meant to be filled. */
const SELECTORS = [
  'ip_address',
  'ip_addresses',
  'from_ip_address',
  'families',
  'port',
  'protocol',
  'security_group_id',
  'target',
  'targets',
  'rule_id',
  'rule_ids',
  'holder',
];

/** Left out, each of these means more than it could have said: a change without its plan, an access without its end. */
const NEVER_EMPTY = ['plan_token', 'expires_in', 'expires_at'];

/** What an undo has of descriptions, to the letter: an empty one is none, and no placeholder is a host's. */
const VERBATIM = ['left', 'before', 'signature'];

/**
 * Some hosts fill every argument in, with null or with nothing in it, or send lists and truth values as text: what they
 * mean is read from it. What they should have filled in and did not is refused.
 *
 * @param shape - The arguments that the tool knows.
 * @param takesAway - Whether the tool removes or moves anything: then an empty selector is refused.
 * @returns the arguments that say something
 * @throws WhitelistError `invalid_input`
 */
export function readLeniently(
  shape: Readonly<Record<string, z.core.$ZodType>>,
  given: ReadonlyMap<string, unknown>,
  takesAway: boolean,
): Record<string, unknown> {
  const mustSay = [...NEVER_EMPTY, ...(takesAway ? SELECTORS : [])];
  const said: Record<string, unknown> = {};
  for (const [name, value] of given) {
    const isVerbatim = VERBATIM.includes(name) && typeof value === 'string';
    const read = isVerbatim ? value : readValue(shape[name], name, value);
    if (read === undefined || read === null) continue;
    if (isEmpty(read) && !isVerbatim) {
      if (mustSay.includes(name)) throw emptyArgument(name, read);
      continue;
    }
    said[name] = read;
  }
  return said;
}

function readValue(schema: z.core.$ZodType | undefined, name: string, value: unknown): unknown {
  rejectUnfilled(name, value);
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (name === 'credentials') return dropUnsaid(typeof value === 'string' ? parseAs(value, isRecord) : value);
  // Announced as text; a number says the same.
  if (name === 'families' && typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') return value;
  if (inner instanceof z.ZodBoolean) return parseBoolean(value);
  if (inner instanceof z.ZodNumber) return /^\s*-?\d{1,15}\s*$/.test(value) ? Number(value) : value;
  if (inner instanceof z.ZodArray) return parseList(name, value);
  return inner instanceof z.ZodUnion ? parseAs(value, Array.isArray) : value;
}

const parseBoolean = (text: string): unknown => {
  const word = text.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : text;
};

/** A list as JSON; else, addresses with commas between them, which no address has, or the one thing that it names. */
function parseList(name: string, text: string): unknown {
  const list = parseAs(text, Array.isArray);
  if (list !== text) return list;
  return name === 'ip_addresses' ? text.split(',').map((piece) => piece.trim()) : [text];
}

/** What a text says as JSON, where that is of the kind wanted; else the text. */
function parseAs(text: string, isWanted: (value: unknown) => boolean): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return isWanted(value) ? value : text;
  } catch {
    return text;
  }
}

/** Credentials of which no part is given are none. */
function dropUnsaid(credentials: unknown): unknown {
  if (!isRecord(credentials)) return credentials;
  const said = Object.entries(credentials).filter(
    ([, part]) => part !== null && part !== undefined && !isEmpty(part),
  );
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.length === 0);

function rejectUnfilled(name: string, value: unknown): void {
  const found = Array.isArray(value)
    ? value.map((item: unknown, i) => [`${name}[${i}]`, item] as const)
    : isRecord(value)
      ? Object.entries(value).map(([key, item]) => [`${name}.${key}`, item] as const)
      : [[name, value] as const];
  for (const [field, item] of found) {
    const literal = typeof item === 'string' ? findUnfilledLiteral(item) : null;
    if (literal !== null) throw unfilledArgument(field, name, literal);
  }
}

function unfilledArgument(field: string, name: string, literal: string): WhitelistError {
  const [expected, example] = EXPECTED_VALUES[name] ?? ['a value', 'a value, or nothing'];
  return invalidInput({
    field,
    value: literal,
    expected: `${expected}; this is a placeholder that the host did not fill in`,
    example,
    hint: 'Set it where the host keeps its settings, or leave it out.',
  });
}

function emptyArgument(name: string, value: unknown): WhitelistError {
  const [expected, example] = EXPECTED_VALUES[name] ?? ['a value', 'a value, or nothing'];
  return invalidInput({
    field: name,
    value,
    expected: `${expected}, or nothing: leave it out`,
    example,
    hint: `If no ${name} is meant, leave it out: an empty one is never taken for all.`,
  });
}
