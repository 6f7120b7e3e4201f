import type { Readable } from 'node:stream';

/** What a command may touch of the process, so that it can be run without one. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Null: there is none, as for a number without a name in a container. */
  readonly home: string | null;
  readonly cwd: string;
  /** What every answer has to say of the environment. */
  readonly warnings: readonly string[];
  readonly user: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Standard input. */
  readonly input: Readable;
  /** The columns of the terminal that standard error is; 0 where it does not tell them, null where it is none. */
  readonly errWidth: () => number | null;
  /** Whether a person sits at standard input. */
  readonly isInteractive: boolean;
  /** Asks that person for a line. Null: nobody is there to be asked; the answer is null where none came. */
  readonly ask: ((prompt: string, stop: AbortSignal) => Promise<string | null>) | null;
  /** Ends a command that runs until it is stopped: Ctrl-C, or SIGTERM. */
  readonly stop: AbortSignal;
  /** Hands the signals that would end the program to `handle`, in place of `stop`, until the returned function is called. */
  readonly takeSignals: (handle: (signal: NodeJS.Signals) => void) => () => void;
}
