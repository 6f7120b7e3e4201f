import { quoteMasked } from '#core/errors/invalid-input.ts';
import { addressesFrom } from '#cli/arguments/address-list/index.ts';
import { flagsOf, FROM_FILE, wordsTaken, type Arguments, type Option, type ToolCommand } from './commands.ts';
import type { Io } from '#cli/terminal/io.ts';
import { optionsHint, usageError, type ParsedLine } from './line.ts';
import { pieces } from './pieces.ts';
import { placeWords } from './place-words.ts';

/**
 * The arguments that a command line gives to its tool; `--from` is read last, when the rest of the line holds.
 *
 * @throws WhitelistError `invalid_input` for what the command does not take; `cancelled`
 */
export async function argumentsOf(command: ToolCommand, line: ParsedLine, io: Io): Promise<Arguments> {
  const named: Record<string, string | true | readonly string[]> = {};
  const { from, ...options } = line.options;
  for (const [flag, value] of Object.entries(options)) {
    const option = command.options.find((known) => known.flag === flag);
    if (!option || (value === true) !== option.isFlag) throw notTaken(command, flag);
    named[option.argument] = valueOf(option, value);
  }
  if (from !== undefined && !command.readsFile) throw notTaken(command, 'from');
  const given = { ...named, ...(from !== undefined && { from }) };
  const { args: placed, surplus } = placeWords(command, line.words, given);
  if (surplus !== null) {
    throw usageError(
      `${quoteMasked(surplus)} is one word too many: ${command.name} takes ${wordsTaken(command.tool)}.`,
      optionsHint(flagsOf(command)),
    );
  }
  const { from: _file, ...args } = placed;
  if (typeof from !== 'string') return args;
  const other = ['ip_address', FROM_FILE].find((argument) => argument in args);
  if (other !== undefined) {
    throw usageError(
      `Addresses are given twice: by --from and as ${other}.`,
      'Write all of them into the file, or leave --from out.',
    );
  }
  return { ...args, [FROM_FILE]: await addressesFrom(from, io) };
}

const valueOf = ({ flag, isList }: Option, value: string | true) =>
  value !== true && isList ? pieces(value, `--${flag}`) : value;

const notTaken = (command: ToolCommand, flag: string) =>
  usageError(`${command.name} takes no --${flag}.`, optionsHint(flagsOf(command)));
