import { expect } from 'vitest';
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import type { RawAnswer } from '#server/raw-methods.ts';
import { createJsonRpcConnection } from '#transports/json-rpc-connection.ts';

/** An exchange whose raw method `whitelist/list` waits until it is told to answer. */
export function createConnectionHarness() {
  const written: unknown[] = [];
  const delivered: JSONRPCMessage[] = [];
  const notes: string[] = [];
  const facts: unknown[] = [];
  const calls: { params: unknown; signal: AbortSignal; answer: (value: RawAnswer) => void }[] = [];
  let idle = 0;
  const exchange = createJsonRpcConnection({
    write: (value) => written.push(value),
    deliver: (message) => delivered.push(message),
    rawMethods: (method) =>
      method === 'whitelist/list'
        ? (params, signal) => new Promise((answer) => calls.push({ params, signal, answer }))
        : null,
    onDropped: (what, more) => {
      notes.push(what);
      if (more) facts.push(more);
    },
    onIdle: () => (idle += 1),
    redact: (text) => text.replaceAll('canary', '…'),
  });
  return {
    exchange,
    written,
    delivered,
    notes,
    facts,
    calls,
    idle: () => idle,
    say: (value: unknown) =>
      exchange.receive({ text: typeof value === 'string' ? value : JSON.stringify(value) }),
  };
}

type ConnectionHarness = ReturnType<typeof createConnectionHarness>;

export const createPing = (id: string | number) => ({ jsonrpc: '2.0', id, method: 'ping' });
export const createListRequest = (id: string | number) => ({
  jsonrpc: '2.0',
  id,
  method: 'whitelist/list',
  params: {},
});
export const expectedError = (id: unknown, code: number) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message: expect.any(String) },
});
export const expectedErrorWithoutId = (code: number) => ({
  jsonrpc: '2.0',
  error: { code, message: expect.any(String) },
});

export function completeHandshake(
  { say, exchange, written }: ConnectionHarness,
  protocolVersion: string,
): void {
  say({ jsonrpc: '2.0', id: 'hello', method: 'initialize', params: { protocolVersion } });
  exchange.send({ jsonrpc: '2.0', id: 'hello', result: { protocolVersion } });
  written.length = 0;
}
