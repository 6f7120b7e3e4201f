import { z } from 'zod';
import { invalidInput } from '#core/errors/invalid-input.ts';
import type { Tool } from '#tools/definition/definition.ts';
import { tools } from '#tools/index.ts';

/** A call that was written down instead of being made. */
export interface SavedCall {
  readonly tool: Tool;
  readonly args: unknown;
}

const callSchema = z.union([
  z.object({ tool: z.string(), arguments: z.unknown().optional() }),
  z.object({ method: z.string(), params: z.looseObject({ _meta: z.unknown().optional() }).optional() }),
]);
const toolCall = z.object({ name: z.string(), arguments: z.unknown().optional() });

/**
 * Reads a call as a tool's (`{ "tool", "arguments" }`), as a raw method's or as MCP's `tools/call`.
 *
 * @throws WhitelistError `invalid_input`
 */
export function readSavedCall(value: unknown): SavedCall {
  const { data } = callSchema.safeParse(value);
  if (data === undefined) {
    throw invalidInput({
      field: 'call',
      value,
      expected: 'a tool and its arguments, or a method and its params',
      example: '{"tool": "whitelist_add", "arguments": {"ip_address": "203.0.113.7"}}',
    });
  }
  if ('tool' in data) return { tool: findTool(data.tool), args: data.arguments ?? {} };
  const { _meta, ...params } = data.params ?? {};
  if (data.method !== 'tools/call') return { tool: findTool(data.method), args: params };
  const inner = toolCall.safeParse(params).data;
  return { tool: findTool(inner?.name), args: inner?.arguments ?? {} };
}

function findTool(name: unknown): Tool {
  const tool = tools.find((known) => [known.name, known.name.replace('_', '/')].some((own) => own === name));
  if (tool) return tool;
  const expected = `one of ${tools.map((known) => known.name).join(', ')}`;
  throw invalidInput({ field: 'tool', value: name, expected, example: 'whitelist_add' });
}
