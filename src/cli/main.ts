import type { Config } from '#config/config.ts';
import type { Runtime } from '#context.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { quoteMasked } from '#core/errors/invalid-input.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import { createLog, logDefect } from '#log.ts';
import { VERSION } from '#version.ts';
import { toolCommands } from '#cli/arguments/commands.ts';
import { EXIT, exitCodeOfError } from '#cli/terminal/exit-codes.ts';
import { generalHelp, ownHelp, toolHelp } from './help.ts';
import type { Io } from '#cli/terminal/io.ts';
import { usageError, type ParsedLine } from '#cli/arguments/line.ts';
import { ownCommands, runOwnCommand } from '#cli/commands/own-commands.ts';
import { parseLine } from './parse.ts';
import { formatError, formatJson } from '#cli/terminal/print.ts';
import { progressBarAt } from '#cli/terminal/progress-bar.ts';
import { runTool } from '#cli/commands/run-tool.ts';
import { withRuntime } from '#cli/runtime/with-runtime.ts';

/**
 * Runs one command line to its end.
 *
 * @returns the exit code; see EXIT
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await run(parseLine(argv), io);
  } catch (thrown) {
    const error = toWhitelistError(thrown);
    const report = error.report();
    if (report.code === 'internal_error')
      logDefect(createLog({ level: 'error', format: 'text', write: io.err }), error.details.cause);
    if (ours(argv).includes('--json')) io.out(formatJson({ error: report }));
    io.err(formatError(report));
    return exitCodeOfError(report);
  }
}

/** What stands after `--` may be another command's. */
function ours(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
}

async function run(line: ParsedLine, io: Io): Promise<number> {
  const { command: name, global } = line;
  const tool = toolCommands.find((c) => c.name === name);
  const own = ownCommands.find((c) => c.name === name);
  if (name !== null && !tool && !own) throw unknownCommand(name);
  if (global.version) return print(`awswhitelist ${VERSION}\n`, io);
  if (global.help) return print(tool ? toolHelp(tool) : own ? ownHelp(own) : generalHelp(), io);
  if (own) return runOwnCommand(own, line, io);
  if (!tool) return serve(line, io);
  const { bar, io: beside } = progressBarAt(io, !global.json && !global.verbose);
  return withRuntime(line, beside, (runtime) => runTool(tool, line, runtime, beside, bar));
}

function print(text: string, io: Io): number {
  io.out(text);
  return EXIT.done;
}

async function serve(line: ParsedLine, io: Io): Promise<number> {
  const [stray] = Object.keys(line.options);
  if (stray !== undefined) throw usageError(`--${stray} belongs to a command, and none is given.`);
  if (io.interactive)
    io.err('awswhitelist is serving MCP on this terminal; "awswhitelist --help" shows its commands.\n');
  const { serveMcp } = await import('./serve.ts');
  const serveUntilEnd = async (runtime: Runtime, { maxMessageBytes }: Config) => {
    await serveMcp(runtime, io.stop, maxMessageBytes);
    return EXIT.done;
  };
  return withRuntime(line, io, serveUntilEnd, 'server');
}

function unknownCommand(name: string) {
  const known = [...toolCommands, ...ownCommands].map((command) => command.name);
  const near = closestMatch(name, known);
  return usageError(
    `Unknown command ${quoteMasked(name)}.`,
    near === null ? `Commands: ${known.join(', ')}.` : `Did you mean "${near}"?`,
  );
}
