import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Runtime } from '../context.ts';
import { createServer } from '../server.ts';

/**
 * Serves MCP on standard input and output, every revision from the same factory.
 *
 * @returns once the input ends or `stop` is aborted
 */
export async function serveOverStdio(runtime: Runtime, stop: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
    stop.addEventListener('abort', () => resolve());
  });
  const connection = serveStdio(() => createServer(runtime), {
    // The error's text may repeat a part of the message, and with it a secret.
    onerror: (error) => runtime.log.warning('message not understood', { error: error.name }),
  });
  await ended;
  await connection.close();
  // Otherwise an open pipe would keep the process.
  process.stdin.destroy();
}
