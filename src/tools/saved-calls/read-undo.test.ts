import { describe, expect, it } from 'vitest';
import { toWhitelistError } from '#core/errors/errors.ts';
import { readUndo } from './read-undo.ts';

const step = (ip: string, tool = 'whitelist_undo') => ({
  tool,
  arguments: { security_group_id: 'sg-1', ip_address: ip, action: 'remove' },
});
const answer = (...ips: string[]) => ({ status: 'added', warnings: [], undo: ips.map((ip) => step(ip)) });
const ips = (value: unknown) => readUndo(value).map(({ args }) => args['ip_address']);

describe('[undo.read] the undo of an answer', () => {
  it.each<[string, unknown]>([
    ['as --json prints it', answer('a', 'b')],
    ['as MCP tells it', { content: [], structuredContent: answer('a', 'b') }],
    ['as it came on the wire', { jsonrpc: '2.0', id: 1, result: { structuredContent: answer('a', 'b') } }],
    ['of a raw method', { jsonrpc: '2.0', id: 1, result: answer('a', 'b') }],
  ])('is its calls in their order: %s', (_form, value) => {
    expect(ips(value)).toEqual(['a', 'b']);
    expect(readUndo(value)[0]?.tool.name).toBe('whitelist_undo');
  });

  it('may be empty', () => {
    expect(readUndo(answer())).toEqual([]);
    expect(readUndo([])).toEqual([]);
  });

  it('of several answers begins with the last, and leaves failed ones out', () => {
    expect(ips([answer('a', 'b'), { error: { code: 'access_denied' } }, answer('c', 'd')])).toEqual([
      'c',
      'd',
      'a',
      'b',
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['a text', 'undo', /^Invalid answer: got "undo", expected the answer of a change as --json prints it/],
    ['nothing', null, /^Invalid answer: got null/],
    ['another object', { rules: [] }, /^Invalid answer: got an object/],
    ['an undo that is no list', { undo: {} }, /^Invalid undo: got an object, expected a list of calls/],
    ['a list in a list', [[answer('a')]], /^Invalid answer: got a list/],
    ['no call', { undo: ['add'] }, /^Invalid undo\[0\]: got "add", expected a tool and its arguments/],
    [
      'a tool that reads',
      { undo: [step('a', 'whitelist_list')] },
      /^Invalid undo\[0\]\.tool: got "whitelist_list"/,
    ],
    ['a tool with no way back', { undo: [step('a', 'whitelist_sweep')] }, /^Invalid undo\[0\]\.tool: /],
    ['no such tool', { undo: [step('a'), step('a', 'rm')] }, /^Invalid undo\[1\]\.tool: got "rm"/],
    [
      'a plain call',
      { undo: [{ tool: 'whitelist_add', arguments: { ip_address: '0.0.0.0/0' } }] },
      /^Invalid undo\[0\]\.tool: got "whitelist_add"/,
    ],
  ])('is refused where it is %s', (_what, value, message) => {
    expect(() => readUndo(value)).toThrow(message);
  });

  it('is refused with credentials in it, which are not repeated', () => {
    const secret = { access_key_id: 'AKIACANARY', secret_access_key: 'CANARY' };
    const call = step('a');
    const value = { undo: [{ ...call, arguments: { ...call.arguments, credentials: secret } }] };
    try {
      readUndo(value);
      expect.unreachable();
    } catch (thrown) {
      const { code, message, guidance } = toWhitelistError(thrown).report();
      expect(code).toBe('invalid_input');
      expect(message).toMatch(/^Invalid undo\[0\]\.arguments: there are credentials in it/);
      expect([message, ...guidance].join()).not.toContain('CANARY');
    }
  });

  it.each([
    ['whitelist_remove', { from: 'Jo', to: null }, { action: 'remove', left: 'Jo' }],
    ['whitelist_remove', { from: null, to: 'Jo' }, { action: 'add', before: 'Jo' }],
    ['whitelist_add', { from: 'Jo', to: null }, { action: 'remove', left: 'Jo' }],
    ['whitelist_add', { from: null, to: '' }, { action: 'add' }],
    ['whitelist_add', { from: '', to: 'Jo' }, { action: 'describe', before: 'Jo' }],
  ])(
    'of an earlier version does what its descriptions say, whatever tool it names: %s %j',
    (tool, restore, now) => {
      const [undone] = readUndo({ undo: [{ tool, arguments: { port: 1, restore } }] });
      expect(undone?.tool.name).toBe('whitelist_undo');
      expect(undone?.args).toEqual({ port: 1, ...now });
    },
  );

  it.each([{ from: null, to: null }, { from: null }, 'x', null])(
    'of an earlier version that says nothing is none: %j',
    (restore) => {
      expect(() => readUndo({ undo: [{ tool: 'whitelist_add', arguments: { restore } }] })).toThrow(
        /^Invalid undo\[0\]\.tool: got "whitelist_add"/,
      );
    },
  );

  it('of a call that failed is told as such', () => {
    try {
      readUndo({ error: { code: 'access_denied' } });
      expect.unreachable();
    } catch (thrown) {
      expect(toWhitelistError(thrown).report().guidance[0]).toMatch(
        /^This is the answer of a call that failed/,
      );
    }
  });
});
