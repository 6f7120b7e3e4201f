import type { Runtime } from '#context.ts';
import { redactSecretLike } from '#core/errors/invalid-input.ts';
import { createServer } from '#server.ts';
import { createRawMethods } from '#server/raw-methods.ts';
import { serveOverStdio } from '#transports/stdio.ts';

/** Serves MCP until the input ends. In a module of its own: no other command needs the MCP part. */
export async function serveMcp(runtime: Runtime, stop: AbortSignal, maxLineBytes: number): Promise<void> {
  const parent = process.ppid;
  await serveOverStdio({
    createServer: () => createServer(runtime),
    rawMethods: createRawMethods(runtime),
    input: process.stdin,
    output: process.stdout,
    maxLineBytes,
    // Windows keeps telling the number of a parent that is gone; there a call's own limit is the end.
    isOrphan: () => process.ppid !== parent,
    onDropped: runtime.log.warning,
    redact: redactSecretLike,
    stop,
  });
}
