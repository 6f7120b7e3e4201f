import { createLog, logDefect } from '#log.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';

type Listen = (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => unknown;

/** The part of a process that is needed. */
type SignalEmitter = Readonly<Record<'on' | 'once' | 'off', Listen>>;

/** Those that are asked of every program that is to end. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Those that would end a program which does not listen for them. */
const FATAL_SIGNALS = [...STOP_SIGNALS, 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Stops at the first signal; the second one kills, should the first not be enough.
 *
 * @returns the way to take the signals over for a while
 */
export function stopOnSignals(process: SignalEmitter, stop: () => void): Io['takeSignals'] {
  const listen = () => STOP_SIGNALS.forEach((signal) => process.once(signal, stop));
  const leave = () => STOP_SIGNALS.forEach((signal) => process.off(signal, stop));
  listen();
  return (handle) => {
    // Never without a listener: what comes meanwhile would kill.
    FATAL_SIGNALS.forEach((signal) => process.on(signal, handle));
    leave();
    return () => {
      listen();
      FATAL_SIGNALS.forEach((signal) => process.off(signal, handle));
    };
  };
}

/**
 * The last words of a process that cannot go on. Node would print the error with its message and all that hangs on it,
 * which may be a request or an address with a password; here only its place in the code is printed.
 *
 * @returns the exit code
 */
export function reportCrash(error: unknown, write: (line: string) => void): number {
  logDefect(createLog({ level: 'error', format: 'text', write }), error);
  return EXIT.defect;
}
