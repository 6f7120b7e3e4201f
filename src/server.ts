import {
  isInputRequiredResult,
  McpServer,
  type CallToolResult,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { z } from 'zod';
import type { Runtime } from './context.ts';
import { PATIENCE, withElicitation, type Asking } from '#server/elicitation.ts';
import { progressOf, type Notify } from '#server/progress.ts';
import { runTool } from '#server/run-tool.ts';
import { formatErrorText, formatAnswerText } from './text.ts';
import type { Tool } from '#tools/definition/definition.ts';
import { VERSION } from './version.ts';

const INSTRUCTIONS =
  'Opens and closes inbound rules of AWS EC2 security groups. Without credentials, call anyway: those of this machine are found, or the answer says what to ask the user for.';

/** Where the error report of a failed call stands in its result, for programs; people read the text. */
const ERROR_META = 'awswhitelist/error';

/**
 * A server for one connection. Cheap, and may be called again: what lasts is in the runtime.
 *
 * @param patience - How long a call waits for a person: milliseconds.
 */
export function createServer(runtime: Runtime, patience = PATIENCE): McpServer {
  const server = new McpServer(
    { name: 'awswhitelist', title: 'AWS whitelist', version: VERSION },
    { instructions: INSTRUCTIONS, capabilities: { tools: { listChanged: false } } },
  );
  for (const tool of runtime.tools) register(server, tool, runtime, patience);
  return server;
}

function register(server: McpServer, tool: Tool, runtime: Runtime, patience: number): void {
  const { name, title, description, annotations, outputSchema } = tool;
  const config = { title, description, annotations, outputSchema, inputSchema: announced(tool.inputSchema) };
  server.registerTool(name, config, (args: unknown, context) => {
    const person = runtime.personOf({ tool: name, args });
    return call(tool, args, runtime, context, { server, person, patience });
  });
}

async function call(
  tool: Tool,
  args: unknown,
  runtime: Runtime,
  context: ServerContext,
  asking: Asking,
): Promise<CallToolResult | InputRequiredResult> {
  const { mcpReq } = context;
  const { signal } = mcpReq;
  // A client that is gone needs no progress.
  const notify: Notify = (notification) => void mcpReq.notify(notification).catch(() => {});
  const told = progressOf(mcpReq._meta?.progressToken, notify);
  const outcome = await withElicitation(
    (options) => runTool(tool, args, runtime, { signal, ...told, person: asking.person, ...options }),
    context,
    asking,
  );
  if (isInputRequiredResult(outcome)) return outcome;
  if ('report' in outcome) {
    const { report } = outcome;
    const content = [{ type: 'text' as const, text: formatErrorText(report) }];
    return { content, isError: true, _meta: { [ERROR_META]: report } };
  }
  return {
    content: [{ type: 'text', text: formatAnswerText(outcome.view) }],
    structuredContent: outcome.result,
  };
}

/**
 * The schema as announced, without its check: a tool checks its own arguments, so that bad input is
 * refused in the same words on every face. The dialect is MCP's default and needs no naming.
 */
function announced(schema: z.ZodObject) {
  const { jsonSchema } = schema['~standard'];
  const converter = (io: 'input' | 'output') => (options: Parameters<(typeof jsonSchema)[typeof io]>[0]) => {
    const { $schema: _dialect, ...rest } = jsonSchema[io](options);
    return rest;
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
