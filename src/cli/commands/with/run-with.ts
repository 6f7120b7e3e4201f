import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from '#cli/terminal/io.ts';
import type { ParsedLine } from '#cli/arguments/line.ts';
import { withRuntime } from '#cli/runtime/with-runtime.ts';
import { comesFromTerminal, startChild } from './child.ts';
import { running, type Outside } from './running.ts';
import { readWith } from './with-line.ts';
import { voiceAt } from './words.ts';

const REAL: Outside = {
  start: startChild,
  reachesAll: comesFromTerminal,
  clock: {
    pause: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => {}),
    wall: () => Date.now(),
  },
};

/**
 * `awswhitelist with ADDRESS TARGET -- COMMAND`: lets the address in, runs the command, and takes the grant back when it
 * ends, however it ends.
 *
 * @returns the command's exit code; one of EXIT where it could not be let in
 */
export async function runWith(line: ParsedLine, io: Io, outside: Outside = REAL): Promise<number> {
  const call = await readWith(line, io);
  const voice = voiceAt(io, line.global.quiet);
  const before = new AbortController();
  if (io.stop.aborted) before.abort();
  let onSignal = (_signal: NodeJS.Signals) => before.abort();
  const giveSignalsBack = io.takeSignals((signal) => onSignal(signal));
  const signals = {
    before: before.signal,
    take: (handle: typeof onSignal) => {
      onSignal = handle;
    },
  };
  try {
    return await withRuntime(line, { ...io, stop: before.signal }, (runtime, config) =>
      running(call, {
        ...outside,
        line,
        runtime,
        voice,
        signals,
        err: io.err,
        maxHours: config.policy.maxHours,
      }),
    );
  } finally {
    giveSignalsBack();
  }
}
