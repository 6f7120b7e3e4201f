import type { Runtime } from '../context.ts';
import { createServer } from '../server.ts';
import { serveOverStdio } from '../transports/stdio.ts';

/** Serves MCP until the input ends. In a module of its own: no other command needs the MCP part. */
export async function serveMcp(runtime: Runtime, stop: AbortSignal): Promise<void> {
  await serveOverStdio(() => createServer(runtime), {
    stop,
    onError: (error) => {
      runtime.log.warning('message not understood', { error: error.name });
    },
  });
}
