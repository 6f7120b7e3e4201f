import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A model on loopback that calls one tool, and says that it is done once it has the answer. */
export interface ScriptedModel {
  readonly url: string;
  /** Names of the tools that it was offered last. */
  offered(): readonly string[];
  /** What the host handed back of the tool's answer; null: nothing yet. */
  handedBack(): string | null;
  /** Requests that it had no answer for. */
  readonly unknown: readonly string[];
  close(): Promise<void>;
}

export interface Script {
  /** The end of the tool's name: hosts put the server's before it. */
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly says: string;
}

/** One request, as any of the three ways of asking a model has it. */
interface Turn {
  readonly tools: readonly string[];
  /** The answer of the tool, where the host hands it back. */
  readonly result: string | null;
}

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const recordOf = (value: unknown): Json => (isRecord(value) ? value : {});
const namesOf = (tools: readonly Json[]) =>
  tools.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));

/** OpenAI's chat completions, Qwen's and others'. */
function readChat({ tools, messages }: Json): Turn {
  const result = listOf(messages).findLast(({ role }) => role === 'tool')?.['content'];
  return {
    tools: namesOf(listOf(tools).map((tool) => recordOf(tool['function']))),
    result: result === undefined ? null : JSON.stringify(result),
  };
}

/** OpenAI's responses; tools of a server may stand together in a namespace. */
function readResponses({ tools, input }: Json): Turn {
  const output = listOf(input).findLast(({ type }) => type === 'function_call_output')?.['output'];
  const all = listOf(tools).flatMap((tool) =>
    tool['type'] === 'namespace'
      ? listOf(tool['tools']).map(({ name }) => ({ name: `${String(tool['name'])}\u0000${String(name)}` }))
      : [tool],
  );
  return { tools: namesOf(all), result: output === undefined ? null : JSON.stringify(output) };
}

/** Gemini's. */
function readGemini({ tools, contents }: Json): Turn {
  const parts = listOf(contents).flatMap((content) => listOf(content['parts']));
  const response = parts.findLast((part) => 'functionResponse' in part)?.['functionResponse'];
  const declarations = listOf(tools).flatMap((tool) => listOf(tool['functionDeclarations']));
  return { tools: namesOf(declarations), result: response === undefined ? null : JSON.stringify(response) };
}

/** What is said next: a call of the tool, or the last words. */
type Reply = { readonly call: string } | { readonly text: string };

const events = (list: readonly Json[], end = '') =>
  list.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') + end;

function writeChat(reply: Reply, args: string, isStream: boolean): string {
  const message =
    'text' in reply
      ? { role: 'assistant', content: reply.text }
      : {
          role: 'assistant',
          content: null,
          tool_calls: [
            { index: 0, id: 'call_1', type: 'function', function: { name: reply.call, arguments: args } },
          ],
        };
  const reason = 'text' in reply ? 'stop' : 'tool_calls';
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  const head = { id: 'chat_1', created: 1, model: 'scripted' };
  if (!isStream) {
    const choices = [{ index: 0, message, finish_reason: reason }];
    return JSON.stringify({ ...head, object: 'chat.completion', choices, usage });
  }
  const chunk = (choice: Json, more: Json = {}) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, finish_reason: null, ...choice }],
    ...more,
  });
  const list = [chunk({ delta: message }), chunk({ delta: {}, finish_reason: reason }, { usage })];
  return events(list, 'data: [DONE]\n\n');
}

function writeResponses(reply: Reply, args: string): string {
  const [namespace, name] =
    'call' in reply && reply.call.includes('\u0000') ? reply.call.split('\u0000') : [];
  const item =
    'text' in reply
      ? {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: reply.text, annotations: [] }],
        }
      : {
          type: 'function_call',
          id: 'fc_1',
          call_id: 'call_1',
          status: 'completed',
          ...(namespace !== undefined && { namespace }),
          name: name ?? reply.call,
          arguments: args,
        };
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  const response = { id: 'resp_1', object: 'response', model: 'scripted', output: [item], usage };
  const list = [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: { ...response, status: 'completed' } },
  ];
  return list.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

function writeGemini(reply: Reply, args: string, isStream: boolean): string {
  const part =
    'text' in reply
      ? { text: reply.text }
      : { functionCall: { name: reply.call, args: JSON.parse(args) as unknown, id: 'call_1' } };
  const candidate = { content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 };
  const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 };
  const answer = { candidates: [candidate], usageMetadata, modelVersion: 'scripted' };
  return isStream ? events([answer]) : JSON.stringify(answer);
}

export async function startScriptedModel({ tool, arguments: args, says }: Script): Promise<ScriptedModel> {
  let offered: readonly string[] = [];
  let handedBack: string | null = null;
  const unknown: string[] = [];

  /** Hosts also ask for titles and the like, without tools. */
  function reply({ tools, result }: Turn): Reply {
    if (tools.some((name) => name.endsWith(tool))) offered = tools;
    if (result !== null) handedBack = result;
    const call = tools.find((name) => name.endsWith(tool));
    return result === null && call !== undefined ? { call } : { text: says };
  }

  function answer(path: string, body: Json): { readonly text: string; readonly isStream: boolean } | null {
    const json = JSON.stringify(args);
    const isStream = body['stream'] === true;
    if (path.endsWith('/chat/completions'))
      return { text: writeChat(reply(readChat(body)), json, isStream), isStream };
    if (path.endsWith('/responses'))
      return { text: writeResponses(reply(readResponses(body)), json), isStream: true };
    if (path.includes(':streamGenerateContent'))
      return { text: writeGemini(reply(readGemini(body)), json, true), isStream: true };
    if (path.includes(':generateContent'))
      return { text: writeGemini(reply(readGemini(body)), json, false), isStream: false };
    if (path.includes(':countTokens')) return { text: '{"totalTokens":1}', isStream: false };
    if (path.endsWith('/models'))
      return { text: '{"object":"list","data":[{"id":"scripted","object":"model"}]}', isStream: false };
    return null;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
    const text = Buffer.concat(chunks).toString('utf8');
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const found = answer(pathname, recordOf(text === '' ? {} : (JSON.parse(text) as unknown)));
    if (found === null) unknown.push(`${request.method} ${pathname}`);
    response.writeHead(found === null ? 404 : 200, {
      'content-type': found?.isStream === true ? 'text/event-stream' : 'application/json',
    });
    response.end(found?.text ?? '{}');
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    offered: () => offered,
    handedBack: () => handedBack,
    unknown,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
