import { createInterface } from 'node:readline/promises';
import type { Io } from './io.ts';

/** Asks on standard error, so that standard output stays the answer's alone. Null: nobody sits at the terminal. */
export function terminalAsk(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Io['ask'] {
  if (!input.isTTY || !output.isTTY) return null;
  return async (prompt, stop) => {
    const lines = createInterface({ input, output });
    try {
      return await lines.question(prompt, { signal: stop });
    } catch {
      return null;
    } finally {
      lines.close();
    }
  };
}
