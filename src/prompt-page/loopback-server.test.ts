import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PromptServer } from '#core/approval/questions.ts';
import { openLoopbackServer } from './loopback-server.ts';
import { createPromptServer } from './prompt-server.ts';
import {
  type PageResponse,
  KEY_FIELDS,
  createCredentialsQuestion,
  hiddenFields,
  postForm,
  sendRequest,
} from '#test/support/prompt-page/form-requests.ts';

let promptServer: PromptServer;
let address: string;
let origin: string;

beforeEach(async () => {
  promptServer = createPromptServer();
  address = await promptServer.ask('a', createCredentialsQuestion());
  origin = new URL(address).origin;
});
afterEach(() => promptServer.close());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Bytes as they are, until the other side closes. */
function raw(bytes: string, to = address): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(new URL(to).port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
}

describe('an address', () => {
  it('is on this machine alone, under 256 random bits, another one each time', async () => {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/);
    const other = createPromptServer();
    const second = await other.ask('a', createCredentialsQuestion());
    await other.close();
    expect(new URL(second).pathname).not.toBe(new URL(address).pathname);
  });

  it('is good in one form only; every other gets the same answer, which says what to do', async () => {
    const token = new URL(address).pathname.slice(1);
    const other = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
    const wrong = [
      '',
      other,
      token.slice(1),
      `${token}x`,
      `${token}/`,
      `${token}?x=1`,
      `${token}/../${token}x`,
    ];
    wrong.push(
      `x/${token}`,
      `%41${token.slice(1)}`,
      `${other}/${'v'.repeat(22)}`,
      'favicon.ico',
      'x'.repeat(5000),
    );
    const answers = await Promise.all(wrong.map((path) => sendRequest(`${origin}/${path}`)));
    expect(answers.map(({ status }) => status)).toEqual(wrong.map(() => 404));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.text).toContain('no longer good');
    expect(answers[0]?.text).toContain('Repeat the request in your chat');
    expect(answers[0]?.text).not.toContain('whitelist_add');
    expect((await postForm(`${origin}/${other}`, KEY_FIELDS)).status).toBe(404);
  });
});

describe('every answer', () => {
  const answers: readonly (readonly [string, number, () => Promise<PageResponse>])[] = [
    ['the page', 200, () => sendRequest(address)],
    ['its head', 200, () => sendRequest(address, { method: 'HEAD' })],
    ['a wrong address', 404, () => sendRequest(`${origin}/nothing`)],
    ['a wrong host', 403, () => sendRequest(address, { headers: { host: 'localhost' } })],
    ['a wrong method', 405, () => sendRequest(address, { method: 'DELETE' })],
    ['a wrong type', 415, () => sendRequest(address, { method: 'POST', headers: { origin }, body: '{}' })],
    ['a form that there is not', 400, () => postForm(address, [['kind', 'toString']])],
    ['too much', 413, () => postForm(address, [['x', 'x'.repeat(70_000)]])],
    ['an expectation', 403, () => sendRequest(address, { headers: { expect: '200-ok', host: 'x' } })],
    [
      'a form',
      303,
      async () => postForm(address, [...hiddenFields((await sendRequest(address)).text), ...KEY_FIELDS]),
    ],
  ];

  it.each(answers)('carries the headers that protect it: %s, %i', async (_, status, ask) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
    );
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'content-type': 'text/html; charset=utf-8',
      connection: 'close',
    });
    expect(Object.keys(answer.headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(server|x-powered-by|set-cookie|access-control-.*)$/)]),
    );
  });

  it('says which methods there are, and a head has no body', async () => {
    expect((await sendRequest(address, { method: 'PUT' })).headers.allow).toBe('GET, HEAD, POST');
    const [head, page] = await Promise.all([sendRequest(address, { method: 'HEAD' }), sendRequest(address)]);
    expect(head.text).toBe('');
    expect(head.headers['content-length']).toBe(page.headers['content-length']);
  });
});

describe('who asks', () => {
  it('names the host exactly, or somebody else made a name point here', async () => {
    const port = new URL(address).port;
    for (const host of ['localhost', `localhost:${port}`, '127.0.0.1', `127.1:${port}`, `evil.test:${port}`])
      expect([host, (await sendRequest(address, { headers: { host } })).status]).toEqual([host, 403]);
    const path = new URL(address).pathname;
    const own = `Host: 127.0.0.1:${port}\r\n`;
    for (const hosts of [
      '',
      'Host: \r\n',
      `${own}Host: evil.test\r\n`,
      `Host: evil.test\r\n${own}`,
      `${own}${own}`,
    ])
      expect(await raw(`GET ${path} HTTP/1.1\r\n${hosts}\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
    expect(await raw(`GET ${path} HTTP/1.1\r\n${own}\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  const table: readonly (readonly [string | undefined, string | undefined, boolean])[] = [
    ['own', undefined, true],
    ['own', 'same-origin', true],
    ['own', 'none', true],
    ['own', 'same-site', false],
    ['own', 'cross-site', false],
    ['own', 'anything', false],
    ['null', 'same-origin', true],
    ['null', undefined, false],
    ['null', 'none', false],
    ['null', 'cross-site', false],
    [undefined, undefined, false],
    [undefined, 'same-origin', false],
    ['http://evil.test', undefined, false],
    ['http://evil.test', 'same-origin', false],
    ['http://localhost:1', 'same-origin', false],
    ['own, own', 'same-origin', false],
  ];

  it.each(table)('sends a form from origin %s, fetched %s: taken %s', async (from, site, taken) => {
    const headers: Record<string, string> = { ...FORM };
    if (from !== undefined) headers['origin'] = from.replaceAll('own', origin);
    if (site !== undefined) headers['sec-fetch-site'] = site;
    const answer = await sendRequest(address, { method: 'POST', headers, body: 'kind=nothing' });
    expect(answer.status).toBe(taken ? 400 : 403);
  });

  it('may come from any page to read it: a link in a chat leads here', async () => {
    expect((await sendRequest(address, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(200);
  });
});

describe('what is sent', () => {
  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])('is not %s', async (method) => {
    expect((await sendRequest(address, { method })).status).toBe(405);
  });

  it.each([
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencodedx',
  ])('is not of type %s', async (type) => {
    const headers = { origin, 'content-type': type };
    expect((await sendRequest(address, { method: 'POST', headers, body: 'kind=code' })).status).toBe(415);
  });

  it('is a form, with parameters of its type or none', async () => {
    const headers = { 'content-type': 'Application/X-WWW-Form-URLEncoded; charset=UTF-8' };
    expect((await postForm(address, [['kind', 'x']], headers)).status).toBe(400);
  });

  it('is no longer than 64 KB, told ahead or not', async () => {
    const fits = 'kind='.padEnd(65_536, 'x');
    const headers = { origin, ...FORM };
    const chunked = { ...headers, 'transfer-encoding': 'chunked' };
    expect((await sendRequest(address, { method: 'POST', headers, body: fits })).status).toBe(400);
    expect((await sendRequest(address, { method: 'POST', headers, body: `${fits}x` })).status).toBe(413);
    expect((await sendRequest(address, { method: 'POST', headers: chunked, body: `${fits}x` })).status).toBe(
      413,
    );
    expect((await sendRequest(address)).status).toBe(200);
  });

  it('is HTTP with short headers, or the connection ends', async () => {
    expect(await raw('hello\r\n\r\n')).toBe('');
    expect(await raw(`GET / HTTP/1.1\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`)).toBe('');
    expect((await sendRequest(address)).status).toBe(200);
  });

  it('comes soon, or the connection ends; an answer may take its time', async () => {
    const limits = { headersTimeout: 80, requestTimeout: 120, connectionsCheckingInterval: 10 };
    const slow = () => new Promise<400>((resolve) => setTimeout(() => resolve(400), 200));
    const server = await openLoopbackServer(0, { handle: slow }, limits);
    const host = new URL(server.origin).host;
    const head = `POST / HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${server.origin}\r\n`;
    const type = 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\n';
    const answers = [head, `${head}${type}kind=`, `${head}${type}kind=code`].map((bytes) =>
      raw(bytes, server.origin),
    );
    expect((await Promise.all(answers)).map((answer) => answer.slice(0, 12))).toEqual([
      '',
      '',
      'HTTP/1.1 400',
    ]);
    await server.close();
  });

  it('may break off', async () => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    const path = new URL(address).pathname;
    await new Promise<void>((resolve) => {
      const lines = [`POST ${path} HTTP/1.1`, `Host: ${new URL(address).host}`, `Origin: ${origin}`];
      lines.push('Content-Type: application/x-www-form-urlencoded', 'Content-Length: 100', '', 'kind=');
      socket.write(lines.join('\r\n'), () => resolve());
    });
    socket.destroy();
    expect((await sendRequest(address)).status).toBe(200);
  });
});
