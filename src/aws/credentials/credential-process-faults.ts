import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { showName } from '#aws/shared-files/ini.ts';
import { splitWords } from '#aws/shared-files/split-words.ts';
import { findRepeatableWords } from './repeatable-words.ts';

/** A program that was run, and how it came to its end. */
export interface EndedProgram {
  /** Its exit code, or the signal that ended it, or why it was not started; null: it was ended here. */
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** It ended when its input did. */
  readonly waitedForInput: boolean;
  /** The time limit that ended it; null: it did not. */
  readonly timeoutSeconds: number | null;
}

/** A clause about it, or words of our own list that tell what its own words were about. */
type Fault = { readonly text: string } | { readonly words: string };

/** Exit codes of the POSIX shell for a program that is not there, or is none. */
const NOT_FOUND_CODE = 127;
const NOT_EXECUTABLE_CODE = 126;
/** That of cmd.exe. */
const WINDOWS_NOT_FOUND_CODE = 9009;

const WANTS_TERMINAL =
  /\b(?:tty|not a terminal|no terminal|terminal device|stdin|inappropriate ioctl|EOF when reading|EOFError|interactive|passphrase|handle is invalid)\b/i;

/**
 * Why a program did not come to a good end; nothing that it printed is repeated, since that may be a secret. Null: it did.
 */
export async function describeEnd(command: string, program: EndedProgram): Promise<Fault | null> {
  const { code, stderr, waitedForInput, timeoutSeconds } = program;
  const name = showProgram(command);
  if (timeoutSeconds !== null) return { text: `${name} did not end within ${timeoutSeconds} s` };
  if (code === 0) return null;
  const place = await findPlace(command, code);
  if (place !== null) return { text: `${name} ${place}` };
  const end =
    typeof code === 'number' ? `ended with exit code ${code}` : `was ended by ${showName(String(code))}`;
  if (waitedForInput || WANTS_TERMINAL.test(stderr))
    return { text: `${name} wants input from a terminal, and there is none for it here (it ${end})` };
  const words = findRepeatableWords(stderr);
  return words === null ? { text: `${name} ${end}` } : { words: `credential_process: ${words}` };
}

/** Why what it printed is of no use; null: it is keys. */
export function describeOutput(command: string, { stdout, waitedForInput }: EndedProgram): Fault | null {
  const name = showProgram(command);
  const waited = waitedForInput ? ', and wants input from a terminal, which there is not here' : '';
  if (stdout.trim() === '') return { text: `${name} printed nothing${waited}` };
  const printed = parseObject(stdout);
  if (printed === null) return { text: `${name} printed something else than JSON${waited}` };
  if (printed.get('Version') !== 1) return { text: `the JSON that ${name} printed has no "Version": 1` };
  const lacking = ['AccessKeyId', 'SecretAccessKey'].find((key) => typeof printed.get(key) !== 'string');
  return lacking === undefined ? null : { text: `the JSON that ${name} printed has no ${lacking}` };
}

function parseObject(text: string): ReadonlyMap<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.trim());
    return value instanceof Object ? new Map<string, unknown>(Object.entries(value)) : null;
  } catch {
    return null;
  }
}

const programOf = (command: string): string => (splitWords(command) ?? command.trim().split(/\s+/))[0] ?? '';

/** The program alone: a secret may stand among its arguments. */
const showProgram = (command: string): string => `\`${showName(programOf(command))}\``;

/** What is wrong with where the program is; null: nothing, or it is not known. */
async function findPlace(command: string, code: number | string | null): Promise<string | null> {
  const program = programOf(command);
  const hasFolder = /[\\/]/.test(program);
  if (code === WINDOWS_NOT_FOUND_CODE) return hasFolder ? 'is not there' : 'is not in PATH';
  if (code === NOT_EXECUTABLE_CODE) return 'may not be run (its permissions, or its form)';
  // The program itself may have ended with the code, as a script does whose last command is not there.
  if (code !== NOT_FOUND_CODE || process.platform === 'win32') return null;
  if (hasFolder) return (await isThere(program)) ? null : 'is not there';
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = await Promise.all(folders.map((folder) => isThere(join(folder, program))));
  return found.includes(true) ? null : 'is not in PATH';
}

const isThere = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
