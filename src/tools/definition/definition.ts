import { z } from 'zod';
import type { AccessRequest } from '#aws/settings.ts';
import { readArguments } from './arguments.ts';
import type { ToolContext } from './context.ts';
import { accessFields } from './fields.ts';
import type { View } from './view.ts';

/** The hints of the MCP specification; a write says for itself whether it destroys and can be repeated. */
export interface Annotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** Nothing but asks AWS; may be repeated at will. */
export const READ_ONLY: Annotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: true,
};

interface Definition<Input extends z.core.$ZodLooseShape, Output extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  readonly annotations: Annotations;
  /** Arguments that a terminal takes without a name, in this order. */
  readonly positionals: readonly string[];
  /** Those of them that a call can do without. Default: none. */
  readonly optionalPositionals?: readonly string[];
  /** Arguments of the other tools that play no part here and are no mistake either. */
  readonly ignoredArguments?: readonly string[];
  readonly handler: (
    input: z.infer<z.ZodObject<Input>>,
    access: AccessRequest,
    context: ToolContext,
  ) => Promise<z.infer<Output>>;
  readonly view: (output: z.infer<Output>) => View;
}

/** One argument, for faces that speak no JSON Schema. */
export interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** True or false alone: at a terminal, an option without a value. */
  readonly isFlag: boolean;
  /** A list and nothing else: at a terminal, an option that may be repeated, and that takes commas. */
  readonly isList: boolean;
}

/** A tool as its faces see it; `whitelist-add.ts` and its neighbours make them. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: z.ZodObject;
  readonly parameters: readonly Parameter[];
  readonly outputSchema: z.ZodObject;
  readonly annotations: Annotations;
  readonly positionals: readonly string[];
  readonly optionalPositionals: readonly string[];
  /**
   * @param raw - The arguments as they came.
   * @throws WhitelistError, and nothing else that is not a defect
   */
  call(raw: unknown, context: ToolContext): Promise<{ result: Record<string, unknown>; view: View }>;
}

export function defineTool<Input extends z.core.$ZodLooseShape, Output extends z.ZodObject>(
  definition: Definition<Input, Output>,
): Tool {
  const { name, title, description, annotations, positionals, output } = definition;
  const { ignoredArguments = [], optionalPositionals = [] } = definition;
  const ownSchema = z.object(definition.input);
  const inputSchema = z.object({ ...definition.input, ...accessFields });
  return {
    name,
    title,
    description,
    annotations,
    positionals,
    optionalPositionals,
    inputSchema,
    parameters: Object.entries(inputSchema.shape).map(toParameter),
    outputSchema: output,
    async call(raw, context) {
      if (context.settings.problem) throw context.settings.problem;
      const { input, access } = readArguments(ownSchema, omitArguments(raw, ignoredArguments));
      const { unenforceable } = context.settings;
      if (unenforceable && !annotations.readOnlyHint) throw unenforceable;
      const result = await definition.handler(input, access, context);
      return { result, view: definition.view(result) };
    },
  };
}

function toParameter([name, schema]: [string, z.core.$ZodType]): Parameter {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  const description = [schema, inner].map((s) => (s instanceof z.ZodType ? s.description : undefined));
  return {
    name,
    description: description.find((text) => text !== undefined) ?? '',
    required: !(schema instanceof z.ZodOptional),
    isFlag: inner instanceof z.ZodBoolean,
    isList: inner instanceof z.ZodArray,
  };
}

function omitArguments(raw: unknown, names: readonly string[]): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || names.length === 0) return raw;
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !names.includes(name)));
}
