import { z } from 'zod';
import type { AccessRequest } from '#aws/settings.ts';
import { readArguments } from './arguments.ts';
import type { CallChanges } from './call-changes.ts';
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

/** What a call carries beside its own arguments. */
export interface ToolCall {
  /** Whose call it is, and where. */
  readonly access: AccessRequest;
  readonly context: ToolContext;
}

/** What a call's arguments are read with: nothing of it asks anybody. */
export type ReadContext = Pick<ToolContext, 'settings' | 'now' | 'user'> &
  Partial<Pick<ToolContext, 'undoSignatures'>>;

interface Definition<Input extends z.core.$ZodLooseShape, Output extends z.ZodObject, Request> {
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
  /**
   * Everything that is known of the call without AWS, once.
   *
   * @throws WhitelistError `invalid_input`
   */
  readonly read: (input: z.infer<z.ZodObject<Input>>, context: ReadContext) => Request | Promise<Request>;
  /** Whether it means the person's own address, which others have to be asked for. Default: it never does. */
  readonly needsOwnAddress?: (request: Request) => boolean;
  /**
   * What it would change, for the settings to judge without AWS. Default: nothing, ever.
   *
   * @throws WhitelistError `invalid_input` where that cannot be told
   */
  readonly changes?: (request: Request, context: ReadContext) => CallChanges;
  readonly run: (request: Request, call: ToolCall) => Promise<z.infer<Output>>;
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

/** A tool as its faces see it; `whitelist-add.ts` and its kin make them. */
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
  /**
   * Reads a call without making it.
   *
   * @param raw - The arguments as they came.
   * @throws WhitelistError what is wrong with it, as far as that is known without AWS
   */
  read(raw: unknown, context: ReadContext): Promise<CallReading>;
}

/** A call that was read and not made. */
export interface CallReading {
  /** It means the person's own address, which others have to be asked for. */
  readonly needsOwnAddress: boolean;
  /**
   * What it would change; null: it only reads.
   *
   * @throws WhitelistError `invalid_input` where that cannot be told without AWS
   */
  changes(): CallChanges | null;
}

export function defineTool<Input extends z.core.$ZodLooseShape, Output extends z.ZodObject, Request>(
  definition: Definition<Input, Output, Request>,
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
      const { request, access } = await readCall(raw, context);
      const answer = await definition.run(request, { access, context });
      const { standingWarnings, settings } = context;
      const result = withWarnings(answer, settings.fileWarnings, standingWarnings);
      return { result, view: toView(() => definition.view(result), result) };
    },
    async read(raw, context) {
      const { request } = await readCall(raw, context);
      return {
        needsOwnAddress: definition.needsOwnAddress?.(request) ?? false,
        changes: () => definition.changes?.(request, context) ?? null,
      };
    },
  };

  async function readCall(raw: unknown, context: ReadContext) {
    const { problem, unenforceable } = context.settings;
    if (problem) throw problem;
    const given = omitArguments(raw, ignoredArguments);
    const { input, access } = readArguments(ownSchema, given, annotations.destructiveHint);
    if (unenforceable && !annotations.readOnlyHint) throw unenforceable;
    return { request: await definition.read(input, context), access };
  }
}

/** What was done is told, in whatever form, although its text could not be made. */
function toView(view: () => View, result: Readonly<Record<string, unknown>>): View {
  try {
    return view();
  } catch {
    return { headline: JSON.stringify(result), notes: [] };
  }
}

/** What is wrong with the config file comes before whatever else an answer warns of, what holds for every call after it. */
function withWarnings<T extends object>(result: T, before: readonly string[], after: readonly string[]): T {
  if (before.length + after.length === 0 || !('warnings' in result) || !Array.isArray(result.warnings))
    return result;
  const own: readonly unknown[] = result.warnings;
  return { ...result, warnings: [...before, ...own, ...after] };
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
