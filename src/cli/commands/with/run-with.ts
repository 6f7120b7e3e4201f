import { setTimeout } from 'node:timers/promises';
import type { Io } from '#cli/terminal/io.ts';
import type { ParsedLine } from '#cli/arguments/command-line.ts';
import { withRuntime } from '#cli/runtime/with-runtime.ts';
import { isAlsoSentToChild, startChild } from './child-process.ts';
import { runWithAccess, type RunDependencies } from './run-with-access.ts';
import { readWithCall } from './with-command-line.ts';
import { createReporter } from './messages.ts';

const REAL_DEPENDENCIES: RunDependencies = {
  start: startChild,
  isAlsoSentToChild: isAlsoSentToChild,
  clock: {
    sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(() => {}),
    wall: () => Date.now(),
  },
};

/**
 * `awswhitelist with ADDRESS TARGET -- COMMAND`: lets the address in, runs the command, and takes the grant back when it
 * ends, however it ends.
 *
 * @returns the command's exit code; one of EXIT where it could not be let in
 */
export async function runWith(
  line: ParsedLine,
  io: Io,
  dependencies: RunDependencies = REAL_DEPENDENCIES,
): Promise<number> {
  const call = await readWithCall(line, io);
  const reporter = createReporter(io, line.global.quiet);
  const before = new AbortController();
  if (io.stop.aborted) before.abort();
  let onSignal = (_signal: NodeJS.Signals) => before.abort();
  const releaseSignals = io.takeSignals((signal) => onSignal(signal));
  const signals = {
    before: before.signal,
    take: (handle: typeof onSignal) => {
      onSignal = handle;
    },
  };
  try {
    return await withRuntime(line, { ...io, stop: before.signal }, (runtime, config) =>
      runWithAccess(call, {
        ...dependencies,
        line,
        runtime,
        reporter,
        signals,
        err: io.err,
        maxHours: config.policy.maxHours,
      }),
    );
  } finally {
    releaseSignals();
  }
}
