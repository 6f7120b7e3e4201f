import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { createRuntime, type Runtime } from '../context.ts';
import { toWhitelistError } from '../core/errors.ts';
import { quoted } from '../core/invalid-input.ts';
import { nearest } from '../core/nearest.ts';
import { createLog, logDefect } from '../log.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { VERSION } from '../version.ts';
import { toolCommands } from './commands.ts';
import { EXIT, exitCodeOfError } from './exit-codes.ts';
import { configCandidates } from './folders.ts';
import { generalHelp, sandboxHelp, toolHelp } from './help.ts';
import type { Io } from './io.ts';
import { parseLine, usageError, type ParsedLine } from './parse.ts';
import { formatError, formatJson } from './print.ts';
import { runSandbox } from './run-sandbox.ts';
import { runTool } from './run-tool.ts';
import { openSandbox, sandboxSetting } from './use-sandbox.ts';

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
    if (argv.includes('--json')) io.out(formatJson({ error: report }));
    io.err(formatError(report));
    return exitCodeOfError(report);
  }
}

async function run(line: ParsedLine, io: Io): Promise<number> {
  const { command: name, global } = line;
  const command = toolCommands.find((c) => c.name === name);
  if (name !== null && name !== 'sandbox' && !command) throw unknownCommand(name);
  if (global.version) return print(`awswhitelist ${VERSION}\n`, io);
  if (global.help)
    return print(command ? toolHelp(command) : name === null ? generalHelp() : sandboxHelp(), io);
  if (name === 'sandbox') return runSandbox(line, io);
  if (name === null) return serve(line, io);
  return withRuntime(line, io, async (runtime) =>
    command ? runTool(command, line, runtime, io) : EXIT.usage,
  );
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
  return withRuntime(line, io, async (runtime, { maxMessageBytes }) => {
    await serveMcp(runtime, io.stop, maxMessageBytes);
    return EXIT.done;
  });
}

/** Sets up what a command needs and takes it down again, however it ends. */
async function withRuntime(
  line: ParsedLine,
  io: Io,
  use: (runtime: Runtime, config: Config) => Promise<number>,
): Promise<number> {
  const { global } = line;
  const config = loadConfig({
    flags: global,
    env: io.env,
    readFile,
    candidates: (file) => configCandidates(file, io),
  });
  const log = createLog({ level: config.logLevel, format: config.logFormat, write: io.err });
  for (const warning of config.warnings) log.warning(warning);
  let sandbox: Sandbox | undefined;
  if (global.sandbox) sandbox = await openSandbox(io);
  const runtime = createRuntime(config, { log, user: io.user, sandbox: sandbox && sandboxSetting(sandbox) });
  try {
    return await use(runtime, config);
  } finally {
    await runtime.close();
    await sandbox?.close();
  }
}

function readFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function unknownCommand(name: string) {
  const known = [...toolCommands.map((command) => command.name), 'sandbox'];
  const near = nearest(name, known);
  return usageError(
    `Unknown command ${quoted(name)}.`,
    near === null ? `Commands: ${known.join(', ')}.` : `Did you mean "${near}"?`,
  );
}
