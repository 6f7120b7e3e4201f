import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { WhitelistError } from '#core/errors/errors.ts';
import { EXIT } from '#cli/terminal/exit-codes.ts';
import type { Io } from '#cli/terminal/io.ts';
import { usageError, type ParsedLine } from '#cli/arguments/command-line.ts';
import { formatJson } from '#cli/terminal/print.ts';
import { openSandbox, sandboxStatePath } from '#cli/runtime/open-sandbox.ts';

/** `awswhitelist sandbox`: serves until told to stop; standard output is the environment, ready for a shell. */
export async function runSandbox(line: ParsedLine, io: Io): Promise<number> {
  const { port, memory, faults } = line.options;
  const sandbox = await openSandbox(io, {
    ...(typeof port === 'string' && { port: readPort(port) }),
    memory: memory === true,
    ...(typeof faults === 'string' && { faults: readFaultPlan(resolve(io.cwd, faults)) }),
  });
  try {
    const environment = sandbox.environment();
    const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${value}\n`);
    io.out(line.global.json ? formatJson(environment) : lines.join(''));
    const stateFile = memory === true ? null : sandboxStatePath(io);
    const storage = stateFile === null ? 'Nothing is kept when it ends' : `Its state is kept in ${stateFile}`;
    io.err(`The sandbox listens on ${sandbox.endpoint}. ${storage}. Ctrl-C ends it.\n`);
    if (!io.stop.aborted) await once(io.stop, 'abort');
    return EXIT.done;
  } finally {
    await sandbox.close();
  }
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw usageError('Invalid --port: expected a number from 0 to 65535, for example 4599.');
}

function readFaultPlan(path: string): unknown {
  try {
    const plan: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return plan;
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not valid JSON' : 'it cannot be read';
    throw new WhitelistError('config_error', `The fault plan ${path} cannot be used: ${why}.`, {
      guidance: ['Give a file such as [{ "action": "*", "call": 1, "fault": { "kind": "throttled" } }].'],
      cause: error,
    });
  }
}
