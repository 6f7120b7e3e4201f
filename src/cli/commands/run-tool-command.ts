import type { Runtime } from '#context.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { readToolArguments } from '#cli/arguments/tool-arguments.ts';
import type { ToolCommand } from '#cli/arguments/tool-commands.ts';
import { exitCodeOfResult } from '#cli/terminal/exit-codes.ts';
import type { Io } from '#cli/terminal/io.ts';
import type { ParsedLine } from '#cli/arguments/command-line.ts';
import { formatJson, formatView } from '#cli/terminal/print.ts';
import type { ProgressBar } from '#cli/terminal/progress-bar.ts';

/** Runs a tool as a command: the same definition, arguments and answer as in a chat. */
export async function runToolCommand(
  command: ToolCommand,
  line: ParsedLine,
  runtime: Runtime,
  io: Io,
  bar: ProgressBar,
): Promise<number> {
  const args = await readToolArguments(command, line, io);
  try {
    const context = runtime.toolContext({ signal: io.stop, onStep: bar.step });
    const { result, view } = await command.tool.call(args, context).finally(bar.end);
    const isShown = !line.global.quiet || result['status'] === 'partial';
    if (isShown) io.out(line.global.json ? formatJson(result) : formatView(view));
    return exitCodeOfResult(result, io.stop.aborted);
  } catch (error) {
    throw toWhitelistError(error);
  }
}
