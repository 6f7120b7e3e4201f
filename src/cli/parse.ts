import { parseArgs, type ParseArgsConfig } from 'node:util';
import { WhitelistError } from '#core/errors/errors.ts';
import { redactSecretLike } from '#core/errors/invalid-input.ts';
import { LOG_FORMATS, type LogFormat } from '#core/log-level.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { listFlags, toolCommands, type ToolCommand } from '#cli/arguments/tool-commands.ts';
import { GLOBAL_OPTIONS, usageError, type ParsedLine } from '#cli/arguments/command-line.ts';
import { builtinCommands } from '#cli/commands/builtin-commands.ts';

type OptionConfig = NonNullable<ParseArgsConfig['options']>[string];

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
function likelyOptions(argv: readonly string[], commands: readonly ToolCommand[]): string[] {
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
  const { values, positionals, tokens } = parseArgv(argv, commands);
  const [command = null, ...words] = positionals;
  const run = builtinCommands.some(
    (commandOptions) => commandOptions.runsCommand === true && commandOptions.name === command,
  )
    ? afterTerminator(tokens, words.length)
    : null;
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

function parseArgv(argv: readonly string[], commands: readonly ToolCommand[]) {
  try {
    const options = allOptions(commands);
    const read = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true, tokens: true });
    refuseRepeatedOptions(read.tokens, options);
    return read;
  } catch (error) {
    if (error instanceof WhitelistError) throw error;
    const message = error instanceof Error ? error.message : '';
    const unknown = /Unknown option '(-+[^']*)'/.exec(message)?.[1];
    if (unknown === undefined) throw toUsageError(message);
    const near = closestMatch(unknown.replace(/^-+/, ''), likelyOptions(argv, commands));
    throw usageError(
      `Unknown option ${escapeUnprintable(redactSecretLike(unknown), 60)}.`,
      near === null ? undefined : `Did you mean --${near}?`,
    );
  }
}

/** The first sentence of what Node says of the line; the rest of it is for programmers. */
function toUsageError(message: string): WhitelistError {
  const [first = ''] = message.split(/\.?\n|\. /);
  const option = /(--[\w-]+)/.exec(first)?.[1] ?? '--option';
  const dash = first.endsWith('ambiguous')
    ? `If the value begins with a dash, write ${option}=-1, for example.`
    : undefined;
  return usageError(`${escapeUnprintable(redactSecretLike(first), 200)}.`, dash);
}

function readLogFormat(text: string | undefined): LogFormat {
  const format = LOG_FORMATS.find((known) => known === (text ?? 'text'));
  if (format) return format;
  throw usageError(`Invalid --log-format: expected ${LOG_FORMATS.join(' or ')}.`);
}

/** Of two values for one thing, none is dropped in silence. */
function refuseRepeatedOptions(
  tokens: readonly { readonly kind: string; readonly name?: string }[],
  options: Readonly<Record<string, OptionConfig>>,
): void {
  const given = tokens.flatMap(({ kind, name }) => (kind === 'option' && name !== undefined ? [name] : []));
  const again = given.find((name, i) => {
    const { type, multiple } = options[name] ?? {};
    return type === 'string' && multiple !== true && given.indexOf(name) < i;
  });
  if (again === undefined) return;
  const list = options[`${again}es`] ?? options[`${again}s`];
  throw usageError(
    `--${again} was given more than once, and takes one value.`,
    list ? `Several go with --${options[`${again}es`] ? `${again}es` : `${again}s`}.` : undefined,
  );
}
