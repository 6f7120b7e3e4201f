import { PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server';
import type { Runtime } from '#context.ts';
import { createProgressListeners, type Notify } from './progress.ts';
import { runTool } from './run-tool.ts';

/** What a raw method answers: the members of a JSON-RPC response beside its id. */
export type RawAnswer =
  | { readonly result: object }
  | { readonly error: { readonly code: number; readonly message: string; readonly data: object } };

/** A method answered with or without an MCP handshake. Never rejects. */
export type RawMethod = (params: unknown, signal: AbortSignal, notify: Notify) => Promise<RawAnswer>;

/** The raw method of this name; null for a name that is none. */
export type RawMethods = (method: string) => RawMethod | null;

/** JSON-RPC's own code for bad params, and the first of those that it leaves to servers. */
const INVALID_PARAMS = -32602;
const SERVER_ERROR = -32000;

/** Every tool as a method of its own, `whitelist/add` and, as later versions of the original had it, `whitelist_add`. */
export function createRawMethods(runtime: Runtime): RawMethods {
  const byMethod = new Map(
    runtime.tools.flatMap((tool) =>
      [tool.name, tool.name.replace('_', '/')].map((method) => [method, tool] as const),
    ),
  );
  return (method) => {
    const tool = byMethod.get(method);
    if (!tool) return null;
    return async (params, signal, notify) => {
      const { args, meta } = splitMeta(params === undefined ? {} : params);
      const outcome = await runTool(tool, args, runtime, {
        signal,
        prompter: runtime.prompterFor({ tool: tool.name, args }),
        ...createProgressListeners(meta.get('progressToken'), notify),
      });
      // Since 2026-07-28, whose requests name their revision themselves, every result says what it is.
      const head = meta.has(PROTOCOL_VERSION_META_KEY) && { resultType: 'complete' };
      if ('result' in outcome) return { result: { ...head, ...outcome.result } };
      const { report } = outcome;
      const code = report.code === 'invalid_input' ? INVALID_PARAMS : SERVER_ERROR;
      return { error: { code, message: report.message, data: report } };
    };
  };
}

/** MCP clients put `_meta` beside the arguments of every request, whatever its method. */
function splitMeta(params: unknown): { args: unknown; meta: ReadonlyMap<string, unknown> } {
  if (typeof params !== 'object' || params === null || Array.isArray(params) || !('_meta' in params))
    return { args: params, meta: new Map() };
  const { _meta: meta, ...args } = params;
  return { args, meta: new Map(Object.entries(meta ?? {})) };
}
