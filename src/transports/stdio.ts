import type { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createStdioWire, type WireOptions } from './stdio-wire.ts';

export interface StdioOptions extends WireOptions {
  /** Makes the server of the connection; may be called twice. */
  readonly createServer: () => McpServer;
  /** Ends the connection before its input does. */
  readonly stop: AbortSignal;
}

/**
 * Serves MCP on standard input and output, every revision from the same factory.
 *
 * @returns once the input has ended and all of it is answered, nobody reads any more, or `stop` is aborted
 */
export async function serveOverStdio({ createServer, stop, ...options }: StdioOptions): Promise<void> {
  const wire = createStdioWire(options);
  const connection = serveStdio(createServer, {
    transport: wire,
    onerror: (error) => {
      // Its text may repeat a part of the message, and with it a secret.
      options.note('a message was dropped', { error: error.name });
    },
  });
  const stopped = new Promise<void>((resolve) => {
    stop.addEventListener('abort', () => resolve(), { once: true });
    if (stop.aborted) resolve();
  });
  await Promise.race([wire.finished, stopped]);
  await connection.close();
  // Otherwise an open pipe would keep the process.
  options.input.destroy();
}
