import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { MAX_BODY_BYTES, rejectRequest } from './request-checks.ts';
import { RESPONSE_HEADERS } from './response-headers.ts';
import { type Screen, renderScreen } from './screen.ts';
import { type RefusalStatus, getRefusalScreen } from './refusal-screens.ts';

/** A page, a place to go to, or a refusal. */
export type Reply = Screen | { readonly goTo: string } | RefusalStatus;

/** @param form - Null where a page is asked for. */
export type Handler = (path: string, form: URLSearchParams | null) => Promise<Reply>;

/** What stands behind the port. */
export interface Site {
  /** Whether there is anything at this path: of any other, not even a form is read. Default: of every one. */
  readonly admits?: (path: string) => boolean;
  readonly handle: Handler;
}

/** The listening end of the page, on this machine alone. */
export interface LoopbackServer {
  readonly origin: string;
  /** No new connection from now on; answers under way are finished. */
  stopAccepting(): void;
  /** Ends what is under way as well. */
  close(): Promise<void>;
  /** Resolves once nothing listens and nothing is under way. */
  readonly closed: Promise<void>;
}

/** ms; forms are small and come from the same machine. */
const TIMEOUTS_MS = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 };

/**
 * Whoever is on this machine may connect, and say nothing. Beyond so many such connections the oldest goes: a browser
 * speaks at once.
 */
const MAX_SILENT = 256;

/** @throws Error where no port can be had */
export async function openLoopbackServer(
  port: number,
  site: Site,
  limits = TIMEOUTS_MS,
): Promise<LoopbackServer> {
  // Node would refuse a request without a host by itself, and without our headers.
  const server = createServer({ ...limits, requireHostHeader: false });
  const idleSockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    socket.unref();
    const [oldest] = idleSockets;
    if (oldest && idleSockets.size >= MAX_SILENT) {
      idleSockets.delete(oldest);
      oldest.destroy();
    }
    idleSockets.add(socket);
    socket.once('close', () => idleSockets.delete(socket));
  });
  const host = await listen(server, port);
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    idleSockets.delete(request.socket);
    handleRequest(request, host, site)
      .catch((): Reply => 500)
      .then((reply) => sendReply(request, response, reply))
      .catch(() => response.destroy());
  };
  server.on('request', onRequest);
  // Without this, Node itself answers an `Expect` that it does not know.
  server.on('checkExpectation', onRequest);
  // Too slow, or no HTTP at all.
  server.on('clientError', (_error, socket) => socket.destroy());
  const closed = new Promise<void>((resolve) => {
    server.once('close', () => resolve());
  });
  const stopAccepting = (): void => {
    server.close();
    // Browsers open connections ahead of need.
    for (const socket of idleSockets) socket.destroy();
  };
  return {
    origin: `http://${host}`,
    stopAccepting,
    close() {
      stopAccepting();
      server.closeAllConnections();
      return closed;
    },
    closed,
  };
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    // Stays for the server's life: a later error without a listener would end the process.
    server.on('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.unref();
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(`127.0.0.1:${address.port}`);
    });
  });
}

async function handleRequest(
  request: IncomingMessage,
  host: string,
  { admits = () => true, handle }: Site,
): Promise<Reply> {
  const wrong = rejectRequest(request, host);
  if (wrong !== null) return wrong;
  const path = request.url ?? '';
  // Nobody without the address keeps a connection by a form that does not end.
  if (!admits(path)) return 404;
  if (request.method !== 'POST') return handle(path, null);
  const body = await readBody(request);
  return body === null ? 413 : handle(path, new URLSearchParams(body));
}

/** The body, or null once it is longer than the limit. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Left early, the stream stays open, or the refusal could not be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function sendReply(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const [status, more, screen] =
    typeof reply === 'number'
      ? ([reply, reply === 405 ? { allow: 'GET, HEAD, POST' } : {}, getRefusalScreen(reply)] as const)
      : 'goTo' in reply
        ? ([303, { location: reply.goTo }, null] as const)
        : ([200, {}, reply] as const);
  const body = screen === null ? '' : renderScreen(screen).toString();
  response.writeHead(status, {
    ...RESPONSE_HEADERS,
    ...more,
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
