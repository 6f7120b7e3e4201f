import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { MAX_BODY, objection } from './guard.ts';
import { HEADERS } from './headers.ts';
import { type Screen, layout } from './layout.ts';
import { type Refusal, refusal } from './refusals.ts';

/** A page, a place to go to, or a refusal. */
export type Reply = Screen | { readonly goTo: string } | Refusal;

/** @param form - Null where a page is asked for. */
export type Handler = (path: string, form: URLSearchParams | null) => Promise<Reply>;

/** The listening end of the page, on this machine alone. */
export interface Door {
  readonly origin: string;
  /** No new connection from now on; answers under way are finished. */
  shut(): void;
  /** Ends what is under way as well. */
  close(): Promise<void>;
  /** Resolves once nothing listens and nothing is under way. */
  readonly closed: Promise<void>;
}

/** ms; forms are small and come from the same machine. */
const LIMITS = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 };

/** @throws Error where no port can be had */
export async function openDoor(port: number, handler: Handler, limits = LIMITS): Promise<Door> {
  // Node would refuse a request without a host by itself, and without our headers.
  const server = createServer({ ...limits, requireHostHeader: false });
  server.maxConnections = 64;
  const idle = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    socket.unref();
    idle.add(socket);
    socket.once('close', () => idle.delete(socket));
  });
  const host = await listen(server, port);
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    idle.delete(request.socket);
    replyTo(request, host, handler)
      .catch((): Reply => 500)
      .then((reply) => send(request, response, reply))
      .catch(() => response.destroy());
  };
  server.on('request', take);
  // Without this, Node itself answers an `Expect` that it does not know.
  server.on('checkExpectation', take);
  // Too slow, or no HTTP at all.
  server.on('clientError', (_error, socket) => socket.destroy());
  const closed = new Promise<void>((resolve) => {
    server.once('close', () => resolve());
  });
  const shut = (): void => {
    server.close();
    // Browsers open connections ahead of need.
    for (const socket of idle) socket.destroy();
  };
  return {
    origin: `http://${host}`,
    shut,
    close() {
      shut();
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

async function replyTo(request: IncomingMessage, host: string, handler: Handler): Promise<Reply> {
  const wrong = objection(request, host);
  if (wrong !== null) return wrong;
  if (request.method !== 'POST') return handler(request.url ?? '', null);
  const body = await bodyOf(request);
  return body === null ? 413 : handler(request.url ?? '', new URLSearchParams(body));
}

/** The body, or null once it is longer than the limit. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Left early, the stream stays open, or the refusal could not be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > MAX_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const [status, more, screen] =
    typeof reply === 'number'
      ? ([reply, reply === 405 ? { allow: 'GET, HEAD, POST' } : {}, refusal(reply)] as const)
      : 'goTo' in reply
        ? ([303, { location: reply.goTo }, null] as const)
        : ([200, {}, reply] as const);
  const body = screen === null ? '' : layout(screen).toString();
  response.writeHead(status, {
    ...HEADERS,
    ...more,
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
