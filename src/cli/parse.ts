import { parseArgs, type ParseArgsConfig } from 'node:util';
import { WhitelistError } from '../core/errors.ts';
import { LOG_FORMATS, type LogFormat } from '../core/log-level.ts';
import { nearest } from '../core/nearest.ts';
import { visible } from '../core/visible.ts';
import { toolCommands } from './commands.ts';

/** Options of the program itself; every command takes them, before or after its name. */
export const GLOBAL_OPTIONS = {
  config: { type: 'string', short: 'c', help: 'FILE', text: 'use this config file' },
  sandbox: { type: 'boolean', help: '', text: 'talk to a built-in imitation of AWS instead of AWS' },
  json: { type: 'boolean', help: '', text: 'print the answer as JSON' },
  verbose: { type: 'boolean', short: 'v', help: '', text: 'tell on standard error what happens' },
  'log-format': { type: 'string', help: 'text|json', text: 'how log lines are written (default: text)' },
  help: { type: 'boolean', short: 'h', help: '', text: 'show help and leave' },
  version: { type: 'boolean', help: '', text: 'show the version and leave' },
} as const;

/** Options of `awswhitelist sandbox`. */
export const SANDBOX_OPTIONS = {
  port: { help: 'N', text: 'listen on this port of 127.0.0.1 (default: any free one)' },
  memory: { help: '', text: 'keep nothing when it ends' },
} as const;

export interface ParsedLine {
  /** Null: serve. */
  readonly command: string | null;
  readonly words: readonly string[];
  /** Options of the command, by flag name. */
  readonly options: Readonly<Record<string, string | true>>;
  readonly global: {
    readonly config?: string | undefined;
    readonly sandbox: boolean;
    readonly json: boolean;
    readonly verbose: boolean;
    readonly logFormat: LogFormat;
    readonly help: boolean;
    readonly version: boolean;
  };
}

type OptionConfig = NonNullable<ParseArgsConfig['options']>[string];

function allOptions(): Record<string, OptionConfig> {
  const all: Record<string, OptionConfig> = {};
  for (const { options } of toolCommands) for (const { flag } of options) all[flag] = { type: 'string' };
  all['memory'] = { type: 'boolean' };
  for (const [name, option] of Object.entries(GLOBAL_OPTIONS)) {
    all[name] = 'short' in option ? { type: option.type, short: option.short } : { type: option.type };
  }
  return all;
}

/** @throws WhitelistError `invalid_input` */
export function parseLine(argv: readonly string[]): ParsedLine {
  const options = allOptions();
  const { values, positionals } = parsed(argv, options);
  const [command = null, ...words] = positionals;
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const own: Record<string, string | true> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!(name in GLOBAL_OPTIONS) && (typeof value === 'string' || value === true)) own[name] = value;
  }
  return {
    command,
    words,
    options: own,
    global: {
      config: text('config'),
      sandbox: values['sandbox'] === true,
      json: values['json'] === true,
      verbose: values['verbose'] === true,
      logFormat: readLogFormat(text('log-format')),
      help: values['help'] === true,
      version: values['version'] === true,
    },
  };
}

function parsed(argv: readonly string[], options: Record<string, OptionConfig>) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const unknown = /Unknown option '(-+[^']*)'/.exec(message)?.[1];
    if (unknown === undefined) throw unreadable(message);
    const near = nearest(unknown.replace(/^-+/, ''), Object.keys(options));
    throw usageError(
      `Unknown option ${visible(unknown, 60)}.`,
      near === null ? undefined : `Did you mean --${near}?`,
    );
  }
}

/** The first sentence of what Node says of the line; the rest of it is for programmers. */
function unreadable(message: string): WhitelistError {
  const [first = ''] = message.split(/\.?\n|\. /);
  const option = /(--[\w-]+)/.exec(first)?.[1] ?? '--option';
  const dash = first.endsWith('ambiguous')
    ? `If the value begins with a dash, write ${option}=-1, for example.`
    : undefined;
  return usageError(`${visible(first, 200)}.`, dash);
}

function readLogFormat(text: string | undefined): LogFormat {
  const format = LOG_FORMATS.find((known) => known === (text ?? 'text'));
  if (format) return format;
  throw usageError(`Invalid --log-format: expected ${LOG_FORMATS.join(' or ')}.`);
}

/** A command line that cannot be understood; what to type instead comes with it. */
export function usageError(message: string, hint?: string): WhitelistError {
  return new WhitelistError('invalid_input', message, {
    guidance: [
      ...(hint === undefined ? [] : [hint]),
      'Run awswhitelist --help to see the commands and options.',
    ],
  });
}
