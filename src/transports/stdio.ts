import type { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

export interface StdioOptions {
  /** Ends the connection before its input does. */
  readonly stop: AbortSignal;
  /** Told of input that is no message; its text may repeat a part of the input, and with it a secret. */
  readonly onError: (error: Error) => void;
}

/**
 * Serves MCP on standard input and output, every revision from the same factory.
 *
 * @returns once the input ends or `stop` is aborted
 */
export async function serveOverStdio(
  createServer: () => McpServer,
  { stop, onError }: StdioOptions,
): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
    stop.addEventListener('abort', () => {
      resolve();
    });
  });
  const connection = serveStdio(createServer, { onerror: onError });
  await ended;
  await connection.close();
  // Otherwise an open pipe would keep the process.
  process.stdin.destroy();
}
