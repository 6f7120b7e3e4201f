import {
  isInputRequiredResult,
  McpServer,
  type CallToolResult,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { CallOptions, Runtime } from './context.ts';
import { toAnnouncedInput, toAnnouncedOutput } from '#server/announced-schema.ts';
import { askedTimesOf } from '#server/asked-times.ts';
import { PERSON_WAIT_MS, withElicitation } from '#server/elicitation.ts';
import { createProgressListeners, type Notify } from '#server/progress.ts';
import { runTool } from '#server/run-tool.ts';
import { formatErrorText, formatAnswerText } from '#server/format-answer.ts';
import type { Tool } from '#tools/definition/definition.ts';
import { VERSION } from './version.ts';

const INSTRUCTIONS =
  'Opens and closes inbound rules of AWS EC2 security groups. Without credentials, call anyway: those of this machine are found, or the answer says what to ask the user for.';

/** Where the error report of a failed call stands in its result, for programs; people read the text. */
const ERROR_META = 'awswhitelist/error';

/**
 * A server for one connection. Cheap, and may be called again: what lasts is in the runtime.
 *
 * @param waitMs - How long a call waits for a person: milliseconds.
 */
export function createServer(runtime: Runtime, waitMs = PERSON_WAIT_MS): McpServer {
  const server = new McpServer(
    { name: 'awswhitelist', title: 'AWS whitelist', version: VERSION },
    { instructions: INSTRUCTIONS, capabilities: { tools: { listChanged: false } } },
  );
  for (const tool of runtime.tools) registerTool(server, tool, runtime, waitMs);
  return server;
}

function registerTool(server: McpServer, tool: Tool, runtime: Runtime, waitMs: number): void {
  const { name, title, description, annotations, inputSchema, outputSchema } = tool;
  const config = {
    title,
    description,
    annotations,
    outputSchema: toAnnouncedOutput(outputSchema),
    inputSchema: toAnnouncedInput(inputSchema),
  };
  server.registerTool(name, config, (args: unknown, context) =>
    callTool(tool, args, context, { runtime, server, waitMs }),
  );
}

interface Connection {
  readonly runtime: Runtime;
  readonly server: McpServer;
  readonly waitMs: number;
}

async function callTool(
  tool: Tool,
  args: unknown,
  context: ServerContext,
  { runtime, server, waitMs }: Connection,
): Promise<CallToolResult | InputRequiredResult> {
  const { mcpReq } = context;
  // A client that is gone needs no progress.
  const notify: Notify = (notification) => void mcpReq.notify(notification).catch(() => {});
  const options = {
    signal: mcpReq.signal,
    prompter: runtime.prompterFor({ tool: tool.name, args }),
    isBounded: true,
    ...createProgressListeners(mcpReq._meta?.progressToken, notify),
  };
  const run = (callOptions: CallOptions) => runTool(tool, args, runtime, callOptions);
  const call = { tool: tool.name, args };
  const askedTimes = askedTimesOf(runtime);
  const outcome = await withElicitation(run, context, { server, call, askedTimes, options, waitMs });
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
