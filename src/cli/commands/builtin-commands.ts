import {
  type GLOBAL_OPTIONS,
  optionsHint,
  type OptionText,
  type ParsedLine,
  usageError,
} from '#cli/arguments/command-line.ts';
import { runWith } from '#cli/commands/with/run-with.ts';
import { OPTION_ALTERNATIVES, WITH_OPTIONS } from '#cli/commands/with/with-command-line.ts';
import { EXIT } from '#cli/terminal/exit-codes.ts';
import type { Io } from '#cli/terminal/io.ts';
import { formatJson } from '#cli/terminal/print.ts';
import { createConfigJsonSchema } from '#config/json-schema.ts';
import { quoteMasked } from '#core/text/redact.ts';
import { FEATURES } from '#core/iam/iam-policy-actions.ts';
import { CONFIG_HELP, MY_IP_HELP, POLICY_HELP, UNDO_HELP, WITH_HELP } from './help-texts.ts';
import { runConfig } from './run-config.ts';
import { runDoctor } from './run-doctor.ts';
import { runMyIp } from './run-my-ip.ts';
import { runPolicy } from './run-policy.ts';
import { runSandbox } from './run-sandbox.ts';
import { runUndo } from './run-undo.ts';

/** The commands beside the tools: one row each, from which the line is read and help is written. */
export const builtinCommands: readonly BuiltinCommand[] = [
  {
    name: 'doctor',
    title: 'Tell which credentials and settings are found, and what they may do',
    about: `Tell what of this machine plays a part (config file, profiles, environment, proxies), whose credentials are found, and what they may do, with the smallest policy that allows what is missing. Nothing is changed, and no secret is shown. Usage with a group: awswhitelist doctor sg-…`,
    options: {
      'security-group-id': { help: 'SG-ID', text: 'test changes of this group too' },
      profile: { help: 'NAME', text: 'with this profile' },
      region: { help: 'REGION', text: 'in this region' },
    },
    globals: ['config', 'no-config', 'sandbox', 'json', 'verbose', 'help'],
    takesWords: true,
    run: runDoctor,
  },
  {
    name: 'my-ip',
    title: 'Show your own public address, and who said what it is',
    about: MY_IP_HELP,
    options: {
      families: { help: '4|6|4,6', text: 'ask for IPv4 or IPv6 alone (default: both)' },
    },
    globals: ['config', 'no-config', 'json', 'verbose', 'help'],
    run: runMyIp,
  },
  {
    name: 'policy',
    title: 'Print the IAM policy that this program needs; judge a call by your settings',
    about: POLICY_HELP,
    options: {
      for: { help: FEATURES.join('|'), text: 'allow this feature too', repeatable: true },
      group: { help: 'SG-ID', text: 'allow changes of this group alone', repeatable: true },
      region: { help: 'REGION', text: 'allow changes in this region alone' },
      account: { help: 'ID', text: 'allow changes in this account alone' },
      role: {
        help: 'ARN',
        text: 'allow assuming this role alone (--for roles is understood)',
        repeatable: true,
      },
    },
    globals: ['config', 'no-config', 'json', 'help'],
    takesWords: true,
    run: runPolicy,
  },
  {
    name: 'undo',
    synopsis: 'undo [FILE]',
    title: 'Take the change back that an answer tells of',
    about: UNDO_HELP,
    options: {
      profile: { help: 'NAME', text: 'with this profile, whatever the answer names' },
      'dry-run': { help: '', text: 'show what would be changed' },
    },
    globals: ['config', 'no-config', 'sandbox', 'json', 'yes', 'quiet', 'verbose', 'log-format', 'help'],
    takesWords: true,
    run: runUndo,
  },
  {
    name: 'with',
    synopsis: 'with ADDRESS TARGET -- COMMAND',
    title: 'Let an address in while a command runs',
    about: WITH_HELP,
    options: WITH_OPTIONS,
    globals: ['config', 'no-config', 'sandbox', 'yes', 'quiet', 'verbose', 'log-format', 'help'],
    takesWords: true,
    runsCommand: true,
    instead: OPTION_ALTERNATIVES,
    run: (line, io) => runWith(line, io),
  },
  {
    name: 'config',
    synopsis: 'config init|check|path',
    title: 'Write a config file, look for mistakes in it, or tell where it is',
    about: CONFIG_HELP,
    options: {},
    globals: ['config', 'no-config', 'json', 'help'],
    takesWords: true,
    run: runConfig,
  },
  {
    name: 'schema',
    title: 'Print the JSON Schema of the config file, for editors',
    about: `Print the JSON Schema of the config file. Kept beside the file and named in it ("$schema": "./config.schema.json"), it lets an editor explain the keys and show mistakes.`,
    options: {},
    globals: ['help'],
    run(_line, io) {
      io.out(formatJson(createConfigJsonSchema()));
      return EXIT.done;
    },
  },
  {
    name: 'sandbox',
    title: 'Run a built-in imitation of AWS to try things on',
    about: `Run a built-in imitation of AWS EC2 and STS on 127.0.0.1, and print the environment with which any AWS tool can use it.`,
    options: {
      port: { help: 'N', text: 'listen on this port of 127.0.0.1 (default: any free one)' },
      memory: { help: '', text: 'keep nothing when it ends' },
      faults: { help: 'FILE', text: 'let calls go wrong as this plan says (docs/sandbox-faults.md)' },
    },
    globals: ['json', 'help'],
    run: runSandbox,
  },
];

/**
 * Runs one of them, after whatever it does not take was refused.
 *
 * @returns the exit code
 */
export async function runBuiltinCommand(command: BuiltinCommand, line: ParsedLine, io: Io): Promise<number> {
  const { name, options, takesWords = false } = command;
  const stray = Object.keys(line.options).find((flag) => !Object.hasOwn(options, flag));
  if (stray !== undefined) {
    const instead = command.instead?.[stray];
    throw usageError(
      `${name} takes no --${stray}${instead === undefined ? '.' : `: ${instead}`}`,
      optionsHint(Object.keys(options)),
    );
  }
  const [word] = line.words;
  if (word !== undefined && !takesWords)
    throw usageError(`${quoteMasked(word)} has no place in awswhitelist ${name}.`);
  return command.run(line, io);
}

export interface BuiltinOption extends OptionText {
  /** May be given more than once, each time with one value or several, commas between them. */
  readonly repeatable?: true;
}

/** A command that is no tool. */
export interface BuiltinCommand {
  readonly name: string;
  /** For the list of commands. */
  readonly title: string;
  /** Begins its help. */
  readonly about: string;
  readonly options: Readonly<Record<string, BuiltinOption>>;
  /** The program's options that mean something to it, for its help. */
  readonly globals: readonly (keyof typeof GLOBAL_OPTIONS)[];
  /** Whether it reads words after its name; else one is refused before it runs. */
  readonly takesWords?: true;
  /** How it is called, where its name does not tell: `undo [FILE]`. Default: its name. */
  readonly synopsis?: string;
  /** Whether what stands after `--` is a command that it runs, and no words of its own. */
  readonly runsCommand?: true;
  /** Options of other commands that somebody may try with it, and what to do instead. */
  readonly instead?: Readonly<Record<string, string>>;
  readonly run: (line: ParsedLine, io: Io) => number | Promise<number>;
}
