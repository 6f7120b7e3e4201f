import { expect } from 'vitest';
import { KEYS, MISPLACED_SECRETS } from '#test/support/canary/secrets.ts';
import type { CanaryCase } from '#test/support/canary/run-case.ts';
import type { RpcSession } from '#test/support/canary/rpc-session.ts';
import { GOOD } from './drives.ts';
import { argument, env } from './keys.ts';

const { secret, token, jwt } = MISPLACED_SECRETS;
const inline = argument(KEYS.chat);

let last = 0;
const request = (method: unknown, params: unknown, more: object = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id: `line ${(last += 1)}`, method, params, ...more });
const notification = (method: unknown, params: unknown) => JSON.stringify({ jsonrpc: '2.0', method, params });
const call = (name: unknown, args: unknown, more: object = {}) =>
  request('tools/call', { name, arguments: args, ...more });

/** One line of input each, its end apart: none of it is what the server knows. */
const LINES: Readonly<Record<string, string | Buffer>> = {
  'a secret': secret,
  'a secret as JSON': JSON.stringify(token),
  'a list of secrets': JSON.stringify([secret, token]),
  'half a line': `{"jsonrpc":"2.0","id":"half","method":"tools/call","params":{"secret_access_key":"${secret}"`,
  'JSON with a secret behind it': `${request('ping', {})} ${secret}`,
  'single quotes': `{'secret_access_key': '${secret}'}`,
  'another protocol': `POST / HTTP/1.1\r\nx-amz-security-token: ${token}\r\n\r\n${secret}`,
  'no UTF-8': Buffer.concat([
    Buffer.from(`{"a":"${secret}`),
    Buffer.from([0xc3, 0x28, 0xff]),
    Buffer.from(`${token}"}`),
  ]),
  'UTF-16': Buffer.from(`{"secret_access_key":"${secret}"}`, 'utf16le'),
  'zeros in between': Buffer.from([...secret].join('\0')),
  'a very long line': JSON.stringify({
    jsonrpc: '2.0',
    id: 'long',
    method: 'ping',
    params: { a: `${secret} `.repeat(60_000) },
  }),
  'very deep': `${'['.repeat(50_000)}"${secret}"${']'.repeat(50_000)}`,
  'very deep, and a call': `{"jsonrpc":"2.0","id":"deep","method":"tools/call","params":{"name":"whitelist_list","arguments":{"port":${'['.repeat(9_000)}"${secret}"${']'.repeat(9_000)}}}}`,
  'an object without a method': JSON.stringify({ secret_access_key: secret }),
  'another version': request('tools/list', {}, { jsonrpc: secret }),
  'a secret for a method': request(secret, {}),
  'a token for a method': request(token, { a: jwt }),
  'a secret in the form of a method': request(`tools/${secret}`, {}),
  'a list for a method': request([secret], {}),
  'a secret for params': request('tools/call', secret),
  'a list for params': request('tools/call', [secret]),
  'a name for params that objects have': `{"jsonrpc":"2.0","id":"proto","method":"tools/call","params":{"__proto__":{"${secret}":"${token}"},"name":"whitelist_list"}}`,
  'a secret for a tool': call(secret, {}),
  'a token for a tool': call(token, {}),
  'an object for a tool': call({ [secret]: token }, {}),
  'a secret beside the arguments': call('whitelist_list', {}, { [secret]: token }),
  'a secret for a task': call('whitelist_list', {}, { task: { ttl: secret } }),
  'a secret in _meta': call('whitelist_list', {}, { _meta: { [secret]: token, secret_access_key: secret } }),
  'an object for a token of progress': call(
    'whitelist_list',
    {},
    { _meta: { progressToken: { a: secret } } },
  ),
  'a secret for a revision': request('ping', {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': secret,
    },
  }),
  'a resource': request('resources/read', { uri: `https://example.com/?key=${secret}` }),
  'a prompt': request('prompts/get', { name: secret, arguments: { a: token } }),
  'a completion': request('completion/complete', {
    ref: { type: 'ref/prompt', name: secret },
    argument: { name: 'a', value: token },
  }),
  'a log level': request('logging/setLevel', { level: secret }),
  'a cursor': request('tools/list', { cursor: token }),
  'a second handshake': request('initialize', {
    protocolVersion: secret,
    capabilities: { [secret]: token },
    clientInfo: { name: secret, version: token },
  }),
  'an unknown notification': notification(`notifications/${secret}`, { a: token }),
  'a known notification': notification('notifications/progress', { progressToken: secret, progress: token }),
  'a cancellation of nothing': notification('notifications/cancelled', { requestId: secret, reason: token }),
  'a tool as a notification': notification('whitelist/list', { credentials: inline, profile: secret }),
  'an answer to nothing': JSON.stringify({ jsonrpc: '2.0', id: 99, result: { [secret]: token } }),
  'an error to nothing': JSON.stringify({
    jsonrpc: '2.0',
    id: 99,
    error: { code: 1, message: secret, data: token },
  }),
  'a broken answer': JSON.stringify({ jsonrpc: '2.0', id: { a: secret }, result: token }),
  'a batch': JSON.stringify([
    JSON.parse(request(secret, {})) as unknown,
    { a: secret },
    secret,
    JSON.parse(notification(token, {})) as unknown,
  ]),
  'a raw method': request('whitelist/add', {
    ...GOOD['whitelist_add'],
    profile: secret,
    credentials: inline,
  }),
  'a raw method with a text': request('whitelist_add', secret),
  'a raw method with a list': request('whitelist/check', [secret]),
  'a raw method without a version': JSON.stringify({
    method: 'whitelist/list',
    params: { region: secret, [token]: 1 },
  }),
  'a raw method with keys': JSON.stringify({ method: 'whitelist/list', params: { credentials: inline } }),
  'a raw method with wrong keys': request('whitelist/list', {
    credentials: { ...inline, secret_access_key: secret, session_token: token },
  }),
};

/** How a conversation begins. */
const BEGINNINGS: Readonly<Record<string, (talk: RpcSession) => Promise<unknown>>> = {
  'before a handshake': async () => undefined,
  'with batches': (talk) => handshake(talk, '2025-03-26'),
  '2025-11-25': (talk) => talk.begin(),
  'with a secret for a revision': (talk) => handshake(talk, secret),
  '2026-07-28': (talk) => talk.request('discover', 'server/discover', { _meta: MODERN }),
};
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'canary', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

async function handshake(talk: RpcSession, protocolVersion: string): Promise<void> {
  const clientInfo = { name: secret, version: token };
  await talk.request('handshake', 'initialize', { protocolVersion, capabilities: { roots: {} }, clientInfo });
  talk.write(`${notification('notifications/initialized', { [secret]: token })}\n`);
}

const ID = `id of ${secret}`;
const PROGRESS = `progress of ${token}`;

export const MALFORMED: readonly CanaryCase[] = [
  ...Object.entries(BEGINNINGS).map(([what, begin]): CanaryCase => ({
    name: `malformed input, ${what}`,
    machine: { env },
    async drive({ serve }) {
      const talk = serve('-v');
      await begin(talk);
      for (const line of Object.values(LINES)) {
        talk.write(line);
        talk.write('\n');
      }
      // What came before has been read by then.
      await talk.request('fence', 'whitelist/check', {});
      talk.write(`{"a":"${secret}`);
      expect((await talk.end()).code).toBe(0);
    },
  })),
  {
    name: 'calls that are cancelled, for a reason that is a secret',
    machine: { env },
    async drive({ aws, serve }) {
      const talk = serve('-v');
      await talk.begin();
      for (const tool of Object.keys(GOOD)) {
        const reached = aws.waitForRequest('Action=');
        talk.write(
          `${JSON.stringify({ jsonrpc: '2.0', id: tool, method: 'tools/call', params: { name: tool, arguments: { ...GOOD[tool], credentials: inline } } })}\n`,
        );
        await reached;
        talk.write(
          `${notification('notifications/cancelled', { requestId: tool, reason: `${secret} ${token}` })}\n`,
        );
      }
      await talk.end();
    },
  },
  {
    name: 'an id and a token of progress that are secrets: nowhere but where the protocol has them',
    machine: { env },
    echoes: [`"id":${JSON.stringify(ID)}`, `"progressToken":${JSON.stringify(PROGRESS)}`],
    async drive({ serve }) {
      const talk = serve('-v');
      await talk.begin();
      const args = { ...GOOD['whitelist_list'], credentials: inline };
      const { outcome } = await talk.call(ID, 'whitelist_list', args, { progressToken: PROGRESS });
      expect(outcome).toBe('ok');
      expect(talk.serverMessages().map(({ method }) => method)).toContain('notifications/progress');
      await talk.request(ID, 'whitelist/nothing');
      // The same id twice at once, which is noted.
      const twin = `${JSON.stringify({ jsonrpc: '2.0', id: ID, method: 'whitelist/list', params: { _meta: { progressToken: PROGRESS } } })}\n`;
      talk.write(twin + twin);
      talk.write(`${JSON.stringify({ jsonrpc: '2.0', id: ID, method: secret, params: {} })}\n`);
      await talk.request('fence', 'whitelist/check', {});
      await talk.end();
      expect(talk.stderr()).toContain('its id is in use');
    },
  },
];
