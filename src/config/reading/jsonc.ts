import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

/** A place in a text, as editors count: from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A place that is no JSON, and what is wrong there; never a word of the text. */
export interface SyntaxFault extends TextPosition {
  readonly what: string;
}

/** A key that an object has more than once; readers of JSON disagree which of the two counts. */
export interface DuplicateKey {
  readonly path: readonly PropertyKey[];
  /** Where it stands the second time. */
  readonly at: TextPosition;
}

/** A text of JSON with comments and trailing commas, as far as it can be read. */
export type ParsedText =
  | { readonly kind: 'faulty'; readonly faults: readonly SyntaxFault[] }
  | {
      readonly kind: 'read';
      readonly value: unknown;
      readonly duplicates: readonly DuplicateKey[];
      /** Where the value of this path begins; of what is not there, the nearest that it would be in. */
      readonly locate: (path: readonly PropertyKey[]) => TextPosition;
    };

/** Never throws: what is no JSON comes back with all the places that are wrong. */
export function parseJsonc(text: string): ParsedText {
  const toPosition = createPositions(text);
  try {
    const errors: ParseError[] = [];
    const root = parseTree(text, errors, { allowTrailingComma: true });
    if (errors.length > 0 || !root) return { kind: 'faulty', faults: toFaults(errors, toPosition) };
    const value: unknown = getNodeValue(root);
    return {
      kind: 'read',
      value,
      duplicates: findDuplicates(root, [], toPosition),
      locate: (path) => toPosition(findNode(root, path).offset),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: 'faulty', faults: [{ ...toPosition(0), what: 'it is nested too deeply' }] };
  }
}

/** What jsonc-parser calls the faults that people make; every other one is told in general. */
const FAULTS: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'a key in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'something follows the end of the file',
  UnexpectedEndOfComment: 'a comment has no end',
  UnexpectedEndOfString: 'a text has no closing quote',
  InvalidEscapeCharacter: 'a backslash begins no escape that JSON has; a backslash itself is written \\\\',
};

function toFaults(
  errors: readonly ParseError[],
  toPosition: (offset: number) => TextPosition,
): SyntaxFault[] {
  if (errors.length === 0) return [{ ...toPosition(0), what: 'there is nothing in it' }];
  const all = errors.map(({ error, offset }) => ({
    ...toPosition(offset),
    what: FAULTS[printParseErrorCode(error)] ?? 'this is no JSON',
  }));
  // What follows one on the same line mostly comes of it.
  return all.filter(({ line }, i) => all.findIndex((other) => other.line === line) === i);
}

function createPositions(text: string): (offset: number) => TextPosition {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** The properties of an object, as `[key, value]` nodes. */
const propertiesOf = (node: Node): (readonly [key: Node, value: Node])[] =>
  (node.type === 'object' ? (node.children ?? []) : []).flatMap(({ children: [key, value] = [] }) =>
    key && value ? [[key, value] as const] : [],
  );

function findDuplicates(
  node: Node,
  path: readonly PropertyKey[],
  toPosition: (offset: number) => TextPosition,
): DuplicateKey[] {
  if (node.type === 'array')
    return (node.children ?? []).flatMap((child, i) => findDuplicates(child, [...path, i], toPosition));
  const seen = new Set<string>();
  return propertiesOf(node).flatMap(([{ value, offset }, child]) => {
    const key = String(value);
    const at = [...path, key];
    const isSecond = seen.has(key);
    seen.add(key);
    const below = findDuplicates(child, at, toPosition);
    return isSecond ? [{ path: at, at: toPosition(offset) }, ...below] : below;
  });
}

function findNode(root: Node, path: readonly PropertyKey[]): Node {
  let node = root;
  for (const key of path) {
    const next =
      typeof key === 'number'
        ? node.children?.[key]
        : propertiesOf(node).findLast(([{ value }]) => value === String(key))?.[1];
    if (!next) return node;
    node = next;
  }
  return node;
}
