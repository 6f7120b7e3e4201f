import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { usageError, type ParsedLine } from '#cli/arguments/command-line.ts';
import { toConfigPlace } from '#cli/runtime/folders.ts';
import { readConfigText } from '#cli/runtime/read-config.ts';
import { EXIT } from '#cli/terminal/exit-codes.ts';
import type { Io } from '#cli/terminal/io.ts';
import { formatError, formatJson } from '#cli/terminal/print.ts';
import type { Config } from '#config/config.ts';
import { loadConfig } from '#config/load.ts';
import { findConfigFile, resolveUsualPath, showFile } from '#config/reading/find-config-file.ts';
import { FIRST_CONFIG } from '#config/first-config.ts';
import { WhitelistError } from '#core/errors/errors.ts';

/** `awswhitelist config init|check|path` */
export function runConfig(line: ParsedLine, io: Io): number {
  const [verb, file, surplus] = line.words;
  if (surplus !== undefined || (file !== undefined && verb !== 'check'))
    throw usageError('awswhitelist config takes one word: init, check or path.');
  if (verb === 'path') return printPath(line, io);
  if (verb === 'check') return checkFile(line, file, io);
  if (verb === 'init') return writeFirst(line, io);
  throw usageError(
    'awswhitelist config wants to know what to do: init, check or path.',
    'init writes a first file, check tells the mistakes in yours, path tells where it is.',
  );
}

/** Where the file is that commands use, or where it would be. */
function wantedPath({ global }: ParsedLine, io: Io): { readonly path: string | null; readonly why: string } {
  const place = toConfigPlace(io, 'command');
  const request = { named: global.config, isLeftOut: global.noConfig, env: io.env };
  try {
    const found = findConfigFile(request, place, readConfigText);
    if (found.path !== null || global.noConfig) return found;
  } catch {
    // Named and not there, or not readable: that is for `check` to tell.
  }
  const path = resolveUsualPath(request, place);
  return { path, why: path === null ? 'this machine tells no folder for config files' : 'not there yet' };
}

function printPath(line: ParsedLine, io: Io): number {
  const { path, why } = wantedPath(line, io);
  if (line.global.json) io.out(formatJson({ path, why }));
  else if (path !== null) io.out(`${path}\n`);
  if (!line.global.json) io.err(`${path === null ? 'No config file' : 'Config file'}: ${why}.\n`);
  return EXIT.done;
}

function checkFile({ global }: ParsedLine, file: string | undefined, io: Io): number {
  if (file !== undefined && global.config !== undefined) throw usageError('Name one file to check.');
  const flags = { ...global, ...(file !== undefined && { config: file }) };
  const config = loadConfig({
    flags,
    env: io.env,
    readFile: readConfigText,
    place: toConfigPlace(io, 'command'),
  });
  const faults = listFaults(config);
  const { file: shown, fileOrigin: why, fileWarnings: warnings } = config;
  if (global.json) {
    const errors = faults.map((fault) => fault.report());
    io.out(formatJson({ file: shown, why, errors, warnings }));
  } else {
    const isSound = faults.length === 0 && warnings.length === 0;
    if (shown === null && config.problem === null) io.out(`No config file: ${why}.\n`);
    else if (isSound) io.out(`Config file ${shown ?? ''} (${why}): nothing is wrong.\n`);
    for (const warning of warnings) io.out(`Warning: ${warning}\n`);
    for (const fault of faults) io.err(formatError(fault.report()));
  }
  return faults.length === 0 ? EXIT.done : EXIT.usage;
}

const listFaults = ({ problem, unenforceable, profiles }: Config): WhitelistError[] => [
  ...(problem ? [problem] : []),
  ...(unenforceable ? [unenforceable] : []),
  ...profiles.flatMap((profile) => profile.problem?.error ?? []),
];

/** Writes the first file where there is none; its folder is nobody else's. */
function writeFirst(line: ParsedLine, io: Io): number {
  const request = { named: line.global.config, isLeftOut: line.global.noConfig, env: io.env };
  const path = resolveUsualPath(request, toConfigPlace(io, 'command'));
  if (path === null) throw initError('This machine tells no folder for config files.', 'Name one: -c /PATH.');
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, FIRST_CONFIG, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw code === 'EEXIST'
      ? initError(
          `${showFile(path)} is there already; it stays as it is.`,
          'awswhitelist config check looks at it.',
        )
      : initError(`${showFile(path)} cannot be written (${code}).`, 'Name another place: -c /PATH.');
  }
  io.out(`${path}\n`);
  io.err('Written. Each setting is explained there; take out the // before those you want.\n');
  return EXIT.done;
}

const initError = (message: string, hint: string) =>
  new WhitelistError('config_error', message, { guidance: [hint] });
