import { readFileSync } from 'node:fs';
import type { Config } from '#config/config.ts';
import { loadConfig } from '#config/load.ts';
import { createRuntime, type Runtime } from '#context.ts';
import { createLog } from '#log.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { askCodeAt } from '#cli/terminal/ask-code.ts';
import { askYesAt } from '#cli/terminal/ask-yes.ts';
import { configCandidates } from './folders.ts';
import type { Io } from '#cli/terminal/io.ts';
import type { ParsedLine } from '#cli/arguments/line.ts';
import { openSandbox, sandboxSetting } from './use-sandbox.ts';

/**
 * Sets up what a command needs and takes it down again, however it ends.
 *
 * @param face - How a person can be asked: a server by a page, a command at its terminal.
 */
export async function withRuntime(
  line: ParsedLine,
  io: Io,
  use: (runtime: Runtime, config: Config) => Promise<number>,
  face: 'server' | 'command' = 'command',
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
  const runtime = createRuntime(config, {
    log,
    user: io.user,
    sandbox: sandbox && sandboxSetting(sandbox),
    ...(face === 'server'
      ? { pages: true }
      : { askCode: askCodeAt(io), askYes: askYesAt(io), yes: global.yes, once: true }),
  });
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
