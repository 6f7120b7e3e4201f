import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  localhostHostValidation,
  localhostOriginValidation,
  toNodeHandler,
  type FetchLikeMcpHandler,
  type NodeIncomingMessageLike,
} from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { toSandboxSetting } from '#cli/runtime/open-sandbox.ts';
import { loadConfig } from '#config/load.ts';
import { createRuntime, type Runtime } from '#context.ts';
import { createLog } from '#log.ts';
import { startSandbox } from '#sandbox/index.ts';
import { createServer } from '#server.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

/** The product's server on the loopback interface; nothing of this is shipped. */
export interface Harness {
  readonly url: string;
  close(): Promise<void>;
}

type Serve = FetchLikeMcpHandler['fetch'];

/** Revisions up to 2025-11-25: a session for each handshake. */
function sessions(runtime: Runtime): { serve: Serve; close: () => Promise<void> } {
  const open = new Map<string, WebStandardStreamableHTTPServerTransport>();
  const begin = async () => {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void open.set(id, transport),
      onsessionclosed: (id) => void open.delete(id),
    });
    await createServer(runtime).connect(transport);
    return transport;
  };
  return {
    async serve(request) {
      const id = request.headers.get('mcp-session-id');
      const known = id === null ? undefined : open.get(id);
      if (id !== null && !known) return new Response(null, { status: 404 });
      return (known ?? (await begin())).handleRequest(request);
    },
    close: async () => {
      await Promise.all([...open.values()].map((transport) => transport.close()));
    },
  };
}

/** `createServer()` as a host of the SDK's HTTP stack would serve it, every call on a sandbox of its own. */
export async function startHarness(): Promise<Harness> {
  const sandbox = await startSandbox();
  const config = loadConfig({ flags: {}, env: {}, readFile: () => null, place: CONFIG_PLACE });
  const log = createLog({ level: 'error', format: 'text', write: (line) => process.stderr.write(line) });
  const runtime = createRuntime(config, { log, user: 'conformance', sandbox: toSandboxSetting(sandbox) });

  const legacy = sessions(runtime);
  const modern = createMcpHandler(() => createServer(runtime), { legacy: 'reject' });
  const handle = toNodeHandler({
    fetch: async (request, options) =>
      (await isLegacyRequest(request)) ? legacy.serve(request, options) : modern.fetch(request, options),
  });
  const isLocalHost = localhostHostValidation();
  const isLocalOrigin = localhostOriginValidation();
  const http = createHttpServer((request, response) => {
    if (!isLocalHost(request, response) || !isLocalOrigin(request, response)) return;
    // The same type; the package's own says nothing of values that are there but undefined.
    void handle(request as NodeIncomingMessageLike, response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    async close() {
      await Promise.all([legacy.close(), modern.close()]);
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await runtime.close();
      await sandbox.close();
    },
  };
}
