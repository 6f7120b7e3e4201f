import { z } from 'zod';

/** The schema of what stands at a path; null: none is known there. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | null {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  for (const option of unwrap(schema)) {
    if (option instanceof z.ZodArray && typeof key === 'number') return schemaAt(option.element, rest);
    if (!(option instanceof z.ZodObject)) continue;
    const shape: Readonly<Record<PropertyKey, z.core.$ZodType>> = option.shape;
    const next = Object.hasOwn(shape, key) ? shape[key] : undefined;
    return next ? schemaAt(next, rest) : null;
  }
  return null;
}

/** What a value may be: one schema, or those of a union. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap());
  return schema instanceof z.ZodUnion ? schema.options.flatMap(unwrap) : [schema];
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

/** "expected true or false" */
export function describeExpectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && !issue.message.startsWith('expected'))
    return `expected ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
  return issue.message;
}

/** ` Example: "regions": ["us-east-1"].`; empty where none is known. */
export function formatExample(schema: z.core.$ZodType | null, path: readonly PropertyKey[]): string {
  const example = schema === null ? undefined : exampleOf(schema);
  if (example === undefined) return '';
  const key = path.at(-1);
  const name = typeof key === 'string' ? `"${key}": ` : '';
  return ` Example: ${name}${JSON.stringify(example)}.`;
}

function exampleOf(schema: z.core.$ZodType): unknown {
  const examples = schema instanceof z.ZodType ? schema.meta()?.['examples'] : undefined;
  const [example] = z.array(z.unknown()).safeParse(examples).data ?? [];
  if (example !== undefined) return example;
  const [inner] = unwrap(schema);
  if (inner !== schema) return inner && exampleOf(inner);
  if (inner instanceof z.ZodBoolean) return true;
  if (inner instanceof z.ZodEnum) return inner.options[0];
  if (inner instanceof z.ZodNumber) return inner.minValue ?? 1;
  if (inner instanceof z.ZodArray) {
    const item = exampleOf(inner.element);
    return item === undefined ? undefined : [item];
  }
  if (!(inner instanceof z.ZodObject)) return undefined;
  const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape;
  const required = Object.entries(shape).filter(([, value]) => !(value instanceof z.ZodOptional));
  const entries = (required.length > 0 ? required : Object.entries(shape))
    .map(([key, value]) => [key, exampleOf(value)] as const)
    .filter(([, value]) => value !== undefined);
  return entries.length === 0
    ? undefined
    : Object.fromEntries(required.length > 0 ? entries : entries.slice(0, 1));
}
