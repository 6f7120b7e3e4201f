import type { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createStdioTransport, type StdioTransportOptions } from './stdio-transport.ts';

export interface ServeStdioOptions extends StdioTransportOptions {
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
export async function serveOverStdio({ createServer, stop, ...options }: ServeStdioOptions): Promise<void> {
  const transport = createStdioTransport(options);
  const connection = serveStdio(createServer, {
    transport: transport,
    onerror: (error) => {
      // Its text may repeat a part of the message, and with it a secret.
      options.onDropped('a message was dropped', { error: error.name });
    },
  });
  const stopped = new Promise<void>((resolve) => {
    stop.addEventListener('abort', () => resolve(), { once: true });
    if (stop.aborted) resolve();
  });
  await Promise.race([transport.finished, stopped]);
  await connection.close();
  // Otherwise an open pipe would keep the process.
  options.input.destroy();
}
