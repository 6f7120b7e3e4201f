import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SandboxError, ServiceError } from './errors.ts';
import { type Reply, failure } from './respond.ts';
import type { WireRequest } from './sigv4.ts';

/** Bytes. EC2's own limit is not documented; a call with a thousand rules stays far below this. */
const MAX_BODY = 1_048_576;

export interface HttpOptions {
  /** 0 takes any free port. */
  port: number;
  now: () => Date;
  handle: (request: WireRequest) => Promise<Reply>;
}

export interface HttpServer {
  port: number;
  connections: () => number;
  close: () => Promise<void>;
}

function headersOf(request: IncomingMessage): Map<string, string> {
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
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Left early, the stream stays open, or the refusal could not be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > MAX_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function wireRequest(request: IncomingMessage, body: Buffer): WireRequest {
  const target = request.url ?? '/';
  const cut = target.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: cut < 0 ? target : target.slice(0, cut),
    query: cut < 0 ? '' : target.slice(cut + 1),
    headers: headersOf(request),
    body,
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
): Promise<void> {
  const body = await bodyOf(request);
  const reply =
    body === null
      ? failure('ec2', new ServiceError('RequestEntityTooLarge', 'The request is too large', 413), '')
      : await options.handle(wireRequest(request, body));
  if (body === null) response.setHeader('connection', 'close');
  response.writeHead(reply.status, {
    'content-type': 'text/xml;charset=UTF-8',
    'content-length': Buffer.byteLength(reply.xml),
    'x-amzn-requestid': reply.requestId,
    // SDKs measure their clock against this header, so it has to tell the sandbox's time.
    date: options.now().toUTCString(),
  });
  response.end(reply.xml);
}

function listen(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    // Stays for the server's life: a later error without a listener would end the process.
    server.on('error', (cause) => {
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
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  let connections = 0;
  const server = createServer((request, response) => {
    // A client that goes away in the middle of its own request has nobody left to answer.
    serve(request, response, options).catch(() => response.destroy());
  });
  server.on('connection', () => {
    connections += 1;
  });
  // Longer than any client keeps an idle connection, so that it is never ours that closes under a request.
  server.keepAliveTimeout = 120_000;
  const { port } = await listen(server, options.port);
  return {
    port,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
