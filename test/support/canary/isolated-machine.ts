import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

export type Channel = 'standard output' | 'standard error' | 'file' | 'arguments' | 'page' | 'wire';

/** Bytes that came out of the program somewhere. */
export interface Evidence {
  readonly channel: Channel;
  /** Which file, which request. */
  readonly where: string;
  readonly bytes: Buffer;
}

/** What a person has on a machine. `{home}` and `{aws}` in it stand for the home folder and AWS's address. */
export interface MachineOptions {
  /** Undefined: not set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Content of files, by their path in the home folder. */
  readonly home?: Readonly<Record<string, string>>;
  /** Where the person's own tools keep a sign-in, and the program's SDK renews it: part of a path. */
  readonly renews?: string;
}

export interface ProgramExit {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One process of the program. */
export interface RunningProgram {
  readonly child: ChildProcessWithoutNullStreams;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves once it holds; rejects where the program ends first. */
  until(what: string, holds: () => boolean): Promise<void>;
  readonly ended: Promise<ProgramExit>;
}

/** A machine of its own for one case: every folder that a program may write to, and all that it does. */
export interface IsolatedMachine {
  readonly home: string;
  readonly cwd: string;
  start(args: readonly string[]): RunningProgram;
  /** All that came out since the beginning. */
  evidence(): Evidence[];
  close(): Promise<void>;
}

const WRITE_RECORDER = join(import.meta.dirname, 'record-writes.cjs');
const FOLDERS = { HOME: 'home', XDG_CONFIG_HOME: 'config', XDG_STATE_HOME: 'state', XDG_CACHE_HOME: 'cache' };
const MORE_FOLDERS = {
  XDG_DATA_HOME: 'data',
  XDG_RUNTIME_DIR: 'runtime',
  TMPDIR: 'tmp',
  TMP: 'tmp',
  TEMP: 'tmp',
};
/** How often the arguments of what runs are looked at. */
const POLL_EVERY_MS = 20;

export function openIsolatedMachine(
  bin: string,
  aws: string,
  { env = {}, home = {}, renews }: MachineOptions,
): IsolatedMachine {
  const root = mkdtempSync(join(tmpdir(), 'awswhitelist-canary-'));
  const book = `${root}.book`;
  writeFileSync(book, '');
  const places = Object.entries({ ...FOLDERS, ...MORE_FOLDERS }).map(([name, path]) => [
    name,
    join(root, path),
  ]);
  const folders = Object.fromEntries(places) as Record<string, string>;
  const cwd = join(root, 'cwd');
  for (const folder of [...Object.values(folders), cwd]) mkdirSync(folder, { recursive: true });
  const homeFolder = join(root, FOLDERS.HOME);
  const filled = (text: string) => text.replaceAll('{home}', homeFolder).replaceAll('{aws}', aws);
  const own = new Map<string, string>();
  for (const [path, text] of Object.entries(home)) {
    const file = join(homeFolder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, filled(text));
    own.set(file, filled(text));
  }
  const environment = Object.entries({
    PATH: process.env['PATH'],
    ...folders,
    USERPROFILE: homeFolder,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: aws,
    AWS_REGION: 'us-east-1',
    CANARY_WITNESS: book,
    ...env,
  }).flatMap(([name, value]) => (value === undefined ? [] : [[name, filled(value)] as const]));
  const running: (RunningProgram & { readonly bytes: Buffer[]; readonly errors: Buffer[] })[] = [];
  const told = new Set<string>();

  /** What the person typed is theirs; the rest of a command line is not. */
  function look(pid: number, given: readonly string[]): void {
    const own = new Set(given);
    const line = readFile(`/proc/${pid}/cmdline`);
    const args = line.split('\0').filter((arg) => !own.has(arg));
    told.add(args.join('\0'));
    const children = readFile(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
    for (const child of children) look(Number(child), []);
  }

  return {
    home: homeFolder,
    cwd,
    start(args) {
      const given = args.map(filled);
      const child = spawn(process.execPath, ['--require', WRITE_RECORDER, bin, ...given], {
        env: Object.fromEntries(environment),
        cwd,
        stdio: 'pipe',
      });
      const [bytes, errors]: Buffer[][] = [[], []];
      const watchers = new Set<() => void>();
      const tell = () => watchers.forEach((watcher) => watcher());
      child.stdout.on('data', (chunk: Buffer) => (bytes?.push(chunk), tell()));
      child.stderr.on('data', (chunk: Buffer) => (errors?.push(chunk), tell()));
      // A program that ends with its input unread is for the case to judge.
      child.stdin.on('error', () => undefined);
      const { pid } = child;
      const looking = setInterval(() => pid !== undefined && look(pid, given), POLL_EVERY_MS);
      const ended = new Promise<ProgramExit>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, signal) => resolve({ code, signal }));
      }).finally(() => clearInterval(looking));
      const text = (chunks: readonly Buffer[] = []) => Buffer.concat(chunks).toString();
      const one = {
        child,
        bytes: bytes ?? [],
        errors: errors ?? [],
        stdout: () => text(bytes),
        stderr: () => text(errors),
        ended,
        until: (what: string, holds: () => boolean) =>
          new Promise<void>((resolve, reject) => {
            const watcher = () => {
              if (!holds()) return;
              watchers.delete(watcher);
              resolve();
            };
            watchers.add(watcher);
            watcher();
            // Its output may hold a secret, so nothing of it is told here.
            void ended.then(({ code }) => reject(new Error(`ended with ${code} before ${what}`)));
          }),
      };
      running.push(one);
      return one;
    },
    evidence: () => [
      ...running.flatMap(({ bytes, errors }): Evidence[] => [
        { channel: 'standard output', where: '', bytes: Buffer.concat(bytes) },
        { channel: 'standard error', where: '', bytes: Buffer.concat(errors) },
      ]),
      ...[...told].map((line): Evidence => ({
        channel: 'arguments',
        where: 'of a process',
        bytes: Buffer.from(line),
      })),
      ...readRecordedWrites(book).filter(({ where }) => renews === undefined || !where.includes(renews)),
      ...filesUnder(root).flatMap((file): Evidence[] => {
        const bytes = readFileSync(file);
        if (own.get(file) === bytes.toString() || (renews !== undefined && file.includes(renews))) return [];
        const where = relative(root, file);
        return [{ channel: 'file', where, bytes: Buffer.concat([Buffer.from(`${where}\n`), bytes]) }];
      }),
    ],
    async close() {
      for (const { child, ended } of running) {
        child.kill('SIGKILL');
        await ended;
      }
      for (const path of [root, book]) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Nothing where there is no such file (any more), or no such system. */
function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readRecordedWrites(book: string): Evidence[] {
  const lines = readFile(book).split('\n').filter(Boolean);
  return lines.map((line) => {
    const { kind, what, bytes } = JSON.parse(line) as { kind: Channel; what: string; bytes: string };
    return { channel: kind, where: what, bytes: Buffer.from(bytes, 'base64') };
  });
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : entry.isFile() ? [path] : [];
  });
}
