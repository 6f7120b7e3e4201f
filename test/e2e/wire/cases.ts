import { expect } from 'vitest';
import { createRequest } from '#test/support/wire/wire.ts';

/** What a connection speaks; null before any handshake, which a modern one never has. */
export const REVISIONS = [
  null,
  '2024-11-05',
  '2025-03-26',
  '2025-06-18',
  '2025-11-25',
  '2026-07-28',
] as const;
export type Revision = (typeof REVISIONS)[number];

export const nameOf = (revision: Revision) => revision ?? 'before a handshake';

/** The schemas from 2025-11-25 on let an error go without an id; before, JSON-RPC's null is all there is. */
const noId = (revision: Revision) => (revision === null || revision <= '2025-06-18' ? { id: null } : {});
const hasBatches = (revision: Revision) => revision === null || revision <= '2025-03-26';

const text = (words: RegExp): unknown => expect.stringMatching(words);
const PARSE_ERROR = { code: -32700, message: text(/^Parse error/) };
const INVALID = { code: -32600, message: text(/^Invalid request/) };

/** Bytes in, lines out. */
export interface WireCase {
  readonly what: string;
  /** A text is one line. */
  readonly bytes: string | Buffer;
  readonly lines: (revision: Revision) => readonly unknown[];
}

const none = () => [];
const unparsed = (revision: Revision) => [{ jsonrpc: '2.0', ...noId(revision), error: PARSE_ERROR }];
const invalid = (revision: Revision) => [{ jsonrpc: '2.0', ...noId(revision), error: INVALID }];
const invalidUnder = (id: unknown) => () => [{ jsonrpc: '2.0', id, error: INVALID }];

/** A request that every connection serves without AWS: its params are wrong in our own words. */
const plain = (id: unknown) => JSON.stringify(createRequest(id, 'whitelist/check'));
const served = (id: unknown) => ({
  jsonrpc: '2.0',
  id,
  error: { code: -32602, message: text(/security_group_id/), data: expect.any(Object) as unknown },
});
const servedUnder = (id: unknown) => () => [served(id)];

const notification = (method: string, params?: unknown) => JSON.stringify({ jsonrpc: '2.0', method, params });
const line = (value: unknown) => JSON.stringify(value);

const BROKEN: readonly WireCase[] = [
  ['a cut-off request', '{"jsonrpc":"2.0","id":1,"method":"tools/list"', unparsed],
  ['the header of another protocol', 'Content-Length: 20', unparsed],
  ['two requests on one line', `${plain(1)}${plain(2)}`, unparsed],
  ['a control character', '\u0000', unparsed],
  ['a single quote', "{'jsonrpc':'2.0'}", unparsed],
  ['a number', '42', invalid],
  ['a text', '"tools/list"', invalid],
  ['null', 'null', invalid],
  ['true', 'true', invalid],
  ['an empty object', '{}', invalid],
  ['an empty batch', '[]', invalid],
  ['an id of null', line(createRequest(null, 'tools/list')), invalid],
  ['a broken id', line(createRequest(1.5, 'tools/list')), invalid],
  ['an id too great to be kept', '{"jsonrpc":"2.0","id":9007199254740993,"method":"tools/list"}', invalid],
  ['an id that is an object', line(createRequest({ a: 1 }, 'tools/list')), invalid],
  ['an id that is a list', line(createRequest([1], 'tools/list')), invalid],
  ['an id that is true', line(createRequest(true, 'tools/list')), invalid],
  ['neither version nor id, and no raw method', '{"method":"tools/list"}', invalid],
  ['another version', '{"jsonrpc":"1.0","id":7,"method":"tools/list"}', invalidUnder(7)],
  ['no version', '{"id":"seven","method":"tools/list"}', invalidUnder('seven')],
  ['a raw method with an id and no version', '{"id":7,"method":"whitelist/list"}', invalidUnder(7)],
  ['a list for params', '{"jsonrpc":"2.0","id":7,"method":"tools/list","params":[]}', invalidUnder(7)],
  ['a number for a method', '{"jsonrpc":"2.0","id":7,"method":5}', invalidUnder(7)],
  ['no method', '{"jsonrpc":"2.0","id":7}', invalidUnder(7)],
].map(([what, bytes, lines]) => ({ what, bytes, lines }) as WireCase);

const BYTES: readonly WireCase[] = [
  { what: 'bytes that are no UTF-8', bytes: Buffer.from([0x22, 0xc3, 0x28, 0x22, 0x0a]), lines: unparsed },
  { what: 'half a character', bytes: Buffer.from([0xe2, 0x82, 0x0a]), lines: unparsed },
  { what: 'an empty line', bytes: '', lines: none },
  { what: 'a line of blanks', bytes: ' \t ', lines: none },
  { what: 'an empty line of Windows', bytes: '\r', lines: none },
  { what: 'a line end of Windows', bytes: `${plain('crlf')}\r`, lines: servedUnder('crlf') },
  { what: 'a byte-order mark', bytes: `\ufeff${plain('bom')}`, lines: servedUnder('bom') },
  { what: 'blanks around it', bytes: `  ${plain('blanks')}\t `, lines: servedUnder('blanks') },
  {
    what: 'many lines at once',
    bytes: ['a', 'b', 'c'].map(plain).join('\n\n'),
    lines: () => [served('a'), served('b'), served('c')],
  },
];

const UNANSWERED: readonly WireCase[] = [
  ['a known notification', notification('notifications/initialized')],
  ['an unknown notification', notification('notifications/nobody-knows', { a: 1 })],
  ['a notification with wrong params', notification('notifications/progress', { progress: 'much' })],
  ['a notification without its version', '{"method":"notifications/initialized"}'],
  ['a cancellation of nothing', notification('notifications/cancelled', { requestId: 'nothing' })],
  ['a cancellation without params', notification('notifications/cancelled')],
  ['a raw method as a notification', notification('whitelist/list', {})],
  ['a tool call as a notification', notification('tools/call', { name: 'whitelist_list' })],
  ['an answer to nothing', '{"jsonrpc":"2.0","id":99,"result":{}}'],
  ['an error to nothing', '{"jsonrpc":"2.0","id":99,"error":{"code":-1,"message":"no"}}'],
  ['a broken answer', '{"jsonrpc":"2.0","result":5}'],
  ['an answer without a version', '{"id":5,"result":{}}'],
].map(([what = '', bytes = '']) => ({ what, bytes, lines: none }));

/** 1 and "1" are two ids, and a name that objects have of their own is one like any other. */
const IDS = [
  0,
  1,
  '1',
  -5,
  9007199254740991,
  -9007199254740991,
  '',
  ' ',
  'ü€😀',
  '\ud800',
  '__proto__',
  'null',
];

const BATCHES: readonly WireCase[] = [
  {
    what: 'a batch of all kinds',
    bytes: line([
      createRequest('b1', 'whitelist/check'),
      JSON.parse(notification('notifications/initialized')),
      7,
      createRequest(2, 'whitelist_check'),
      { jsonrpc: '2.0', id: 'b3', method: 5 },
    ]),
    lines: (revision) =>
      hasBatches(revision)
        ? [[...invalid(revision), ...invalidUnder('b3')(), served('b1'), served(2)]]
        : invalid(revision),
  },
  {
    what: 'a batch of one',
    bytes: line([createRequest('alone', 'whitelist/check')]),
    lines: (revision) => (hasBatches(revision) ? [[served('alone')]] : invalid(revision)),
  },
  {
    what: 'a batch that nobody answers',
    bytes: line([JSON.parse(notification('notifications/initialized'))]),
    lines: (revision) => (hasBatches(revision) ? [] : invalid(revision)),
  },
  {
    what: 'a handshake in a batch',
    bytes: line([createRequest('hello', 'initialize', { protocolVersion: '2025-03-26' })]),
    lines: (revision) => (hasBatches(revision) ? [invalidUnder('hello')()] : invalid(revision)),
  },
];

export const CASES: readonly WireCase[] = [
  ...BROKEN,
  ...BYTES,
  ...UNANSWERED,
  ...IDS.map((id) => ({
    what: `the ${typeof id} ${JSON.stringify(id)} for an id`,
    bytes: plain(id),
    lines: servedUnder(id),
  })),
  ...BATCHES,
];
