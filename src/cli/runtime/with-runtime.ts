import type { ParsedLine } from '#cli/arguments/command-line.ts';
import type { Io } from '#cli/terminal/io.ts';
import { createApprovalPrompt, createCodePrompt } from '#cli/terminal/prompts.ts';
import type { Config } from '#config/config.ts';
import { loadConfig } from '#config/load.ts';
import { createRuntime, type Runtime } from '#context.ts';
import { createLog } from '#log.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { toConfigPlace } from './folders.ts';
import { openSandbox, toSandboxSetting } from './open-sandbox.ts';
import { readConfigText } from './read-config.ts';

/** Commands whose answers do not say what is to be known of the config file. */
const SILENT_COMMANDS = ['with', 'my-ip', 'policy'];

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
    readFile: readConfigText,
    place: toConfigPlace(io, face),
  });
  const log = createLog({ level: config.logLevel, format: config.logFormat, write: io.err });
  log.debug('config file', { file: config.file, why: config.fileOrigin });
  const isToldByAnswer = face === 'command' && !SILENT_COMMANDS.includes(line.command ?? '');
  for (const warning of [...config.warnings, ...io.warnings])
    if (!isToldByAnswer || !config.fileWarnings.includes(warning)) log.warning(warning);
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
