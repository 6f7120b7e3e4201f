import { describe, expect, it } from 'vitest';
import { describeSampled } from '#test/support/harness/test-size.ts';
import { guideBlock } from '#test/support/clients/guide-host.ts';
import { TOOL_NAMES } from '#test/support/clients/tool-names.ts';
import { ENVELOPE, MODERN, openWireServers, createRequest, type Wire } from '#test/support/wire/wire.ts';
import { nameOf, REVISIONS } from './cases.ts';

// The credentials in the template are enough: of this machine's own, there are none.
const stage = openWireServers();
const NOBODY = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_REGION: '', AWS_DEFAULT_REGION: '' };
const { method, params } = guideBlock('request-template') as {
  method: string;
  params: Record<string, unknown>;
};

const { credentials, security_group_id } = params;
const listParams = { credentials, security_group_id };

/** One rule's whole life, by methods of both names. */
const STORY = [
  ['whitelist/check', { allowed: false }],
  ['whitelist/add', { status: 'added' }],
  ['whitelist_add', { status: 'already_present' }],
  ['whitelist_check', { allowed: true }],
  ['whitelist/list', { security_group: { security_group_id: 'sg-123456' } }],
  ['whitelist/remove', { status: 'removed' }],
  ['whitelist_remove', { status: 'not_found' }],
  ['whitelist_list', { security_group: { security_group_id: 'sg-123456' } }],
] as const;

async function tell(wire: Wire, more: object = {}): Promise<void> {
  for (const [name, result] of STORY) {
    const answer = await wire.ask(name, { ...(/list$/.test(name) ? listParams : params), ...more });
    expect(answer, name).toEqual({ jsonrpc: '2.0', id: answer.id, result: expect.anything() as unknown });
    expect(answer.result, name).toMatchObject(result);
  }
}

describeSampled(
  REVISIONS.map((revision) => ({ revision, name: nameOf(revision) })),
  { every: 2 },
)('$name', ({ revision }) => {
  it('the raw methods work under both names', async () => {
    await stage.sandbox.reset();
    const wire = stage.start([], NOBODY);
    await wire.handshake(revision);
    await tell(wire);
  });

  it('the guide’s template is answered as it stands, as often as it comes', async () => {
    await stage.sandbox.reset();
    const wire = stage.start([], NOBODY);
    await wire.handshake(revision);
    const before = wire.lines.length;
    wire.writeMessages({ method, params });
    await wire.until('the first answer', () => wire.lines.length > before);
    wire.writeMessages({ method, params }, { method, params });
    await wire.until('the others', () => wire.lines.length > before + 2);
    const id = revision === null || revision <= '2025-06-18' ? { id: null } : {};
    expect(wire.lines.slice(before)).toStrictEqual(
      ['added', 'already_present', 'already_present'].map((status) => ({
        jsonrpc: '2.0',
        ...id,
        result: expect.objectContaining({ status }) as unknown,
      })),
    );
  });

  it('errors have their codes, and the report for data', async () => {
    const wire = stage.start([], NOBODY);
    await wire.handshake(revision);
    const wrong = await wire.ask('whitelist/add', { ...params, port: 'nonsense' });
    expect(wrong.error).toMatchObject({
      code: -32602,
      data: { code: 'invalid_input', outcome: 'not_done' },
    });
    const { credentials: _, ...rest } = params;
    const missing = await wire.ask('whitelist/add', rest);
    expect(missing.error).toMatchObject({ code: -32000, data: { code: 'credentials_required' } });
    for (const bad of [[], 'sg-123456', 7]) {
      const { error } = await wire.ask('whitelist_check', bad);
      // A list is no params of MCP's, a text is none of JSON-RPC's.
      expect(error?.code, JSON.stringify(bad)).toBe(-32600);
    }
    const nothing = await wire.ask('whitelist/list', undefined);
    expect(nothing.error).toMatchObject({ code: -32000, data: { code: 'credentials_required' } });
  });
});

describe('a modern client', () => {
  it('may send its envelope along with a raw method, and gets its own kind of result', async () => {
    await stage.sandbox.reset();
    const wire = stage.start([], NOBODY);
    await tell(wire, { _meta: ENVELOPE });
    const { result } = await wire.ask('whitelist/check', { ...params, _meta: ENVELOPE });
    expect(result).toMatchObject({ resultType: 'complete', allowed: false });
  });

  it('is told of errors without an id as its revision has it, by its envelope on a raw method alone', async () => {
    const wire = stage.start([], NOBODY);
    await wire.ask('whitelist/check', { _meta: ENVELOPE });
    wire.writeMessages({});
    await wire.until('the error', () => wire.lines.length === 2);
    expect(wire.lines[1]).not.toHaveProperty('id');
  });
});

describe('a handshake that comes later', () => {
  it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', MODERN])(
    'is undisturbed by what came before: %s',
    async (revision) => {
      await stage.sandbox.reset();
      const wire = stage.start([], NOBODY);
      wire.writeMessages(
        { method: 'whitelist/list', params: listParams },
        {},
        { jsonrpc: '2.0', method: 'notifications/initialized' },
      );
      await tell(wire);
      await wire.handshake(revision);
      const meta = revision === MODERN ? { _meta: ENVELOPE } : {};
      const { result } = await wire.ask('tools/list', meta);
      expect(result?.['tools']).toHaveLength(TOOL_NAMES.length);
      const called = await wire.ask('tools/call', { name: 'whitelist_list', arguments: listParams, ...meta });
      // That the server takes the client for a modern one shows in what it says of its result.
      expect(called.result).toMatchObject({
        structuredContent: { region: 'us-east-1' },
        ...(revision === MODERN && { resultType: 'complete' }),
      });
      await tell(wire);
    },
  );

  it('is not disturbed by raw methods that are still open', async () => {
    const wire = stage.start([], NOBODY);
    wire.writeMessages(createRequest('early', 'whitelist/list', listParams));
    await wire.handshake('2025-11-25');
    expect((await wire.answerTo('early')).result).toMatchObject({ region: 'us-east-1' });
  });
});
