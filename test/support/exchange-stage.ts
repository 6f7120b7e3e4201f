import { expect } from 'vitest';
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import type { RawAnswer } from '#server/raw-methods.ts';
import { createExchange } from '#transports/exchange.ts';

/** An exchange whose raw method `whitelist/list` waits until it is told to answer. */
export function stage() {
  const written: unknown[] = [];
  const delivered: JSONRPCMessage[] = [];
  const notes: string[] = [];
  const facts: unknown[] = [];
  const calls: { params: unknown; signal: AbortSignal; answer: (value: RawAnswer) => void }[] = [];
  let idle = 0;
  const exchange = createExchange({
    write: (value) => written.push(value),
    deliver: (message) => delivered.push(message),
    rawMethods: (method) =>
      method === 'whitelist/list'
        ? (params, signal) => new Promise((answer) => calls.push({ params, signal, answer }))
        : null,
    note: (what, more) => {
      notes.push(what);
      if (more) facts.push(more);
    },
    onIdle: () => (idle += 1),
    shown: (text) => text.replaceAll('canary', '…'),
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

type Stage = ReturnType<typeof stage>;

export const ping = (id: string | number) => ({ jsonrpc: '2.0', id, method: 'ping' });
export const list = (id: string | number) => ({ jsonrpc: '2.0', id, method: 'whitelist/list', params: {} });
export const error = (id: unknown, code: number) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message: expect.any(String) },
});
export const withoutId = (code: number) => ({ jsonrpc: '2.0', error: { code, message: expect.any(String) } });

export function shakeHands({ say, exchange, written }: Stage, protocolVersion: string): void {
  say({ jsonrpc: '2.0', id: 'hello', method: 'initialize', params: { protocolVersion } });
  exchange.send({ jsonrpc: '2.0', id: 'hello', result: { protocolVersion } });
  written.length = 0;
}
