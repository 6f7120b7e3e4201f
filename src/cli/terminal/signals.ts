import type { Io } from './io.ts';

type Listen = (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => unknown;

/** What of a process is needed. */
type Listening = Readonly<Record<'on' | 'once' | 'off', Listen>>;

/** Those that are asked of every program that is to end. */
const STOPPING = ['SIGINT', 'SIGTERM'] as const;

/** Those that would end a program which does not listen for them. */
const ENDING = [...STOPPING, 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Stops at the first signal; the second one kills, should the first not be enough.
 *
 * @returns the way to take the signals over for a while
 */
export function stopAtSignals(process: Listening, stop: () => void): Io['takeSignals'] {
  const listen = () => STOPPING.forEach((signal) => process.once(signal, stop));
  const leave = () => STOPPING.forEach((signal) => process.off(signal, stop));
  listen();
  return (handle) => {
    // Never without a listener: what comes meanwhile would kill.
    ENDING.forEach((signal) => process.on(signal, handle));
    leave();
    return () => {
      listen();
      ENDING.forEach((signal) => process.off(signal, handle));
    };
  };
}
