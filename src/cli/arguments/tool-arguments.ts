import { readAddressList } from '#cli/arguments/address-list/index.ts';
import type { Io } from '#cli/terminal/io.ts';
import { quoteMasked } from '#core/errors/invalid-input.ts';
import { optionsHint, type ParsedLine, usageError } from './command-line.ts';
import { assignPositionals, splitList } from './positionals.ts';
import {
  ADDRESS_LIST_ARGUMENT,
  type Arguments,
  formatPositionals,
  listFlags,
  type Option,
  type ToolCommand,
} from './tool-commands.ts';

/**
 * The arguments that a command line gives to its tool; `--from` is read last, when the rest of the line holds.
 *
 * @throws WhitelistError `invalid_input` for what the command does not take; `cancelled`
 */
export async function readToolArguments(command: ToolCommand, line: ParsedLine, io: Io): Promise<Arguments> {
  const named: Record<string, string | true | readonly string[]> = {};
  const { from, ...options } = line.options;
  for (const [flag, value] of Object.entries(options)) {
    const option = command.options.find((known) => known.flag === flag);
    if (!option || (value === true) !== option.isFlag) throw unexpectedOptionError(command, flag);
    named[option.argument] = readOptionValue(option, value);
  }
  if (from !== undefined && !command.readsFile) throw unexpectedOptionError(command, 'from');
  const given = { ...named, ...(from !== undefined && { from }) };
  const { args: assigned, surplus } = assignPositionals(command, line.words, given);
  if (surplus !== null) {
    throw usageError(
      `${quoteMasked(surplus)} is one word too many: ${command.name} takes ${formatPositionals(command.tool)}.`,
      optionsHint(listFlags(command)),
    );
  }
  const { from: _file, ...args } = assigned;
  if (typeof from !== 'string') return args;
  const other = ['ip_address', ADDRESS_LIST_ARGUMENT].find((argument) => argument in args);
  if (other !== undefined) {
    throw usageError(
      `Addresses are given twice: by --from and as ${other}.`,
      'Write all of them into the file, or leave --from out.',
    );
  }
  return { ...args, [ADDRESS_LIST_ARGUMENT]: await readAddressList(from, io) };
}

const readOptionValue = ({ flag, isList }: Option, value: string | true) =>
  value !== true && isList ? splitList(value, `--${flag}`) : value;

const unexpectedOptionError = (command: ToolCommand, flag: string) =>
  usageError(`${command.name} takes no --${flag}.`, optionsHint(listFlags(command)));
