import { WhitelistError } from '#core/errors/errors.ts';
import type { LogFormat } from '#core/log-level.ts';

/** An option as help shows it. */
export interface OptionText {
  /** What its value is called; empty: it takes none. */
  readonly help: string;
  readonly text: string;
}

/** Options of the program itself; every command takes them, before or after its name. */
export const GLOBAL_OPTIONS = {
  config: { type: 'string', short: 'c', help: 'FILE', text: 'use this config file' },
  'no-config': {
    type: 'boolean',
    help: '',
    text: 'use no config file, not even the one in your config folder',
  },
  sandbox: { type: 'boolean', help: '', text: 'talk to a built-in imitation of AWS instead of AWS' },
  json: { type: 'boolean', help: '', text: 'print the answer as JSON' },
  yes: {
    type: 'boolean',
    short: 'y',
    help: '',
    text: 'approve the change, where security_settings.allow_yes lets it count',
  },
  quiet: {
    type: 'boolean',
    short: 'q',
    help: '',
    text: 'print no answer, but what could not be done',
  },
  verbose: { type: 'boolean', short: 'v', help: '', text: 'tell on standard error what happens' },
  'log-format': { type: 'string', help: 'text|json', text: 'how log lines are written (default: text)' },
  help: { type: 'boolean', short: 'h', help: '', text: 'show help and leave' },
  version: { type: 'boolean', help: '', text: 'show the version and leave' },
} as const;

/** Of commands that take several addresses. */
export const FROM_OPTION: OptionText = {
  help: 'FILE',
  text: 'take the addresses from this file: one a line, CSV or JSON; - is standard input',
};

/** A command line, read but not yet understood. */
export interface ParsedLine {
  /** Null: serve. */
  readonly command: string | null;
  readonly words: readonly string[];
  /** Of a command that runs another one: what stands after `--`. Null: there is no `--`, or it runs none. */
  readonly run: readonly string[] | null;
  /** Options of the command, by flag name; one that may be repeated has its values with commas between them. */
  readonly options: Readonly<Record<string, string | true>>;
  readonly global: {
    readonly config?: string | undefined;
    readonly noConfig: boolean;
    readonly sandbox: boolean;
    readonly json: boolean;
    readonly yes: boolean;
    readonly quiet: boolean;
    readonly verbose: boolean;
    readonly logFormat: LogFormat;
    readonly help: boolean;
    readonly version: boolean;
  };
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

/** The options a command takes, for somebody who gave another. */
export const optionsHint = (flags: readonly string[]): string | undefined =>
  flags.length === 0 ? undefined : `Options: ${flags.map((flag) => `--${flag}`).join(', ')}.`;
