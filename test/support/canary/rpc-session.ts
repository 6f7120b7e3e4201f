import { StringDecoder } from 'node:string_decoder';
import type { ProgramExit, RunningProgram } from './isolated-machine.ts';

interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** How a call ended: `ok`, or the code of its error. */
export interface CallOutcome {
  readonly outcome: string;
  /** The page's address, where one was told. */
  readonly link: string | undefined;
  readonly result: Readonly<Record<string, unknown>>;
}

/** A conversation with the server, in whatever bytes. A request's id is the name under which a finding is told. */
export interface RpcSession extends RunningProgram {
  write(bytes: string | Uint8Array): void;
  request(id: string, method: string, params?: unknown): Promise<Message>;
  call(id: string, tool: string, args: unknown, meta?: object): Promise<CallOutcome>;
  /** The handshake of a client of 2025-11-25. */
  begin(capabilities?: object): Promise<void>;
  /** All messages so far that are no answers: requests and notifications of the server. */
  serverMessages(): readonly Message[];
  /** Ends the input and waits. */
  end(): Promise<ProgramExit>;
}

const isMessage = (value: unknown): value is Message => typeof value === 'object' && value !== null;

function parseMessages(line: string): Message[] {
  try {
    const value: unknown = JSON.parse(line);
    return (Array.isArray(value) ? value : [value]).filter(isMessage);
  } catch {
    return [];
  }
}

interface Report {
  readonly code?: string;
  readonly link?: string;
}

export function startRpcSession(running: RunningProgram): RpcSession {
  const messages: Message[] = [];
  const answers = new Map<unknown, Message>();
  const decoder = new StringDecoder('utf8');
  let rest = '';
  running.child.stdout.prependListener('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const message of lines.flatMap(parseMessages)) {
      if (message.method === undefined) answers.set(message.id, message);
      else messages.push(message);
    }
  });
  const write = (bytes: string | Uint8Array) => void running.child.stdin.write(bytes);
  const request = async (id: string, method: string, params: unknown = {}) => {
    write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    await running.until(`the answer to ${id}`, () => answers.has(id));
    return answers.get(id) ?? {};
  };
  return {
    ...running,
    write,
    request,
    async call(id, name, args, meta) {
      const params = { name, arguments: args, ...(meta && { _meta: meta }) };
      const { result = {}, error } = await request(id, 'tools/call', params);
      const told = (result['_meta'] as Record<string, unknown> | undefined)?.['awswhitelist/error'];
      const report = told as Report | undefined;
      const outcome = error
        ? `error ${error.code}`
        : result['isError'] === true
          ? (report?.code ?? 'error')
          : 'ok';
      return { outcome, link: report?.link, result };
    },
    async begin(capabilities = {}) {
      const clientInfo = { name: 'canary', version: '1.0.0' };
      await request('handshake', 'initialize', { protocolVersion: '2025-11-25', capabilities, clientInfo });
      write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
    },
    serverMessages: () => messages,
    end() {
      running.child.stdin.end();
      return running.ended;
    },
  };
}
