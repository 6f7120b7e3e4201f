import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inject, onTestFinished, vi } from 'vitest';
import { freshEnvironment, temporaryFolder, type Environment } from '#test/support/program/program.ts';
import { interopProgram } from '#test/interop/environment.ts';

/** One of the official Python clients in one of its ways to settle on a revision. */
export interface Speaker {
  readonly name: string;
  readonly version: 1 | 2;
  readonly mode: string;
  readonly revision: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** How a call ended, in the client's own view. */
export type Ended = { readonly answer: unknown } | { readonly error: Fields };

export interface Call {
  readonly ended: Promise<Ended>;
  cancel(): Promise<Ended>;
}

/** What is left of a conversation once the client has gone. */
export interface Farewell {
  /** Of the server. */
  readonly exitCode: number;
  readonly serverLog: string;
  /** Everything that the client could not understand. */
  readonly clientLog: string;
  readonly asked: readonly string[];
  readonly said: readonly string[];
}

/** A Python client that is connected to the packed server. */
export interface PythonClient {
  readonly facts: Fields;
  ask(what: 'list' | 'validated'): Promise<unknown>;
  start(name: string, args: Fields): Call;
  call(name: string, args: Fields): Promise<Ended>;
  serverLog(): string;
  /** Whether the client has ended the server's input. */
  hasEndedInput(): boolean;
  /** Closes the client, which ends the server's input; fails if the server had to be killed. */
  leave(): Promise<Farewell>;
}

// Both ways are kept as they pass, the server's also where its client no longer reads. A server that has to be killed
// leaves no exit code.
const TAPPED = `
  { tee "$TAP/asked"; : >"$TAP/end"; } |
  { "$@"; echo $? >"$TAP/exit"; } |
  { trap '' PIPE; tee "$TAP/said" 2>"$TAP/tee"; : >"$TAP/told"; }`;

export async function connectPython(
  { version, mode }: Speaker,
  extra: Environment = {},
): Promise<PythonClient> {
  const tap = temporaryFolder();
  const env = freshEnvironment(extra);
  const server = {
    command: '/bin/sh',
    args: ['-c', TAPPED, 'sh', process.execPath, inject('packedBin')],
    env: { ...env, TAP: tap },
  };
  const agent = spawn(
    interopProgram(`python${version}`),
    [join(import.meta.dirname, `speaker_${version}.py`), mode],
    {
      env: {
        ...env,
        PYTHONDONTWRITEBYTECODE: '1',
        INTEROP_SERVER: JSON.stringify(server),
        INTEROP_SERVER_LOG: join(tap, 'log'),
      },
    },
  );
  let clientLog = '';
  agent.stderr.setEncoding('utf8').on('data', (text: string) => (clientLog += text));
  const waiting = new Map<number, (ended: Ended) => void>();
  const early = new Map<number, Ended>();
  createInterface(agent.stdout).on('line', (line) => {
    const { id, ...ended } = JSON.parse(line) as { id: number } & Ended;
    const resolve = waiting.get(id);
    if (resolve) resolve(ended);
    else early.set(id, ended);
  });
  const gone = new Promise<void>((resolve) => agent.once('close', () => resolve()));
  onTestFinished(async () => {
    agent.kill('SIGKILL');
    await gone;
  });

  const answerTo = (id: number) =>
    new Promise<Ended>((resolve, reject) => {
      const known = early.get(id);
      if (known) resolve(known);
      waiting.set(id, resolve);
      void gone.then(() => reject(new Error(`the client ended before answer ${id}:\n${clientLog}`)));
    });
  let lastId = 0;
  const order = (command: Fields) => {
    const id = ++lastId;
    agent.stdin.write(`${JSON.stringify({ id, ...command })}\n`);
    const ended = answerTo(id);
    // Not every answer is waited for: a client may leave before it.
    ended.catch(() => {});
    return { id, ended };
  };
  const read = (name: string) => readFileSync(join(tap, name), 'utf8');
  const linesOf = (name: string) =>
    read(name)
      .split('\n')
      .filter((line) => line !== '');

  const hello = await answerTo(0);
  if (!('answer' in hello)) throw new Error(`no connection: ${JSON.stringify(hello)}`);
  const start = (name: string, args: Fields): Call => {
    const { id, ended } = order({ do: 'call', name, arguments: args });
    return { ended, cancel: () => order({ do: 'cancel', call: id }).ended };
  };
  return {
    facts: hello.answer as Fields,
    start,
    call: (name, args) => start(name, args).ended,
    async ask(what) {
      const ended = await order({ do: what }).ended;
      if ('error' in ended) throw new Error(`${what}: ${JSON.stringify(ended.error)}`);
      return ended.answer;
    },
    serverLog: () => read('log'),
    hasEndedInput: () => existsSync(join(tap, 'end')),
    async leave() {
      agent.stdin.end();
      await gone;
      // A client that breaks may be gone a moment before the server.
      await vi.waitFor(() => read('told') + read('exit'));
      return {
        exitCode: Number(read('exit')),
        serverLog: read('log'),
        clientLog,
        asked: linesOf('asked'),
        said: linesOf('said'),
      };
    },
  };
}
