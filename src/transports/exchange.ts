import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { createBatch, type Batch } from './batch.ts';
import { createFlights } from './flights.ts';
import type { Line } from './line-splitter.ts';
import { classify, type Parcel, type RequestId } from './parcel.ts';
import type { RawMethod, RawMethods } from '../server/raw-methods.ts';
import { createRevision } from './revision.ts';

/** Codes of JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const SERVER_ERROR = -32000;

export interface ExchangeOptions {
  /** Takes one JSON value for the other side. */
  readonly write: (value: object) => void;
  /** Takes a well-formed message for the SDK. */
  readonly deliver: (message: JSONRPCMessage) => void;
  readonly rawMethods: RawMethods;
  /** Told of what is dropped, never with its content. */
  readonly note: (what: string, facts?: Readonly<Record<string, unknown>>) => void;
  /** Called whenever the last open request is answered or cancelled. */
  readonly onIdle: () => void;
}

/** The JSON-RPC of one connection, without its streams: every line gets its right answer, or none where none is due. */
export interface Exchange {
  receive(line: Line): void;
  /** What the SDK has to say. */
  send(message: JSONRPCMessage): void;
  openRequests(): number;
  /** Stops what can be stopped; nothing is answered any more. */
  abandon(): void;
}

type Of<K extends Parcel['kind']> = Extract<Parcel, { kind: K }>;

export function createExchange({ write, deliver, rawMethods, note, onIdle }: ExchangeOptions): Exchange {
  const revision = createRevision();
  const flights = createFlights(onIdle);

  const refusal = (code: number, message: string, id: RequestId | null) => ({
    jsonrpc: '2.0',
    ...(id !== null || revision.writesNullId() ? { id } : {}),
    error: { code, message },
  });
  const answer = (id: RequestId, message: object) => {
    const flight = flights.land(id);
    if (!flight) note('an answer that nobody waits for was dropped', { id });
    else if (flight.batch) flight.batch.answer(message);
    else write(message);
  };
  const cancel = (params: unknown) => {
    const id: unknown = params instanceof Object && 'requestId' in params ? params.requestId : null;
    const flight = typeof id === 'string' || typeof id === 'number' ? flights.land(id) : undefined;
    flight?.abort?.();
    flight?.batch?.forget();
  };

  function request(parcel: Of<'request'>, batch: Batch | null): void {
    const { id, method, params, message } = parcel;
    const raw = rawMethods(method);
    const stop = new AbortController();
    const refused = flights.take(id, { batch, ...(raw && { abort: () => stop.abort() }) });
    if (refused === 'in use') {
      note('a request was dropped: its id is in use', { id, method });
      batch?.forget();
    } else if (refused === 'full') {
      reply(refusal(SERVER_ERROR, 'Too many requests are open; wait for some of their answers.', id), batch);
    } else {
      revision.inbound(parcel);
      if (raw)
        void raw(params, stop.signal).then((outcome) => answer(id, { jsonrpc: '2.0', id, ...outcome }));
      else deliver(message);
    }
  }

  function reply(message: object, batch: Batch | null): void {
    if (batch) batch.answer(message);
    else write(message);
  }

  /** The guide's template has no id to answer under; it is answered all the same, and nothing else like it. */
  function bare({ params }: Of<'bare'>, raw: RawMethod, batch: Batch | null): void {
    const id = revision.writesNullId() ? { id: null } : {};
    void raw(params, new AbortController().signal).then((outcome) =>
      reply({ jsonrpc: '2.0', ...id, ...outcome }, batch),
    );
  }

  function handle(value: unknown, batch: Batch | null): void {
    const parcel = classify(value);
    switch (parcel.kind) {
      case 'request':
        return request(parcel, batch);
      case 'bare': {
        const raw = rawMethods(parcel.method);
        if (raw) return bare(parcel, raw, batch);
        return reply(refusal(INVALID_REQUEST, 'Invalid request: "jsonrpc" has to be "2.0".', null), batch);
      }
      case 'invalid':
        return reply(refusal(INVALID_REQUEST, `Invalid request: ${parcel.why}.`, parcel.id), batch);
      case 'notification':
        if (parcel.method === 'notifications/cancelled') cancel(parcel.params);
        if (rawMethods(parcel.method))
          return note('a call without an id was dropped', { method: parcel.method });
        return deliver(parcel.message);
      case 'response':
        return deliver(parcel.message);
      case 'noise':
        return note('a broken answer was dropped');
    }
  }

  function handleBatch(values: readonly unknown[]): void {
    if (values.length === 0 || !revision.hasBatches()) {
      const why =
        values.length === 0 ? 'an empty batch' : 'this revision of MCP has no batches; send each by itself';
      return write(refusal(INVALID_REQUEST, `Invalid request: ${why}.`, null));
    }
    const isDue = (value: unknown) => ['request', 'bare', 'invalid'].includes(classify(value).kind);
    const due = values.filter(isDue).length;
    const batch = due > 0 ? createBatch(due, write) : null;
    for (const value of values) handle(value, batch);
  }

  return {
    receive(line) {
      if ('tooLong' in line)
        return write(refusal(INVALID_REQUEST, 'Invalid request: the line is too long.', null));
      if (line.text?.trim() === '') return;
      const parsed = line.text === undefined ? undefined : parse(line.text);
      if (!parsed) return write(refusal(PARSE_ERROR, 'Parse error: the line is not valid JSON.', null));
      if (Array.isArray(parsed.value)) handleBatch(parsed.value);
      else handle(parsed.value, null);
    },
    send(message) {
      revision.outbound(message);
      const isAnswer = 'result' in message || 'error' in message;
      if (isAnswer && message.id !== undefined) answer(message.id, message);
      else write(message);
    },
    openRequests: flights.count,
    abandon: flights.abandonAll,
  };
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
