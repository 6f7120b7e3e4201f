import { describe, expect, inject, it } from 'vitest';
import { createConversationJudge } from '#test/support/wire/conversation-judge.ts';
import { createSchemaValidator } from '#test/support/wire/schema-validator.ts';
import { ENVELOPE, MODERN, createRequest } from '#test/support/wire/wire.ts';

const OLD = ['2025-03-26', '2025-06-18', '2025-11-25'];
const schemas = inject('protocolSchemas');
const books = new Map(
  Object.entries(schemas).map(([revision, schema]) => [revision, createSchemaValidator(schema)]),
);

/** What the listener at every server complains of, after the handshake of this revision. */
function complaintsAfter(
  revision: string,
  asked: readonly unknown[],
  said: readonly unknown[],
  capabilities: object = {},
): string[] {
  const told = createConversationJudge((name) => books.get(name)!);
  const handshake = {
    protocolVersion: revision,
    capabilities: {},
    serverInfo: { name: 'server', version: '1' },
  };
  if (revision === MODERN) {
    told.clientWrote(JSON.stringify(createRequest('hello', 'tools/list', { _meta: ENVELOPE })));
    const result = { tools: [], resultType: 'complete', ttlMs: 0, cacheScope: 'private' };
    told.serverWrote(JSON.stringify({ jsonrpc: '2.0', id: 'hello', result }));
  } else {
    told.clientWrote(
      JSON.stringify(createRequest('hello', 'initialize', { protocolVersion: revision, capabilities })),
    );
    told.serverWrote(JSON.stringify({ jsonrpc: '2.0', id: 'hello', result: handshake }));
  }
  for (const value of asked) told.clientWrote(JSON.stringify(value));
  for (const value of said) told.serverWrote(typeof value === 'string' ? value : JSON.stringify(value));
  return told.takeComplaints();
}

const answer = (id: unknown, result: unknown) => ({ jsonrpc: '2.0', id, result });
const call = createRequest(1, 'tools/call', { name: 'whitelist_list' });
const modernCall = createRequest(1, 'tools/call', { name: 'whitelist_list', _meta: ENVELOPE });
const content = [{ type: 'text', text: 'words' }];
const error = { code: -32700, message: 'words' };

describe.each(OLD)('the listener, %s', (revision) => {
  it('has nothing against what is right', () => {
    expect(complaintsAfter(revision, [call], [answer(1, { content })])).toEqual([]);
    expect(complaintsAfter(revision, [createRequest('1', 'ping')], [answer('1', {})])).toEqual([]);
    const progress = { progressToken: 'p', progress: 1 };
    const asked = createRequest(1, 'tools/call', { name: 'x', _meta: { progressToken: 'p' } });
    const told = { jsonrpc: '2.0', method: 'notifications/progress', params: progress };
    expect(complaintsAfter(revision, [asked], [told, answer(1, { content })])).toEqual([]);
    const unasked =
      revision === '2025-11-25' ? { jsonrpc: '2.0', error } : { jsonrpc: '2.0', id: null, error };
    expect(complaintsAfter(revision, [{}], [unasked])).toEqual([]);
  });

  it.each([
    ['a line that is no JSON', [], ['words']],
    ['an empty line', [], ['']],
    ['an answer to nothing', [], [answer(1, {})]],
    ['an answer under another kind of id', [call], [answer('1', { content })]],
    ['a second answer', [call], [answer(1, { content }), answer(1, { content })]],
    ['content of an unknown kind', [call], [answer(1, { content: [{ type: 'words', text: 'x' }] })]],
    ['a text without text', [call], [answer(1, { content: [{ type: 'text' }] })]],
    [
      'a list of tools without schemas',
      [createRequest(1, 'tools/list')],
      [answer(1, { tools: [{ name: 'x' }] })],
    ],
    ['no version', [call], [{ id: 1, result: { content } }]],
    ['an error without a message', [call], [{ jsonrpc: '2.0', id: 1, error: { code: -32000 } }]],
    ['a result without an id', [{}], [{ jsonrpc: '2.0', id: null, result: {} }]],
    ['an unknown notification', [], [{ jsonrpc: '2.0', method: 'notifications/x' }]],
    ['a request', [], [createRequest(1, 'ping')]],
    [
      'progress that nobody asked for',
      [call],
      [{ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 1, progress: 1 } }],
    ],
  ])('complains of %s', (_, asked, said) => {
    expect(complaintsAfter(revision, asked, said)).toHaveLength(1);
  });
});

describe('the listener', () => {
  it.each([
    ['2025-06-18', [answer(1, { content })]],
    ['2025-11-25', [answer(1, { content })]],
  ])('allows no batch in %s', (revision, batch) => {
    expect(complaintsAfter(revision, [call], [batch])).toHaveLength(1);
  });

  it('wants the id of an error without one as the revision has it', () => {
    expect(complaintsAfter('2025-06-18', [{}], [{ jsonrpc: '2.0', error }])).toHaveLength(1);
    expect(complaintsAfter('2025-11-25', [{}], [{ jsonrpc: '2.0', id: null, error }])).toHaveLength(1);
  });

  it('wants of a modern server that its results say what they are, and how long a list holds', () => {
    const right = answer(1, { content, resultType: 'complete' });
    expect(complaintsAfter(MODERN, [modernCall], [right])).toEqual([]);
    expect(complaintsAfter(MODERN, [modernCall], [answer(1, { content })])).toHaveLength(1);
    const list = createRequest(1, 'tools/list', { _meta: ENVELOPE });
    expect(complaintsAfter(MODERN, [list], [answer(1, { tools: [], resultType: 'complete' })])).toHaveLength(
      1,
    );
  });
});

describe('what a server asks of its client', () => {
  const URL = { elicitation: { url: {} } };
  const FORM = { elicitation: {} };
  const link = 'http://127.0.0.1:1/x';
  const ask = (id: unknown, params: object) => createRequest(id, 'elicitation/create', params);
  const page = (elicitationId: string) => ({ mode: 'url', message: 'words', url: link, elicitationId });
  const ended = (method: string, params: object) => ({
    jsonrpc: '2.0',
    method: `notifications/${method}`,
    params,
  });
  const complete = ended('elicitation/complete', { elicitationId: 'e' });
  const NEWEST = '2025-11-25';

  it('is right: an address, once, and its end', () => {
    const said = [ask(1, page('e')), complete, ask(2, page('f')), ended('cancelled', { requestId: 2 })];
    expect(complaintsAfter(NEWEST, [], said, URL)).toEqual([]);
  });

  const yes = { type: 'object', properties: { approve: { type: 'boolean', default: false } } };
  const form = (requestedSchema: object) => ({ mode: 'form', message: 'words', requestedSchema });

  it.each([
    [NEWEST, FORM],
    [NEWEST, { elicitation: {} }],
    ['2025-06-18', FORM],
  ])('is right: in %s a form for a yes, of a client that declares %j', (revision, capabilities) => {
    const said = [ask(1, form(yes)), ended('cancelled', { requestId: 1 })];
    expect(complaintsAfter(revision, [], said, capabilities)).toEqual([]);
  });

  it.each([
    [
      'a yes that is given beforehand',
      { ...yes, properties: { approve: { type: 'boolean', default: true } } },
    ],
    ['a text', { ...yes, properties: { approve: { type: 'string' } } }],
    ['a second field', { ...yes, properties: { ...yes.properties, code: { type: 'string' } } }],
  ])('is wrong: a form with %s', (_, schema) => {
    expect(complaintsAfter(NEWEST, [], [ask(1, form(schema))], FORM)).toHaveLength(1);
  });

  it.each([
    ['of a client that declared nothing', NEWEST, {}, [ask(1, page('e'))]],
    ['an address of a client that has forms alone', NEWEST, FORM, [ask(1, page('e'))]],
    ['in a revision without addresses', '2025-06-18', URL, [ask(1, page('e'))]],
    [
      'by a form',
      NEWEST,
      { elicitation: { url: {}, form: {} } },
      [ask(1, { mode: 'form', message: 'words', requestedSchema: { type: 'object', properties: {} } })],
    ],
    ['without an elicitation id', NEWEST, URL, [ask(1, { mode: 'url', message: 'words', url: link })]],
    ['twice under one id', NEWEST, URL, [ask(1, page('e')), ask(1, page('f'))]],
    ['something else', NEWEST, URL, [createRequest(1, 'roots/list')]],
    ['the end of what was not asked', NEWEST, URL, [complete]],
    ['the end twice', NEWEST, URL, [ask(1, page('e')), complete, complete]],
    ['to forget what was not asked', NEWEST, URL, [ended('cancelled', { requestId: 1 })]],
  ])('is wrong: %s', (_, revision, capabilities, said) => {
    expect(complaintsAfter(revision, [], said, capabilities)).toHaveLength(1);
  });

  it('is held to what the request itself declares, where it does', () => {
    const callWith = (capabilities: object) => {
      const _meta = { ...ENVELOPE, 'io.modelcontextprotocol/clientCapabilities': capabilities };
      return createRequest(1, 'tools/call', { name: 'whitelist_list', _meta });
    };
    const wants = (params: object) =>
      answer(1, {
        resultType: 'input_required',
        inputRequests: { page: { method: 'elicitation/create', params } },
      });
    const address = wants({ mode: 'url', message: 'words', url: link });
    const form = wants({
      mode: 'form',
      message: 'words',
      requestedSchema: { type: 'object', properties: {} },
    });
    expect(complaintsAfter(MODERN, [callWith(URL)], [address])).toEqual([]);
    expect(complaintsAfter(MODERN, [callWith({})], [address])).toHaveLength(1);
    expect(complaintsAfter(MODERN, [callWith(FORM)], [address])).toHaveLength(1);
    expect(complaintsAfter(MODERN, [callWith({ elicitation: { url: {}, form: {} } })], [form])).toHaveLength(
      1,
    );
    expect(complaintsAfter(MODERN, [callWith(URL)], [ask(1, page('e'))])).toHaveLength(1);
  });
});
