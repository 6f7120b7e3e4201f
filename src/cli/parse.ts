import { parseArgs } from 'node:util';
import { LOG_FORMATS, type LogFormat } from '#core/log-level.ts';
import { checkOptions, type OptionConfig } from '#cli/arguments/check-options.ts';
import { listFlags, toolCommands, type ToolCommand } from '#cli/arguments/tool-commands.ts';
import { GLOBAL_OPTIONS, usageError, type ParsedLine } from '#cli/arguments/command-line.ts';
import { builtinCommands } from '#cli/commands/builtin-commands.ts';

function allOptions(commands: readonly ToolCommand[]): Record<string, OptionConfig> {
  const all: Record<string, OptionConfig> = {};
  for (const { options, readsFile } of commands) {
    for (const { flag, isFlag, isList } of options)
      all[flag] = { type: isFlag ? 'boolean' : 'string', multiple: isList };
    if (readsFile) all['from'] = { type: 'string' };
  }
  for (const { options } of builtinCommands) {
    for (const [name, { help, repeatable = false }] of Object.entries(options))
      all[name] = { type: help === '' ? 'boolean' : 'string', multiple: repeatable };
  }
  for (const [name, option] of Object.entries(GLOBAL_OPTIONS)) {
    all[name] = 'short' in option ? { type: option.type, short: option.short } : { type: option.type };
  }
  return all;
}

/** The options that can be meant: those of the command, where the line names one. */
function likelyFlags(argv: readonly string[], commands: readonly ToolCommand[]): string[] {
  const flags = new Map([
    ...commands.map((command) => [command.name, listFlags(command)] as const),
    ...builtinCommands.map(({ name, options }) => [name, Object.keys(options)] as const),
  ]);
  const command = argv.find((word) => flags.has(word));
  const commandFlags = command === undefined ? [...flags.values()].flat() : (flags.get(command) ?? []);
  return [...commandFlags, ...Object.keys(GLOBAL_OPTIONS)];
}

/**
 * @param commands - Beside the program's own. Default: the tools.
 * @throws WhitelistError `invalid_input`
 */
export function parseCommandLine(
  argv: readonly string[],
  commands: readonly ToolCommand[] = toolCommands,
): ParsedLine {
  const options = allOptions(commands);
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options,
    allowPositionals: true,
    // What Node would throw is written for programmers, and says only in prose which option is meant.
    strict: false,
    tokens: true,
  });
  checkOptions(tokens, options, likelyFlags(argv, commands));
  if (values['config'] !== undefined && values['no-config'] === true)
    throw usageError('-c and --no-config contradict each other: give one of them.');
  const [command = null, ...words] = positionals;
  const runsCommand = builtinCommands.some(
    (builtin) => builtin.runsCommand === true && builtin.name === command,
  );
  const run = runsCommand ? afterTerminator(tokens, words.length) : null;
  const readText = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const commandOptions: Record<string, string | true> = {};
  for (const [name, value] of Object.entries(values)) {
    if (name in GLOBAL_OPTIONS) continue;
    if (Array.isArray(value)) commandOptions[name] = value.join(',');
    else if (typeof value === 'string' || value === true) commandOptions[name] = value;
  }
  return {
    command,
    words: run === null ? words : words.slice(0, words.length - run.length),
    run,
    options: commandOptions,
    global: {
      config: readText('config'),
      noConfig: values['no-config'] === true,
      sandbox: values['sandbox'] === true,
      json: values['json'] === true,
      yes: values['yes'] === true,
      quiet: values['quiet'] === true,
      verbose: values['verbose'] === true,
      logFormat: readLogFormat(readText('log-format')),
      help: values['help'] === true,
      version: values['version'] === true,
    },
  };
}

/** The words after `--`; null: there is none, or it stands before the command's name. */
function afterTerminator(
  tokens: readonly { readonly kind: string; readonly index: number; readonly value?: string | undefined }[],
  most: number,
): string[] | null {
  const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index;
  if (end === undefined) return null;
  const run = tokens.flatMap(({ index, value }) => (index > end && value !== undefined ? [value] : []));
  return run.length > most ? null : run;
}

function readLogFormat(text: string | undefined): LogFormat {
  const format = LOG_FORMATS.find((known) => known === (text ?? 'text'));
  if (format) return format;
  throw usageError(`Invalid --log-format: expected ${LOG_FORMATS.join(' or ')}.`);
}
