import { isAbsolute, join, resolve, sep } from 'node:path';
import { WhitelistError } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { redactRandomLooking } from '#core/text/redact.ts';
import { findUnfilledLiteral } from '#core/text/unfilled-literal.ts';

/** Where the program runs, as far as it decides which file is in force. */
export interface ConfigPlace {
  /** The person's own folder for config files, absolute. Null: this machine tells none. */
  readonly folder: string | null;
  readonly cwd: string;
  /** A host may start a server inside somebody else's project; a command is started where the person is. */
  readonly face: 'server' | 'command';
}

export interface ConfigRequest {
  /** `-c` */
  readonly named: string | undefined;
  /** `--no-config` */
  readonly isLeftOut: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A file's text; null where there is no such file. Other failures throw. */
export type ReadFile = (path: string) => string | null;

/** The file in force and why it is that one; or why there is none. */
export interface FoundConfigFile {
  readonly path: string | null;
  /** Empty where there is none. */
  readonly text: string;
  /** For people: "named by -c". */
  readonly why: string;
  /** What each answer has to say of it. */
  readonly warnings: readonly string[];
}

/** The name of the file that is looked for where none is named. */
const USUAL_NAME = 'config.json';

const CONFIG_VARIABLE = 'AWS_WHITELIST_CONFIG';

/** A path fit to be shown. */
export const showFile = (path: string): string => escapeUnprintable(redactRandomLooking(path), 1_000);

/**
 * `-c`, else AWS_WHITELIST_CONFIG, else `config.json` in the person's folder. A path with a separator is taken as it
 * stands; a bare name is looked for in the person's folder, and for a command in the working directory next.
 *
 * @throws WhitelistError `config_error` where a file was named and there is none, or one that is there cannot be read
 */
export function findConfigFile(
  { named, isLeftOut, env }: ConfigRequest,
  place: ConfigPlace,
  readFile: ReadFile,
): FoundConfigFile {
  if (isLeftOut) return noFile('left out by --no-config');
  if (named !== undefined) return findNamed(named, '-c', place, readFile);
  const variable = env[CONFIG_VARIABLE];
  if (variable !== undefined && variable !== '') return findNamed(variable, CONFIG_VARIABLE, place, readFile);
  if (place.folder === null) return noFile('this machine tells no folder for config files');
  const path = join(place.folder, USUAL_NAME);
  const text = read(path, readFile);
  return text === null
    ? noFile(`there is no ${showFile(path)}`)
    : { path, text, why: 'in your config folder', warnings: [] };
}

const noFile = (why: string): FoundConfigFile => ({ path: null, text: '', why, warnings: [] });

/** The path of the file that would be in force, were it there; null: there is no place for one. */
export function resolveUsualPath({ named, env }: ConfigRequest, place: ConfigPlace): string | null {
  return resolvePath(named ?? (env[CONFIG_VARIABLE] || USUAL_NAME), place);
}

/** The path that a name stands for: where it is looked for first. */
function resolvePath(name: string, { folder, cwd }: ConfigPlace): string | null {
  if (!isBareName(name)) return resolve(cwd, name);
  return folder === null ? null : join(folder, name);
}

// Windows has two separators, and the colon of a drive.
const SEPARATOR = sep === '/' ? /\// : /[\\/:]/;

const isBareName = (name: string) => !isAbsolute(name) && !SEPARATOR.test(name);

function findNamed(name: string, by: string, place: ConfigPlace, readFile: ReadFile): FoundConfigFile {
  requireFilledIn(name, by);
  const why = `named by ${by}`;
  const first = resolvePath(name, place);
  const text = first === null ? null : read(first, readFile);
  const second = isBareName(name) ? resolve(place.cwd, name) : null;
  const isElsewhere = second !== null && second !== first;
  if (first !== null && text !== null) {
    const isShadowed = isElsewhere && isReadable(second, readFile);
    const shadowed = `${showFile(second ?? '')} in the working directory is not used: ${showFile(first)} comes first.`;
    return { path: first, text, why, warnings: isShadowed ? [shadowed] : [] };
  }
  if (isElsewhere) {
    const other = read(second, readFile);
    if (other !== null && place.face === 'server') throw untrustedError(name, first, second);
    if (other !== null) {
      const warning = `The config file in force is ${showFile(second)}, of the working directory.`;
      return { path: second, text: other, why: `${why}, in the working directory`, warnings: [warning] };
    }
  }
  throw notFoundError(
    name,
    by,
    [first, isElsewhere && place.face === 'command' ? second : null].flatMap((path) => path ?? []),
  );
}

/** Hosts pass on what they failed to fill in, and empty texts. */
function requireFilledIn(name: string, by: string): void {
  requireFilledName(name);
  if (name !== '') return;
  throw new WhitelistError('config_error', `${by} names no file: it is empty.`, {
    guidance: [
      `Give the path of the config file in the host's configuration, for example ${by} /home/jo/awswhitelist.json; or leave ${by} out.`,
    ],
  });
}

function isReadable(path: string, readFile: ReadFile): boolean {
  try {
    return readFile(path) !== null;
  } catch {
    // It is there, and its like is not used.
    return true;
  }
}

function read(path: string, readFile: ReadFile): string | null {
  try {
    return readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new WhitelistError('config_error', `Config file ${showFile(path)} cannot be read (${code}).`, {
      guidance: [READ_FAILURES[code] ?? 'Check that it is a file and that you may read it.'],
    });
  }
}

/** Codes of ours and of the system's that want other words. */
const READ_FAILURES: Readonly<Record<string, string>> = {
  TOO_LARGE: 'It is larger than 1 MiB, or has no end; a config file is small.',
  NOT_UTF8: 'Save it as UTF-8.',
  ENOENT: 'It is a link that leads to nothing.',
};

function untrustedError(name: string, own: string | null, there: string): WhitelistError {
  const shown = showFile(name);
  return new WhitelistError(
    'config_error',
    `Config file ${shown} is in the working directory alone (${showFile(there)}), which a server does not trust: its host may have started it inside somebody else's project.`,
    {
      guidance: [
        own === null
          ? 'Set HOME or XDG_CONFIG_HOME to an absolute path, and put your config file into its folder awswhitelist.'
          : `Put your config file at ${showFile(own)}.`,
        `Or, if you trust that file, name it by its whole path: ${showFile(there)}.`,
      ],
    },
  );
}

function notFoundError(name: string, by: string, tried: readonly string[]): WhitelistError {
  return new WhitelistError('config_error', `Config file ${showFile(name)} was not found.`, {
    guidance: [
      tried.length === 0
        ? 'This machine tells no folder for config files; give an absolute path.'
        : `Looked for ${tried.map(showFile).join(' and ')}.`,
      `Create it, or correct the path given with ${by}, then start again.`,
    ],
  });
}

/**
 * The name of a config file that a host should have filled in: its limits are meant to hold, so none in force would be
 * worse than no answer.
 *
 * @throws WhitelistError `config_error`
 */
function requireFilledName(name: string): void {
  const literal = findUnfilledLiteral(name);
  if (literal === null) return;
  throw new WhitelistError(
    'config_error',
    `The name of the config file has ${literal} in it, which the host should have filled in and did not.`,
    {
      guidance: [
        "Set it where the host keeps this server's settings, or take it out there; then restart the server.",
      ],
    },
  );
}
