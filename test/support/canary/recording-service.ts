import {
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { WEB_IDENTITY_TOKEN } from '#sandbox/sts/web-identity.ts';
import { TOKENS } from './secrets.ts';

/** A request as it came, before anything of it was understood. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface WireReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A service on the loopback that keeps what it is sent, apart from what belongs there. */
export interface RecordingService {
  readonly endpoint: string;
  /** What came, without the secrets that are meant for this very place of this very service. */
  readonly recorded: () => readonly string[];
  /** Resolves with the first request from now on whose body or address holds the word. */
  waitForRequest(word: string): Promise<void>;
  close(): Promise<void>;
}

/** Null: no answer, ever. */
export type RequestHandler = (request: WireRequest) => WireReply | null | Promise<WireReply | null>;

/** Where a service is told secrets: the only places that are not searched. */
export interface ExpectedSecrets {
  readonly headers?: readonly string[];
  /** Of a form. */
  readonly params?: readonly string[];
  /** Of JSON. */
  readonly members?: readonly string[];
}

export const AWS_EXPECTED_SECRETS: ExpectedSecrets = {
  headers: ['x-amz-security-token'],
  params: ['TokenCode', 'WebIdentityToken', 'ExternalId'],
};

function maskExpectedSecrets({ method, url, headers, body }: WireRequest, due: ExpectedSecrets): string {
  const lines = headers.map(([name, value]) =>
    due.headers?.includes(name.toLowerCase()) ? `${name}: (due)` : `${name}: ${value}`,
  );
  const told = [
    ...(due.params ?? []).map((name) => new RegExp(`(?<=(?:^|&)${name}=)[^&]*`, 'g')),
    ...(due.members ?? []).map((name) => new RegExp(`(?<="${name}":")[^"]*`, 'g')),
  ].reduce((left, place) => left.replace(place, '(due)'), body);
  return [`${method} ${url}`, ...lines, '', told].join('\n');
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const pairs = (raw: readonly string[]) =>
  raw.flatMap((name, i) => (i % 2 === 0 ? [[name, raw[i + 1] ?? ''] as const] : []));

export async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export async function startRecordingService(
  serve: RequestHandler,
  due: ExpectedSecrets = AWS_EXPECTED_SECRETS,
): Promise<RecordingService> {
  const seen: string[] = [];
  const waiting = new Set<{ word: string; resolve: () => void }>();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = (await readBody(request)).toString('latin1');
    const { method = '', url = '', rawHeaders } = request;
    const one: WireRequest = { method, url, headers: pairs(rawHeaders), body };
    seen.push(maskExpectedSecrets(one, due));
    for (const { word, resolve } of waiting) if (`${url} ${body}`.includes(word)) resolve();
    const reply = await serve(one);
    if (reply) response.writeHead(reply.status, reply.headers).end(reply.body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // Of a tunnel, only who asks for it is told; there is none to be had here.
  server.on('connect', (request, socket) => {
    const { url = '', rawHeaders } = request;
    const one = { method: 'CONNECT', url, headers: pairs(rawHeaders), body: '' };
    seen.push(maskExpectedSecrets(one, due));
    socket.end(
      `HTTP/1.1 407 Proxy Authentication Required\r\nx-echo: ${rawHeaders.join(' ')}\r\n\r\n${rawHeaders.join('\n')}`,
    );
  });
  const port = await listenOnLoopback(server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    recorded: () => seen,
    waitForRequest: (word) => new Promise((resolve) => waiting.add({ word, resolve })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The sandbox, with a witness in front of it. */
export function startRecordingAws(sandbox: string): Promise<RecordingService> {
  return startRecordingService(async ({ method, url, headers, body }) => {
    // The sandbox takes one token that everybody knows; here one of the run's stands for it. Nothing signs this request.
    const own = body.replace(encodeURIComponent(TOKENS.webIdentity), encodeURIComponent(WEB_IDENTITY_TOKEN));
    const length = headers.filter(([name]) => name.toLowerCase() !== 'content-length');
    return forwardRequest(sandbox, { method, url, headers: length, body: own });
  });
}

export function forwardRequest(to: string, { method, url, headers, body }: WireRequest): Promise<WireReply> {
  return new Promise((resolve, reject) => {
    const sent = ask(
      `${to}${url}`,
      { method, headers: Object.fromEntries(headers), agent: false },
      (response) => {
        void readBody(response).then((answer) => {
          const kept = ['content-type', 'x-amzn-requestid', 'date'].map((name) => [
            name,
            response.headers[name],
          ]);
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(kept) as Record<string, string>,
            body: answer,
          });
        }, reject);
      },
    );
    sent.on('error', reject);
    sent.end(Buffer.from(body, 'latin1'));
  });
}
