import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { quoteMasked } from '#core/text/redact.ts';

/** How a command ended, as a shell would tell it. */
export interface CommandExit {
  /** 128 and the signal's number where one ended it; 127 and 126 where it could not be started. */
  readonly code: number;
  /** Why it could not be started; null: it was. */
  readonly problem: string | null;
}

/** A command of the person's, as it runs. */
export interface RunningCommand {
  /** Never rejects. */
  readonly ended: Promise<CommandExit>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

export type StartChild = (command: string, args: readonly string[]) => RunningCommand;

/** Its standard input, output and error are this process's own, untouched. */
export const startChild: StartChild = (command, args) => {
  const child = trySpawn(command, args);
  if (child instanceof Error)
    return { ended: Promise.resolve(toStartFailure(command, child)), kill: () => {} };
  const ended = new Promise<CommandExit>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve({ code: code ?? (signal === null ? 0 : 128 + constants.signals[signal]), problem: null }),
    );
    child.once('error', (error) => {
      // Emitted as well where a signal could not be sent to a command that runs.
      if (child.pid === undefined) resolve(toStartFailure(command, error));
    });
  });
  return { ended, kill: (signal) => void child.kill(signal) };
};

/** Some of what keeps a command from starting is thrown: arguments that are too long, say. */
function trySpawn(command: string, args: readonly string[]) {
  try {
    return spawn(command, args, { stdio: 'inherit' });
  } catch (error) {
    return error instanceof Error ? error : new Error('unknown error');
  }
}

function toStartFailure(command: string, error: Error): CommandExit {
  const code = 'code' in error ? String(error.code) : 'unknown error';
  return code === 'ENOENT'
    ? { code: 127, problem: `${quoteMasked(command)}: no such command was found.` }
    : { code: 126, problem: `${quoteMasked(command)} could not be started (${code}).` };
}

/**
 * Whether a signal that this process got was sent to the command as well: a terminal sends Ctrl-C and Ctrl-\ to all that
 * runs in its foreground.
 */
export function isAlsoSentToChild(signal: NodeJS.Signals): boolean {
  return (signal === 'SIGINT' || signal === 'SIGQUIT') && hasTerminal();
}

function hasTerminal(): boolean {
  if (process.platform === 'win32') return true;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
