import type { Runtime } from '#context.ts';
import { WhitelistError, type ErrorReport } from '#core/errors/errors.ts';
import { tools } from '#tools/index.ts';

type Result = Record<string, unknown>;

/** The tools by name; each answer is held to the tool's own output schema. */
export interface ToolCalls {
  readonly call: (tool: string, args: unknown, signal?: AbortSignal) => Promise<Result>;
  /** The report of a call that has to fail. */
  readonly fail: (tool: string, args: unknown, signal?: AbortSignal) => Promise<ErrorReport>;
}

export function createToolCalls(runtime: Runtime): ToolCalls {
  const call = async (name: string, args: unknown, signal?: AbortSignal) => {
    const tool = tools.find((t) => t.name === name);
    if (!tool) throw new Error(`no tool ${name}`);
    const { result } = await tool.call(args, runtime.toolContext({ signal }));
    return tool.outputSchema.strict().parse(result);
  };
  return {
    call,
    async fail(name, args, signal) {
      const outcome = await call(name, args, signal).catch((error: unknown) => error);
      if (outcome instanceof WhitelistError) return outcome.report();
      throw new Error(`expected an error, got ${JSON.stringify(outcome)}`, { cause: outcome });
    },
  };
}
