import type { Config } from '#config/config.ts';
import type { Runtime } from '#context.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { quoteMasked } from '#core/text/redact.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import { createLog, logDefect } from '#log.ts';
import { VERSION } from '#version.ts';
import { toolCommands } from '#cli/arguments/tool-commands.ts';
import { EXIT, exitCodeOfError } from '#cli/terminal/exit-codes.ts';
import { formatGeneralHelp, formatBuiltinHelp, formatToolHelp } from './help.ts';
import type { Io } from '#cli/terminal/io.ts';
import { usageError, type ParsedLine } from '#cli/arguments/command-line.ts';
import { builtinCommands, runBuiltinCommand } from '#cli/commands/builtin-commands.ts';
import { parseCommandLine } from './parse.ts';
import { formatError, formatJson } from '#cli/terminal/print.ts';
import { createProgressBar } from '#cli/terminal/progress-bar.ts';
import { runToolCommand } from '#cli/commands/run-tool-command.ts';
import { withRuntime } from '#cli/runtime/with-runtime.ts';

/**
 * Runs one command line to its end.
 *
 * @returns the exit code; see EXIT
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await run(parseCommandLine(argv), io);
  } catch (thrown) {
    const error = toWhitelistError(thrown);
    const report = error.report();
    if (report.code === 'internal_error')
      logDefect(createLog({ level: 'error', format: 'text', write: io.err }), error.details.cause);
    if (argumentsBeforeTerminator(argv).includes('--json')) io.out(formatJson({ error: report }));
    io.err(formatError(report));
    return exitCodeOfError(report);
  }
}

/** What stands after `--` may be another command's. */
function argumentsBeforeTerminator(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
}

async function run(line: ParsedLine, io: Io): Promise<number> {
  const { command: name, global } = line;
  const tool = toolCommands.find((c) => c.name === name);
  const builtin = builtinCommands.find((c) => c.name === name);
  if (name !== null && !tool && !builtin) throw unknownCommand(name);
  if (global.version) return print(`awswhitelist ${VERSION}\n`, io);
  if (global.help)
    return print(
      tool ? formatToolHelp(tool) : builtin ? formatBuiltinHelp(builtin) : formatGeneralHelp(),
      io,
    );
  if (builtin) return runBuiltinCommand(builtin, line, io);
  if (!tool) return serve(line, io);
  const { bar, io: ioAboveBar } = createProgressBar(io, !global.json && !global.verbose);
  return withRuntime(line, ioAboveBar, (runtime) => runToolCommand(tool, line, runtime, ioAboveBar, bar));
}

function print(text: string, io: Io): number {
  io.out(text);
  return EXIT.done;
}

async function serve(line: ParsedLine, io: Io): Promise<number> {
  const [stray] = Object.keys(line.options);
  if (stray !== undefined) throw usageError(`--${stray} belongs to a command, and none is given.`);
  if (io.isInteractive)
    io.err('awswhitelist is serving MCP on this terminal; "awswhitelist --help" shows its commands.\n');
  const { serveMcp } = await import('./serve.ts');
  const serveUntilEnd = async (runtime: Runtime, { maxMessageBytes }: Config) => {
    await serveMcp(runtime, io.stop, maxMessageBytes);
    return EXIT.done;
  };
  return withRuntime(line, io, serveUntilEnd, 'server');
}

function unknownCommand(name: string) {
  const known = [...toolCommands, ...builtinCommands].map((command) => command.name);
  const near = closestMatch(name, known);
  return usageError(
    `Unknown command ${quoteMasked(name)}.`,
    near === null ? `Commands: ${known.join(', ')}.` : `Did you mean "${near}"?`,
  );
}
