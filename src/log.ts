import { LOG_LEVELS, type LogFormat, type LogLevel } from '#core/log-level.ts';
import type { Secret } from '#core/text/secret.ts';
import { escapeUnprintable } from '#core/text/escape.ts';

/** Diagnostics, one readable line each. Values of type Secret come out as `[secret]`. */
export type Log = Readonly<Record<LogLevel, (message: string, facts?: Facts) => void>>;

type Fact = string | number | boolean | null | Secret;
type Facts = Readonly<Record<string, Fact>>;

export interface LogOptions {
  /** Least important level that is still written. */
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Takes one line with its end; standard error, since standard output belongs to the protocol. */
  readonly write: (line: string) => void;
  readonly now?: () => Date;
}

export function createLog({ level, format, write, now = () => new Date() }: LogOptions): Log {
  const lineOf = format === 'json' ? jsonLine : textLine;
  const at =
    (own: LogLevel) =>
    (message: string, facts: Facts = {}) => {
      if (LOG_LEVELS.indexOf(own) > LOG_LEVELS.indexOf(level)) return;
      write(`${lineOf(now().toISOString(), own, escapeUnprintable(message, 1000), facts)}\n`);
    };
  return { error: at('error'), warning: at('warning'), info: at('info'), debug: at('debug') };
}

function textLine(time: string, level: LogLevel, message: string, facts: Facts): string {
  const tail = Object.entries(facts).map(
    ([name, value]) => ` ${name}=${escapeUnprintable(factText(value), 300)}`,
  );
  return `${time} ${level.toUpperCase()} ${message}${tail.join('')}`;
}

function jsonLine(time: string, level: LogLevel, message: string, facts: Facts): string {
  const shown = Object.entries(facts).map(([name, value]) => [
    name,
    value === null || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : escapeUnprintable(String(value), 300),
  ]);
  const line = { time, level, message };
  // The line's own members come first, and no fact of the same name replaces them.
  return JSON.stringify({ ...line, ...Object.fromEntries(shown), ...line });
}

function factText(value: Fact): string {
  const text = String(value);
  return /\s/.test(text) ? JSON.stringify(text) : text;
}

/** Where a defect is; not its message, which may repeat anything, lines that look like places among it. */
export function logDefect(log: Log, cause: unknown): void {
  const { name, message, stack = '' } = cause instanceof Error ? cause : new Error();
  const frames = framesOf(stack, message).filter((line) => line.startsWith('    at '));
  const kind = /^\w{1,60}$/.test(name) ? name : 'Error';
  log.error(`defect: ${[kind, ...frames.map((frame) => frame.trim())].join(' | ')}`);
}

/** None where the message was changed since: in the stack it stands as it was, nobody knows how far. */
function framesOf(stack: string, message: string): string[] {
  const [first = ''] = stack.split('\n', 1);
  const isAsItWas = message === '' ? /^\w+$/.test(first) : stack.includes(message);
  return isAsItWas ? stack.slice(stack.indexOf(message) + message.length).split('\n') : [];
}
