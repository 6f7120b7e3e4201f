import type { z } from 'zod';

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A tool's schemas as they are announced, without their check: a tool checks its own arguments, so that bad input is
 * refused in the same words on every face, and its answers are held to their schema by the tests. What is announced has
 * one `type` in each place, no `$ref` and nothing but properties at its root, since some models' hosts refuse a tool, or
 * all of them, over less. The dialect is MCP's default and needs no naming.
 */
export const toAnnouncedInput = (schema: z.ZodObject) => announce(schema, toSingleTypes);

/** What an answer has at its top. What is in its lists and objects is left open: spelt out, it is most of a tool list. */
export const toAnnouncedOutput = (schema: z.ZodObject) =>
  announce(schema, (json) => toSingleTypes(toOutline(json)));

function announce(schema: z.ZodObject, convert: (json: JsonSchema) => JsonSchema) {
  const { jsonSchema } = schema['~standard'];
  const converter =
    (io: 'input' | 'output') =>
    (options: Parameters<(typeof jsonSchema)[typeof io]>[0]): Record<string, unknown> => {
      const { $schema: _dialect, ...json } = jsonSchema[io](options);
      return { ...convert(json) };
    };
  return {
    '~standard': {
      version: 1 as const,
      vendor: 'awswhitelist',
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: converter('input'), output: converter('output') },
    },
  };
}

/** A list of types, and a choice within a choice, as one choice of single types. */
function toSingleTypes(schema: JsonSchema): JsonSchema {
  const { type, anyOf, description, ...others } = schema;
  const rest = Object.fromEntries(
    Object.entries(others).map(([name, value]) => [name, convertChild(name, value)]),
  );
  const described = description === undefined ? {} : { description };
  const choices = toList(Array.isArray(type) ? type.map((one: unknown) => ({ type: one })) : anyOf)
    .map(toSingleTypes)
    .flatMap((choice) => ('anyOf' in choice ? toList(choice['anyOf']) : [choice]));
  const [first, ...more] = choices;
  if (!first) return { ...described, ...(type !== undefined && { type }), ...rest };
  // Beside a choice, Gemini's API takes nothing else.
  return { anyOf: [{ ...described, ...first }, ...more], ...rest };
}

function convertChild(name: string, value: unknown): unknown {
  if (name === 'properties' && isSchema(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, isSchema(child) ? toSingleTypes(child) : child]),
    );
  }
  return name === 'items' && isSchema(value) ? toSingleTypes(value) : value;
}

/** Without what later versions may add to, and without what only a strict check needs. */
function toOutline({ properties, required }: JsonSchema): JsonSchema {
  const entries = isSchema(properties) ? Object.entries(properties) : [];
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, value]) => [name, outlineValue(value)])),
    ...(required !== undefined && { required }),
  };
}

function outlineValue(value: unknown): JsonSchema {
  if (!isSchema(value)) return {};
  const { type, enum: values, items, description } = value;
  const itemType = isSchema(items) ? items['type'] : undefined;
  return {
    ...(description !== undefined && { description }),
    type,
    ...(values !== undefined && { enum: values }),
    ...(type === 'array' && { items: { type: itemType } }),
  };
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const toList = (value: unknown): JsonSchema[] => (Array.isArray(value) ? value.filter(isSchema) : []);
