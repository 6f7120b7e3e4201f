import { readFileSync } from 'node:fs';
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import './localhost.cjs';

type Family = 4 | 6;
type Handler = (request: IncomingMessage, response: ServerResponse) => void;
/** Text is an answer as it should be; null: nobody listens in this family. */
export type SourceAnswer = string | null | Handler;

const tls = join(import.meta.dirname, '../../fixtures/tls');
const pem = (name: string) => readFileSync(join(tls, name), 'utf8');

/** The authority of the stand-ins' certificate: its file, and what is in it. */
export const AUTHORITY_FILE = join(tls, 'ca.pem');
export const AUTHORITY = pem('ca.pem');

/** Somebody on the loopback who tells callers where they come from, or does not. */
export interface FakeIpSource {
  /** `https://localhost:PORT/`, the same host in both families. */
  readonly url: string;
  readonly host: string;
  /** In which families it was asked, in order. */
  readonly asked: readonly Family[];
  readonly requests: readonly IncomingMessage[];
  /** Connections that are open now. */
  readonly open: () => number;
}

async function listenOn(server: Server, port: number, host: string): Promise<number | null> {
  const bound = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host, ipv6Only: true }, () => resolve(true));
  });
  return bound ? (server.address() as AddressInfo).port : null;
}

/** Until the test ends. */
export async function startFakeIpSource(said: Partial<Record<Family, SourceAnswer>>): Promise<FakeIpSource> {
  const asked: Family[] = [];
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const serverOf = (family: Family) => {
    const server = createServer({ key: pem('server.key'), cert: pem('server.pem') }, (request, response) => {
      asked.push(family);
      requests.push(request);
      const answer = said[family] ?? null;
      if (typeof answer === 'function') answer(request, response);
      else response.writeHead(200, { 'content-type': 'text/plain' }).end(answer);
    });
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    return server;
  };
  const servers: Server[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });
  // Another program may have the port in one of the families.
  for (let tries = 0; tries < 20; tries += 1) {
    const [four, six] = [serverOf(4), serverOf(6)];
    const port = await listenOn(four, 0, '127.0.0.1');
    const other = port === null ? null : await listenOn(six, port, '::1');
    if (port === null || other === null) {
      four.close();
      continue;
    }
    if ((said[4] ?? null) === null) four.close();
    else servers.push(four);
    if ((said[6] ?? null) === null) six.close();
    else servers.push(six);
    const host = `localhost:${port}`;
    return { url: `https://${host}/`, host, asked, requests, open: () => sockets.size };
  }
  throw new Error('no port is free in both families');
}

/** As many stand-ins as there are answers, each the same in whichever families it names. */
export const startFakeIpSources = (
  ...said: readonly Partial<Record<Family, SourceAnswer>>[]
): Promise<FakeIpSource[]> => Promise.all(said.map(startFakeIpSource));

/** Answers that no source should give; each is refused. */
export const INVALID_ANSWERS: Readonly<Record<string, SourceAnswer>> = {
  'a private address': '10.1.2.3\n',
  'a page of HTML': '<!doctype html><html><body>203.0.113.7 CANARY</body></html>',
  'a huge answer': (_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write('203.0.113.7 '.repeat(1000)));
    };
    response.on('drain', more);
    more();
  },
  'a redirect': (_request, response) =>
    void response.writeHead(302, { location: '/there' }).end('203.0.113.7'),
  'two addresses': '203.0.113.7\n203.0.113.8\n',
  'a mapped address': '::ffff:203.0.113.7',
  'the other family': '2001:db8::7',
  'a block': '203.0.113.0/24',
  JSON: '{"ip":"203.0.113.7"}',
  nothing: '',
  'a failure': (_request, response) => void response.writeHead(503).end('203.0.113.7'),
  'a cut': (request) => void request.socket.destroy(),
  'half an answer': (request, response) => {
    response.writeHead(200, { 'content-length': '30' }).write('203.0.113.7');
    setTimeout(() => request.socket.destroy(), 20);
  },
};

export interface TunnelProxy {
  readonly url: string;
  /** What tunnels were asked for: `HOST:PORT`, and the name and password that came along. */
  readonly tunnels: readonly string[];
  /** Connections to it that are open now. */
  readonly open: () => number;
}

/**
 * A proxy that makes tunnels to this machine, until the test ends.
 *
 * @param refusal - The status line with which it refuses them; "hang": it never answers.
 */
export async function startTunnelProxy(refusal?: string): Promise<TunnelProxy> {
  const tunnels: string[] = [];
  const ends = new Set<Duplex>();
  const note = (end: Duplex) => {
    ends.add(end);
    end.on('close', () => ends.delete(end)).on('error', () => end.destroy());
  };
  const proxy = createPlainServer().on('connect', (request, socket) => {
    tunnels.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    note(socket);
    if (refusal === 'hang') return void socket.resume().on('end', () => socket.destroy());
    if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal}\r\n\r\n203.0.113.66`);
    const onward = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () =>
      socket.write('HTTP/1.1 200 OK\r\n\r\n'),
    );
    note(onward);
    onward.on('error', () => socket.destroy());
    onward.pipe(socket);
    socket.pipe(onward);
  });
  const port = await listenOn(proxy, 0, '127.0.0.1');
  onTestFinished(() => {
    for (const end of ends) end.destroy();
    proxy.close();
  });
  return { url: `http://127.0.0.1:${port}`, tunnels, open: () => ends.size };
}
