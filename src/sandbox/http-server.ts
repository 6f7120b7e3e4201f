import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SandboxError, ServiceError } from '#sandbox/protocol/errors.ts';
import { type Delivery, deliver } from '#sandbox/faults/delivery.ts';
import type { Listener } from '#sandbox/faults/fault-injector.ts';
import { errorReply } from './respond.ts';
import type { WireRequest } from '#sandbox/auth/sigv4.ts';

/** Bytes. EC2's own limit is not documented; a call with a thousand rules stays far below this. */
const MAX_BODY_BYTES = 1_048_576;

export interface HttpOptions {
  /** 0 takes any free port. */
  port: number;
  now: () => Date;
  /** The second ends when the client has gone, or has its answer. */
  handle: (request: WireRequest, gone: Promise<void>) => Promise<Delivery>;
}

export interface HttpServer extends Listener {
  port: number;
  connections: () => number;
  close: () => Promise<void>;
}

function readHeaders(request: IncomingMessage): Map<string, string> {
  const headers = new Map<string, string>();
  // The raw list, since Node's parsed one drops repetitions, and a signature covers them.
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? '').toLowerCase();
    const value = request.rawHeaders[index + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return headers;
}

/** The body, or `null` once it is longer than the limit. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Left early, the stream stays open, or the refusal could not be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toWireRequest(request: IncomingMessage, body: Buffer): WireRequest {
  const target = request.url ?? '/';
  const cut = target.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: cut < 0 ? target : target.slice(0, cut),
    query: cut < 0 ? '' : target.slice(cut + 1),
    headers: readHeaders(request),
    body,
  };
}

async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
): Promise<void> {
  const gone = new Promise<void>((resolve) => response.once('close', resolve));
  const body = await readBody(request);
  if (body !== null) return deliver(response, await options.handle(toWireRequest(request, body), gone), gone);
  const tooLarge = new ServiceError('RequestEntityTooLarge', 'The request is too large', 413);
  return deliver(response, { reply: errorReply('ec2', tooLarge, ''), date: options.now(), last: true }, gone);
}

function listen(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new SandboxError(`The sandbox cannot listen on 127.0.0.1:${port} (${cause.message})`, { cause }),
      );
    });
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new SandboxError('No port was assigned'));
      else resolve(address);
    });
  });
}

/**
 * Listens on the loopback interface and nowhere else.
 *
 * @throws SandboxError when the port is taken
 */
export async function startHttpServer(options: HttpOptions): Promise<HttpServer> {
  let connections = 0;
  const server = createServer((request, response) => {
    // A client that goes away in the middle of its own request has nobody left to answer.
    handleRequest(request, response, options).catch(() => response.destroy());
  });
  server.on('connection', () => {
    connections += 1;
  });
  // A later error without a listener would end the process.
  server.on('error', () => {});
  // Longer than any client keeps an idle connection, so that it is never ours that closes under a request.
  server.keepAliveTimeout = 120_000;
  const { port } = await listen(server, options.port);
  let timer: NodeJS.Timeout | undefined;
  const acceptConnections = async () => {
    clearTimeout(timer);
    if (!server.listening) await listen(server, port);
  };
  return {
    port,
    connections: () => connections,
    acceptConnections,
    refuseConnections(ms) {
      if (server.listening) server.close();
      server.closeIdleConnections();
      clearTimeout(timer);
      if (ms > 0) timer = setTimeout(() => void acceptConnections().catch(() => {}), ms).unref();
    },
    close: () =>
      new Promise((resolve) => {
        clearTimeout(timer);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
