import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '#sandbox/index.ts';
import { freshEnvironment, type Environment, type ProgramExit } from '#test/support/program/program.ts';

export interface WireMessage {
  readonly jsonrpc?: unknown;
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly data?: Readonly<Record<string, unknown>>;
  };
}

/** The packed server by its bare streams: bytes in, lines out, however many. */
export interface Wire {
  readonly child: ChildProcessWithoutNullStreams;
  /** All lines of standard output so far, parsed; a batch is one of them. */
  readonly lines: readonly (WireMessage | readonly WireMessage[])[];
  stderr(): string;
  /** Resolves once the bytes are on their way and there is room for more. */
  write(bytes: string | Uint8Array): Promise<void>;
  /** One line for each value. */
  writeMessages(...values: readonly unknown[]): void;
  /** Resolves as soon as it holds; rejects if the server ends first. */
  until(what: string, holds: () => boolean): Promise<void>;
  /** The answer under this id, come or coming. */
  answerTo(id: unknown): Promise<WireMessage>;
  /** A request under an id that is not otherwise used, and its answer. */
  ask(method: string, params?: unknown): Promise<WireMessage>;
  /** A plain request that needs no AWS: what was written before it has been read by then. */
  waitUntilRead(): Promise<void>;
  /** As a client of this revision begins; null: not at all. */
  handshake(revision: string | null): Promise<void>;
  readonly ended: Promise<ProgramExit>;
  /** Ends it at once, and its folder with it. */
  kill(): Promise<void>;
}

export const MODERN = '2026-07-28';

/** What every request of a modern client carries in `_meta`. */
export const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': { name: 'wire', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

export const createRequest = (id: unknown, method: string, params: unknown = {}) => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});

const isAnswer = (line: WireMessage | readonly WireMessage[], id: unknown): line is WireMessage =>
  !Array.isArray(line) && 'id' in line && !('method' in line) && line.id === id;

/** Runs until it is killed; see `startTestWire` and `openWireServers`. */
export function startWire(args: readonly string[] = [], extra: Environment = {}): Wire {
  const home = mkdtempSync(join(tmpdir(), 'awswhitelist-wire-'));
  const env = freshEnvironment({ HOME: home, ...extra });
  const child = spawn(process.execPath, [inject('packedBin'), ...args], { env, cwd: home, stdio: 'pipe' });
  const lines: (WireMessage | WireMessage[])[] = [];
  const watchers = new Set<() => void>();
  const tell = () => watchers.forEach((watcher) => watcher());
  let [stdout, rest, stderr] = ['', '', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const parts = `${rest}${text}`.split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) lines.push(JSON.parse(line) as WireMessage);
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    tell();
  });
  // A server that ends with its input unread is for the test to judge, not for the stream.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<ProgramExit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  let last = 0;
  const writeMessages = (...values: readonly unknown[]) =>
    void child.stdin.write(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
  const until = (what: string, holds: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!holds()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
      void ended.then((exit) => reject(new Error(`ended before ${what}: ${JSON.stringify(exit)}`)));
    });
  const answerTo = async (id: unknown) => {
    const find = () => lines.find((line) => isAnswer(line, id));
    await until(`the answer to ${String(id)}`, () => find() !== undefined);
    return find() as WireMessage;
  };
  const ask = (method: string, params?: unknown) => {
    const id = `ask-${(last += 1)}`;
    writeMessages(createRequest(id, method, params));
    return answerTo(id);
  };
  return {
    child,
    lines,
    stderr: () => stderr,
    writeMessages,
    until,
    answerTo,
    ask,
    ended,
    write: (bytes) =>
      new Promise((resolve) => {
        if (child.stdin.write(bytes)) resolve();
        else child.stdin.once('drain', resolve);
      }),
    async waitUntilRead() {
      await ask('whitelist/check');
    },
    async handshake(revision) {
      if (revision === null) return;
      if (revision === MODERN) return void (await ask('server/discover', { _meta: ENVELOPE }));
      const clientInfo = { name: 'wire', version: '1.0.0' };
      const params = { protocolVersion: revision, capabilities: {}, clientInfo };
      const { result } = await ask('initialize', params);
      if (result?.['protocolVersion'] !== revision) throw new Error(`no ${revision}`);
      writeMessages({ jsonrpc: '2.0', method: 'notifications/initialized' });
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** A server that is gone after the test. */
export function startTestWire(args: readonly string[] = [], extra: Environment = {}): Wire {
  const wire = startWire(args, extra);
  onTestFinished(() => wire.kill());
  return wire;
}

/** A sandbox, and servers that use it, for all tests of a file or a group. */
export interface WireServers {
  readonly sandbox: Sandbox;
  start(args?: readonly string[], extra?: Environment): Wire;
}

export function openWireServers(options: SandboxOptions = {}): WireServers {
  const wires: Wire[] = [];
  let sandbox: Sandbox | undefined;
  const running = () => {
    if (!sandbox) throw new Error('the sandbox runs while the tests do');
    return sandbox;
  };
  beforeAll(async () => {
    sandbox = await startSandbox(options);
  });
  afterAll(async () => {
    await Promise.all(wires.map((wire) => wire.kill()));
    await sandbox?.close();
  });
  return {
    get sandbox() {
      return running();
    },
    start(args = [], extra = {}) {
      const wire = startWire(args, { ...running().environment(), ...extra });
      wires.push(wire);
      return wire;
    },
  };
}

/** A promise, and what resolves it. */
export function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
