import { createLog, logDefect } from '#log.ts';
import { EXIT } from './exit-codes.ts';

/**
 * The last words of a process that cannot go on. Node would print the error with its message and all that hangs on it,
 * which may be a request or an address with a password; here only where it came from is told.
 *
 * @returns the exit code
 */
export function lastWords(error: unknown, write: (line: string) => void): number {
  logDefect(createLog({ level: 'error', format: 'text', write }), error);
  return EXIT.defect;
}
