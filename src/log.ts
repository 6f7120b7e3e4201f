import { LOG_LEVELS, type LogLevel } from './core/log-level.ts';
import { visible } from './core/visible.ts';

/** Diagnostics, one readable line each. Values of type Secret come out as `[secret]`. */
export type Log = Readonly<
  Record<LogLevel, (message: string, facts?: Readonly<Record<string, unknown>>) => void>
>;

/**
 * @param level - Least important level that is still written.
 * @param write - Takes one line with its end; standard error, since standard output belongs to the protocol.
 */
export function createLog(
  level: LogLevel,
  write: (line: string) => void,
  now: () => Date = () => new Date(),
): Log {
  const at =
    (own: LogLevel) =>
    (message: string, facts: Readonly<Record<string, unknown>> = {}) => {
      if (LOG_LEVELS.indexOf(own) > LOG_LEVELS.indexOf(level)) return;
      const tail = Object.entries(facts).map(([name, value]) => ` ${name}=${visible(factText(value), 300)}`);
      write(`${now().toISOString()} ${own.toUpperCase()} ${visible(message, 1000)}${tail.join('')}\n`);
    };
  return { error: at('error'), warning: at('warning'), info: at('info'), debug: at('debug') };
}

function factText(value: unknown): string {
  const text = String(value);
  return /\s/.test(text) ? JSON.stringify(text) : text;
}

/** Where a defect is; not its message, which may repeat anything. */
export function logDefect(log: Log, cause: unknown): void {
  const error = cause instanceof Error ? cause : new Error();
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  log.error(`defect: ${[error.name, ...frames.map((frame) => frame.trim())].join(' | ')}`);
}
