import type { Runtime } from '../context.ts';
import { toWhitelistError } from '../core/errors.ts';
import { quoted } from '../core/invalid-input.ts';
import { placeWords, type ToolCommand } from './commands.ts';
import { exitCodeOfResult } from './exit-codes.ts';
import type { Io } from './io.ts';
import { optionsHint, usageError, type ParsedLine } from './line.ts';
import { formatJson, formatView } from './print.ts';

/** Runs a tool as a command: the same definition, arguments and answer as in a chat. */
export async function runTool(
  command: ToolCommand,
  line: ParsedLine,
  runtime: Runtime,
  io: Io,
): Promise<number> {
  const args = argumentsOf(command, line);
  try {
    const { result, view } = await command.tool.call(args, runtime.toolContext({ signal: io.stop }));
    io.out(line.global.json ? formatJson(result) : formatView(view));
    return exitCodeOfResult(result);
  } catch (error) {
    throw toWhitelistError(error);
  }
}

/** @throws WhitelistError `invalid_input` for what the command does not take */
export function argumentsOf(command: ToolCommand, line: ParsedLine): Record<string, string | true> {
  const flags = command.options.map(({ flag }) => flag);
  const named: Record<string, string | true> = {};
  for (const [flag, value] of Object.entries(line.options)) {
    const option = command.options.find((o) => o.flag === flag);
    if (!option || (value === true) !== option.isFlag)
      throw usageError(`${command.name} takes no --${flag}.`, optionsHint(flags));
    named[option.argument] = value;
  }
  const { args, surplus } = placeWords(command, line.words, named);
  if (surplus !== null) {
    const takes = command.tool.positionals.map((argument) => argument.toUpperCase()).join(' ');
    throw usageError(
      `${quoted(surplus)} is one word too many: ${command.name} takes ${takes}.`,
      optionsHint(flags),
    );
  }
  return args;
}
