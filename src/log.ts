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
  const formatLine = format === 'json' ? formatJsonLine : formatTextLine;
  const logAt =
    (messageLevel: LogLevel) =>
    (message: string, facts: Facts = {}) => {
      if (LOG_LEVELS.indexOf(messageLevel) > LOG_LEVELS.indexOf(level)) return;
      write(`${formatLine(now().toISOString(), messageLevel, escapeUnprintable(message, 1000), facts)}\n`);
    };
  return { error: logAt('error'), warning: logAt('warning'), info: logAt('info'), debug: logAt('debug') };
}

function formatTextLine(time: string, level: LogLevel, message: string, facts: Facts): string {
  const tail = Object.entries(facts).map(
    ([name, value]) => ` ${name}=${escapeUnprintable(formatFact(value), 300)}`,
  );
  return `${time} ${level.toUpperCase()} ${message}${tail.join('')}`;
}

function formatJsonLine(time: string, level: LogLevel, message: string, facts: Facts): string {
  const safeFacts = Object.entries(facts).map(([name, value]) => [
    name,
    value === null || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : escapeUnprintable(String(value), 300),
  ]);
  const line = { time, level, message };
  // The line's own members come first, and no fact of the same name replaces them.
  return JSON.stringify({ ...line, ...Object.fromEntries(safeFacts), ...line });
}

function formatFact(value: Fact): string {
  const text = String(value);
  return /\s/.test(text) ? JSON.stringify(text) : text;
}

/** Where in the code a defect is. Not its message, which may repeat anything, even lines that look like a stack. */
export function logDefect(log: Log, cause: unknown): void {
  const { name, message, stack = '' } = cause instanceof Error ? cause : new Error();
  const frames = readFrames(stack, message).filter((line) => line.startsWith('    at '));
  const kind = /^\w{1,60}$/.test(name) ? name : 'Error';
  log.error(`defect: ${[kind, ...frames.map((frame) => frame.trim())].join(' | ')}`);
}

/** None where the message was changed since: in the stack it stands as it was, nobody knows how far. */
function readFrames(stack: string, message: string): string[] {
  const [first = ''] = stack.split('\n', 1);
  const isMessageUnchanged = message === '' ? /^\w+$/.test(first) : stack.includes(message);
  return isMessageUnchanged ? stack.slice(stack.indexOf(message) + message.length).split('\n') : [];
}
