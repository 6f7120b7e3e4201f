import { startProgram, type RunOptions, type Program } from '#test/support/program/program.ts';

export interface RawResponse {
  readonly id?: unknown;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** The packed server, spoken to in lines written by hand, for what no client would send. */
export interface RawServer extends Program {
  /** Every line of standard output so far, parsed; a line that is no JSON fails. */
  messages(): readonly RawResponse[];
  readonly send: (line: string) => void;
  readonly notify: (method: string, params?: unknown) => void;
  readonly request: (method: string, params?: unknown) => Promise<RawResponse>;
  /** The handshake of a client that wants this revision; answers with its result. */
  initialize(protocolVersion: string, capabilities?: object): Promise<Readonly<Record<string, unknown>>>;
}

export function startRawServer(args: readonly string[], place: RunOptions = {}): RawServer {
  const program = startProgram(args, place);
  let lastId = 0;
  const messages = () => {
    const complete = program.stdout().split('\n').slice(0, -1);
    return complete.map((line) => JSON.parse(line) as RawResponse);
  };
  const send = (line: string) => void program.child.stdin.write(`${line}\n`);
  const request = async (method: string, params: unknown = {}) => {
    const id = ++lastId;
    send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    const mine = () => messages().find((message) => message.id === id);
    await program.until(`the answer to ${method}`, () => mine() !== undefined);
    return mine()!;
  };
  const notify = (method: string, params: unknown = {}) =>
    send(JSON.stringify({ jsonrpc: '2.0', method, params }));
  return {
    ...program,
    messages,
    send,
    notify,
    request,
    async initialize(protocolVersion, capabilities = {}) {
      const clientInfo = { name: 'raw', version: '1.0.0' };
      const { result, error } = await request('initialize', {
        protocolVersion,
        capabilities,
        clientInfo,
      });
      if (!result) throw new Error(`initialize failed: ${JSON.stringify(error)}`);
      notify('notifications/initialized');
      return result;
    },
  };
}
