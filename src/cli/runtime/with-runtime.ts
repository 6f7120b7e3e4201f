import { readFileSync } from 'node:fs';
import type { ParsedLine } from '#cli/arguments/command-line.ts';
import type { Io } from '#cli/terminal/io.ts';
import { createApprovalPrompt, createCodePrompt } from '#cli/terminal/prompts.ts';
import type { Config } from '#config/config.ts';
import { loadConfig } from '#config/load.ts';
import { createRuntime, type Runtime } from '#context.ts';
import { createLog } from '#log.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { configCandidates } from './folders.ts';
import { openSandbox, toSandboxSetting } from './open-sandbox.ts';

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
  for (const warning of [...config.warnings, ...io.warnings]) log.warning(warning);
  let sandbox: Sandbox | undefined;
  if (global.sandbox) sandbox = await openSandbox(io);
  const runtime = createRuntime(config, {
    log,
    user: io.user,
    standingWarnings: io.warnings,
    sandbox: sandbox && toSandboxSetting(sandbox),
    ...(face === 'server'
      ? { canOpenPage: true }
      : {
          askCode: createCodePrompt(io),
          askApproval: createApprovalPrompt(io),
          yes: global.yes,
          oneShot: true,
        }),
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
