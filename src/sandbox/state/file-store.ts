import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { SandboxError } from '#sandbox/protocol/errors.ts';
import { withFileLock } from './file-lock.ts';
import { isState, findStateFault } from './state-shape.ts';
import { completeFromSeed } from './state-upgrade.ts';
import { copyState, type State } from './state.ts';
import type { Store } from './store.ts';

/** A stored state and what the file looked like when it was read; any write changes the fingerprint. */
interface Snapshot {
  fingerprint: string;
  state: State;
}

function describeFailure(error: unknown): string {
  // A parser quotes the text around a mistake, and that text holds keys.
  if (error instanceof SyntaxError) return 'it is not valid JSON';
  return error instanceof Error ? error.message : String(error);
}

/** Folder by folder: Node's own recursive way never ends where none can be made, as under /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(path)) throw error;
  }
}

/** State in one JSON file that several sandboxes may share. */
export class FileStore implements Store {
  readonly #file: string;
  readonly #lock: string;
  readonly #seed: () => State;
  #cached: Snapshot | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(stateFile: string, seed: () => State) {
    this.#file = resolve(stateFile);
    this.#lock = `${this.#file}.lock`;
    this.#seed = seed;
  }

  /** Makes the file from the seed if it is not there, and checks it if it is. @throws SandboxError */
  async create(): Promise<void> {
    makeFolder(dirname(this.#file));
    if (this.#load() === null) await this.change(() => undefined);
  }

  async read(): Promise<State> {
    // A file deleted under a running sandbox is a wish to start again.
    return Promise.resolve(this.#load() ?? this.#seed());
  }

  change<T>(edit: (draft: State, before: State) => T): Promise<T> {
    const change = this.#queue.then(() =>
      withFileLock(this.#lock, () => {
        const before = this.#load() ?? this.#seed();
        const draft = copyState(before);
        const result = edit(draft, before);
        this.#save(draft);
        return result;
      }),
    );
    this.#queue = change.catch(() => undefined);
    return change;
  }

  async reset(): Promise<void> {
    await withFileLock(this.#lock, () => this.#save(this.#seed()));
  }

  #fingerprint(): string | null {
    const stat = statSync(this.#file, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? null : `${stat.ino}/${stat.mtimeNs}/${stat.size}`;
  }

  #load(): State | null {
    const fingerprint = this.#fingerprint();
    if (fingerprint === null) return null;
    // The fingerprint is taken before the text: if another process writes in between, the next request reads again.
    if (this.#cached?.fingerprint !== fingerprint) this.#cached = { fingerprint, state: this.#parse() };
    return this.#cached.state;
  }

  #parse(): State {
    try {
      const parsed: unknown = JSON.parse(readFileSync(this.#file, 'utf8'));
      if (isState(parsed)) return completeFromSeed(parsed, this.#seed());
      throw new Error(`unexpected value at ${findStateFault(parsed) || 'the top'}`);
    } catch (error) {
      // Never reset in silence: what stands in the file may be a person's work.
      throw new SandboxError(
        `The sandbox's state file ${this.#file} cannot be used (${describeFailure(error)}). ` +
          'Delete it to start again from the seed, or put a good copy in its place.',
        { cause: error },
      );
    }
  }

  #save(state: State): void {
    const temporary = `${this.#file}.${randomUUID()}.tmp`;
    try {
      writeFileSync(temporary, `${JSON.stringify(state, null, 1)}\n`, { mode: 0o600 });
      renameSync(temporary, this.#file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw new SandboxError(`The sandbox cannot write ${this.#file} (${describeFailure(error)})`, {
        cause: error,
      });
    }
    this.#cached = null;
  }
}
