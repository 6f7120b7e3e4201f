import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHeadScanner } from './message-head.ts';

/** The head of a text that comes in pieces of so many bytes. */
function headOf(text: string, size = 7) {
  const scanner = createHeadScanner();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
  return scanner.end();
}

const LONG = 'x'.repeat(2_000);
const due = (id: unknown) => ({ id, isAnswerDue: true });

describe('[hosts.long-lines] the head of a message', () => {
  it.each([
    ['first', { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { text: LONG } }, 7],
    ['last', { jsonrpc: '2.0', method: 'tools/call', params: { text: LONG }, id: 'call-1' }, 'call-1'],
    ['among others of that name', { params: { id: 1, a: [{ id: 2 }] }, id: 3, method: 'x', _: { id: 4 } }, 3],
    ['with what has to be escaped', { id: 'a"b\\c\u00e9\n}{,:', method: 'x' }, 'a"b\\c\u00e9\n}{,:'],
    ['that is no text and no whole number', { id: 1.5, method: 'x' }, null],
    ['that is an object', { id: { id: 5 }, method: 'x' }, null],
    ['that is longer than anybody needs', { id: LONG, method: 'x' }, null],
    ['that there is not', { method: 'whitelist/list', params: {} }, null],
  ])('has its id %s', (_, message, id) => {
    for (const size of [1, 7, 100_000]) expect(headOf(JSON.stringify(message), size)).toEqual(due(id));
    expect(headOf(JSON.stringify(message, null, '\t').replaceAll('\n', ' '))).toEqual(due(id));
  });

  it.each([
    ['{"\\u0069d":9,"method":"x"}', 9],
    ['{"id":1,"id":2,"method":"x"}', 2],
    ['{"id":"id","x":"\\"id\\":5","method":"x"}', 'id'],
    ['[{"id":1,"method":"x"}]', null],
    ['{"id":1,"method":"x"', null],
    ['{"id":1,"method":"x"}}', null],
    ['{"id":1,"method":"x"} more', null],
    ['"id"', null],
    ['', null],
  ])('of %s', (text, id) => {
    expect(headOf(text)).toEqual(due(id));
  });

  it.each([
    { jsonrpc: '2.0', method: 'notifications/progress', params: { text: LONG } },
    { jsonrpc: '2.0', id: 1, result: { text: LONG } },
    { jsonrpc: '2.0', id: 1, error: { code: 1, message: LONG } },
  ])('tells what waits for no answer', (message) => {
    expect(headOf(JSON.stringify(message)).isAnswerDue).toBe(false);
  });

  it('has the id that JSON.parse finds, whatever is around it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), fc.nat(20), (others, id, size) => {
        const message = { ...others, method: 'x', id };
        expect(headOf(JSON.stringify(message), size + 1)).toEqual(due(id));
      }),
    );
  });
});
