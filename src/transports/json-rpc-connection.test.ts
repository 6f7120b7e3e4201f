import { setImmediate as settled } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  createConnectionHarness,
  createPing,
  createListRequest,
  expectedError,
  expectedErrorWithoutId,
  completeHandshake,
} from '#test/support/harness/connection-harness.ts';
import { MAX_PENDING_REQUESTS } from './pending-requests.ts';

describe('input that is no message', () => {
  it.each([
    ['not JSON', '{"jsonrpc":', -32700],
    ['a number', '5', -32600],
    ['null', 'null', -32600],
    ['a text', '"tools/list"', -32600],
    ['an empty object', '{}', -32600],
    ['an empty array', '[]', -32600],
    ['an id of null', '{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600],
    ['a broken id', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600],
    ['no version and no id, with a method that is not raw', '{"method":"tools/list"}', -32600],
  ])('%s is told so, under no id', (_what, line, code) => {
    const { say, written, delivered } = createConnectionHarness();
    say(line);
    expect(written).toEqual([expectedError(null, code)]);
    expect(delivered).toEqual([]);
  });

  it.each([
    ['another version', { jsonrpc: '1.0', id: 7, method: 'ping' }],
    ['no version', { id: 7, method: 'ping' }],
    ['params that are a list', { jsonrpc: '2.0', id: 7, method: 'ping', params: [] }],
    ['a method that is no text', { jsonrpc: '2.0', id: 7, method: 5 }],
  ])('%s is told so under its id', (_what, value) => {
    const { say, written } = createConnectionHarness();
    say(value);
    expect(written).toEqual([expectedError(7, -32600)]);
  });

  it.each(['[', '{"a":'])('what is nested deeper than anybody needs is told so under its id: %s', (open) => {
    const close = open === '[' ? ']' : '}';
    for (const depth of [98, 99, 5_000, 200_000]) {
      const { say, written, delivered, calls } = createConnectionHarness();
      const nested = `${open.repeat(depth)}1${close.repeat(depth)}`;
      say(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"arguments":${nested}}}`);
      say(`{"jsonrpc":"2.0","id":8,"method":"whitelist/list","params":{"region":${nested}}}`);
      const isRead = depth === 98;
      expect([delivered.length, calls.length]).toEqual(isRead ? [1, 1] : [0, 0]);
      expect(written).toEqual(isRead ? [] : [expectedError(7, -32600), expectedError(8, -32600)]);
    }
  });

  it('a line that is too long and bytes that are no text are told so', () => {
    const { exchange, written } = createConnectionHarness();
    exchange.receive({ tooLong: true, id: null, isAnswerDue: true });
    exchange.receive({ notUtf8: true });
    expect(written).toEqual([expectedError(null, -32600), expectedError(null, -32700)]);
  });

  it('[hosts.long-lines] a request that is too long is told so under its id, and nothing else is', () => {
    const { exchange, say, written, delivered, notes } = createConnectionHarness();
    exchange.receive({ tooLong: true, id: 'long', isAnswerDue: true });
    expect(written.splice(0)).toEqual([expectedError('long', -32600)]);
    say(createPing('open'));
    exchange.receive({ tooLong: true, id: 'open', isAnswerDue: true });
    exchange.receive({ tooLong: true, id: null, isAnswerDue: false });
    expect(written).toEqual([]);
    expect(delivered).toHaveLength(1);
    expect(notes).toEqual([
      'a request was dropped: its id is in use',
      'a message that is too long was dropped',
    ]);
  });

  it('[hosts.framing] headers are told of once, and a message after them is served', () => {
    const { say, written, delivered, notes } = createConnectionHarness();
    const body = JSON.stringify(createPing(1));
    say(`Content-Length: ${body.length}\r`);
    say('Content-Type: application/vscode-jsonrpc; charset=utf-8\r');
    say('\r');
    say(`${body}Content-Length: 80\r`);
    say('\r');
    say(body);
    expect(written).toEqual([expectedError(null, -32700)]);
    expect(JSON.stringify(written)).toMatch(/Content-Length header .* one line of JSON/);
    expect(delivered).toHaveLength(1);
    expect(notes).toHaveLength(2);
    say('{');
    expect(written).toHaveLength(2);
  });

  it('[hosts.left-out] null counts as no params, and a member of them as none', () => {
    const { say, written, delivered, calls } = createConnectionHarness();
    say({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: null });
    say({ jsonrpc: '2.0', id: 2, method: 'ping', params: null });
    say({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'x', arguments: null, _meta: null } });
    say({ jsonrpc: '2.0', id: 4, method: 'whitelist/list', params: null });
    expect(written).toEqual([]);
    expect(delivered).toEqual([
      { jsonrpc: '2.0', id: 1, method: 'tools/list' },
      { jsonrpc: '2.0', id: 2, method: 'ping' },
      { jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'x' } },
    ]);
    expect(calls.map(({ params }) => params)).toEqual([undefined]);
  });

  it('an empty line and a broken answer are passed over', () => {
    const { say, written, delivered, notes } = createConnectionHarness();
    say('');
    say('  \r');
    say({ jsonrpc: '2.0', result: 5 });
    expect([written, delivered]).toEqual([[], []]);
    expect(notes).toEqual(['a broken answer was dropped']);
  });

  it.each([
    ['2024-11-05', expectedError(null, -32700)],
    ['2025-03-26', expectedError(null, -32700)],
    ['2025-06-18', expectedError(null, -32700)],
    ['2025-11-25', expectedErrorWithoutId(-32700)],
  ])('%s: the id is null up to 2025-06-18 and left out after', (revision, wanted) => {
    const s = createConnectionHarness();
    completeHandshake(s, revision);
    s.say('{');
    expect(s.written).toEqual([wanted]);
  });

  it('2026-07-28, told by a request itself: no id member', () => {
    const { say, written } = createConnectionHarness();
    const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };
    say({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta } });
    say('{');
    expect(written).toEqual([expectedErrorWithoutId(-32700)]);
  });
});

describe('requests', () => {
  it('go to the SDK and come back under an id of the same kind', () => {
    const { exchange, say, written, delivered } = createConnectionHarness();
    for (const id of [1, '1', 0, -5, '', 'ü']) say(createPing(id));
    expect(delivered).toHaveLength(6);
    for (const id of ['1', 1, 'ü', '', -5, 0]) exchange.send({ jsonrpc: '2.0', id, result: {} });
    expect(written).toEqual(['1', 1, 'ü', '', -5, 0].map((id) => ({ jsonrpc: '2.0', id, result: {} })));
    expect(exchange.countPending()).toBe(0);
  });

  it('an id in use is dropped and noted, and free again after its answer', () => {
    const { exchange, say, delivered, notes } = createConnectionHarness();
    say(createPing(1));
    say(createPing(1));
    expect(delivered).toHaveLength(1);
    expect(notes).toEqual(['a request was dropped: its id is in use']);
    exchange.send({ jsonrpc: '2.0', id: 1, result: {} });
    say(createPing(1));
    expect(delivered).toHaveLength(2);
  });

  it('a refusal of the SDK repeats no secret, wherever in it one stands', () => {
    const { exchange, say, written } = createConnectionHarness();
    say(createPing('canary'));
    const refused = (word: string) => ({
      code: -32022,
      message: `Unsupported: ${word}`,
      data: { requested: word, supported: ['2026-07-28'] },
    });
    exchange.send({ jsonrpc: '2.0', id: 'canary', error: refused('canary') });
    expect(written).toEqual([{ jsonrpc: '2.0', id: 'canary', error: refused('…') }]);
  });

  it('an id in use that is a secret is noted without it', () => {
    const { exchange, say, facts } = createConnectionHarness();
    for (const id of [7, 7, 'wJalrXUtnFEMI', 'wJalrXUtnFEMI'])
      say({ jsonrpc: '2.0', id, method: 'Ab+/ping' });
    expect(facts).toEqual([
      { id: 7, method: '(not shown)' },
      { id: '(not shown)', method: '(not shown)' },
    ]);
    exchange.close();
  });

  it('a second answer is not written', () => {
    const { exchange, say, written } = createConnectionHarness();
    say(createPing(1));
    exchange.send({ jsonrpc: '2.0', id: 1, result: {} });
    exchange.send({ jsonrpc: '2.0', id: 1, result: {} });
    expect(written).toHaveLength(1);
  });

  it('more than can be kept are refused, and served again once some are answered', () => {
    const { exchange, say, written, delivered } = createConnectionHarness();
    for (let id = 0; id < MAX_PENDING_REQUESTS; id++) say(createPing(id));
    say(createPing('one more'));
    expect(written).toEqual([expectedError('one more', -32000)]);
    exchange.send({ jsonrpc: '2.0', id: 0, result: {} });
    say(createPing('one more'));
    expect(delivered).toHaveLength(MAX_PENDING_REQUESTS + 1);
  });

  it('notifications are handed on once the SDK has a request, with their version alone, and never answered', () => {
    const { say, written, delivered } = createConnectionHarness();
    const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
    for (const value of [{ ...createPing(1), method: 'server/discover' }, initialized, createPing(2)])
      say(value);
    expect(delivered).toHaveLength(2);
    for (const value of [initialized, { method: initialized.method }]) say(value);
    expect([delivered.length, written]).toEqual([3, []]);
  });
});

describe('raw methods', () => {
  it('are answered past the SDK, before any handshake', async () => {
    const { say, calls, written, delivered } = createConnectionHarness();
    say({ jsonrpc: '2.0', id: 'a', method: 'whitelist/list', params: { x: 1 } });
    calls[0]?.answer({ result: { rules: [] } });
    await settled();
    expect(calls[0]?.params).toEqual({ x: 1 });
    expect(written).toEqual([{ jsonrpc: '2.0', id: 'a', result: { rules: [] } }]);
    expect(delivered).toEqual([]);
  });

  it.each([
    ['before a handshake', null, { id: null }],
    ['after one of 2025-11-25', '2025-11-25', {}],
  ])("the guide's template, without version and id, is answered %s", async (_when, revision, id) => {
    const s = createConnectionHarness();
    if (revision !== null) completeHandshake(s, revision);
    s.say({ method: 'whitelist/list', params: {} });
    expect(s.exchange.countPending()).toBe(1);
    s.calls[0]?.answer({ result: {} });
    await settled();
    expect(s.written).toEqual([{ jsonrpc: '2.0', ...id, result: {} }]);
    expect(s.exchange.countPending()).toBe(0);
  });

  it('as a notification they are not carried out', () => {
    const { say, calls, written, notes } = createConnectionHarness();
    say({ jsonrpc: '2.0', method: 'whitelist/list', params: {} });
    expect([calls, written]).toEqual([[], []]);
    expect(notes).toEqual(['a call without an id was dropped']);
  });

  it('are cancelled by their id, and then not answered', async () => {
    const { say, calls, written, exchange, idle } = createConnectionHarness();
    say(createListRequest(5));
    say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5 } });
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(exchange.countPending()).toBe(0);
    calls[0]?.answer({ result: {} });
    await settled();
    expect(written).toEqual([]);
    expect(idle()).toBe(1);
  });

  it('leave an id that was cancelled to the next request', async () => {
    const { say, calls, written } = createConnectionHarness();
    say(createListRequest(5));
    say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5 } });
    say(createListRequest(5));
    calls[0]?.answer({ result: { of: 'the first' } });
    calls[1]?.answer({ result: { of: 'the second' } });
    await settled();
    expect(written).toEqual([{ jsonrpc: '2.0', id: 5, result: { of: 'the second' } }]);
  });

  it.each([[{ requestId: 'other' }], [{}], [undefined], [{ requestId: { a: 1 } }]])(
    'a cancellation of %j harms nothing',
    (params) => {
      const { say, calls } = createConnectionHarness();
      say(createListRequest(5));
      say({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
      expect(calls[0]?.signal.aborted).toBe(false);
    },
  );

  it('are stopped when the connection is given up', () => {
    const { say, calls, exchange } = createConnectionHarness();
    say(createListRequest(5));
    exchange.close();
    expect(calls[0]?.signal.aborted).toBe(true);
  });
});
