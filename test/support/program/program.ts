import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject, onTestFinished } from 'vitest';

export type Environment = Readonly<Record<string, string>>;

/** A folder that is gone after the test; outside a test, after its file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'awswhitelist-e2e-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    onTestFinished(remove);
  } catch {
    afterAll(remove);
  }
  return folder;
}

// Without these no program starts; everything else of the developer's stays out.
const NEEDED = ['PATH', 'SystemRoot', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP', 'TMPDIR'];

/** The environment of a fresh machine: an empty home, no AWS settings, no metadata service. */
export function freshEnvironment(extra: Environment = {}): Record<string, string> {
  const kept = NEEDED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const home = extra['HOME'] ?? temporaryFolder();
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    HOME: home,
    USERPROFILE: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...extra,
  };
}

export interface ProgramExit {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Default: a fresh machine's. */
  readonly env?: Environment;
  readonly cwd?: string;
}

/** A running program, ended with the test at the latest. */
export interface Program {
  readonly child: ChildProcessWithoutNullStreams;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves as soon as what was printed so far satisfies the condition; rejects if the program ends first. */
  until(what: string, holds: (printed: Pick<ProgramExit, 'stdout' | 'stderr'>) => boolean): Promise<void>;
  readonly ended: Promise<ProgramExit>;
}

/** Starts the packed program as `awswhitelist ARGS` would. */
export function startProgram(
  args: readonly string[],
  { env = freshEnvironment(), cwd }: RunOptions = {},
): Program {
  const child = spawn(process.execPath, [inject('packedBin'), ...args], {
    env: { ...env },
    cwd: cwd ?? env['HOME'],
    stdio: 'pipe',
  });
  let [stdout, stderr] = ['', ''];
  const watchers = new Set<() => void>();
  const tell = () => watchers.forEach((watcher) => watcher());
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    tell();
  });
  // A program that ends with its input unread is for the test to judge, not for the stream.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<ProgramExit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    until: (what, holds) =>
      new Promise((resolve, reject) => {
        const look = () => {
          try {
            if (!holds({ stdout, stderr })) return;
            resolve();
          } catch (error) {
            reject(new Error(`while waiting for ${what}`, { cause: error }));
          }
          watchers.delete(look);
        };
        watchers.add(look);
        look();
        void ended.then((exit) => {
          reject(new Error(`ended before ${what}: ${JSON.stringify(exit)}`));
        });
      }),
  };
}

/** Runs the packed program to its end, with nothing on its input. */
export function runProgram(args: readonly string[], place: RunOptions = {}): Promise<ProgramExit> {
  const { child, ended } = startProgram(args, place);
  child.stdin.end();
  return ended;
}
