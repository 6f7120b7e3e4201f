import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { createBatch, type Batch } from './batch.ts';
import { createFlights, type Flight, type Key } from './flights.ts';
import type { Line } from './line-splitter.ts';
import { classify, type Parcel, type RequestId } from './parcel.ts';
import type { RawMethod, RawMethods } from '#server/raw-methods.ts';
import { withoutSecretsOf } from './refusals.ts';
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
  readonly note: (what: string, facts?: Readonly<Record<string, string | number | null>>) => void;
  /** Called whenever the last open request is answered or cancelled. */
  readonly onIdle: () => void;
  /** What of a text of the other side may be repeated. */
  readonly shown: (text: string) => string;
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

interface RawCall {
  readonly id: Key;
  readonly method: string;
  readonly params: unknown;
}

type Of<K extends Parcel['kind']> = Extract<Parcel, { kind: K }>;

export function createExchange(options: ExchangeOptions): Exchange {
  const { write, deliver, rawMethods, note, onIdle, shown } = options;
  const revision = createRevision();
  const flights = createFlights(onIdle);
  // Whether the SDK has had a request by which it tells old clients from modern ones; discovery only looks around.
  let opened = false;

  const refusal = (code: number, message: string, id: RequestId | null) => ({
    jsonrpc: '2.0',
    ...(id !== null || revision.writesNullId() ? { id } : {}),
    error: { code, message },
  });
  const answer = (id: Key, message: object) => {
    const flight = flights.land(id);
    if (!flight) note('an answer that nobody waits for was dropped');
    else if (flight.batch) flight.batch.answer(message);
    else write(message);
  };
  const cancel = (params: unknown) => {
    const id: unknown = params instanceof Object && 'requestId' in params ? params.requestId : null;
    const flight = typeof id === 'string' || typeof id === 'number' ? flights.land(id) : undefined;
    flight?.abort?.();
    flight?.batch?.forget();
  };

  function reply(message: object, batch: Batch | null): void {
    if (batch) batch.answer(message);
    else write(message);
  }

  /** Takes a request up, or says why not. */
  function isTaken(key: Key, method: string, flight: Flight): boolean {
    const id = typeof key === 'symbol' ? null : key;
    const refused = flights.take(key, flight);
    if (refused === 'in use') {
      note('a request was dropped: its id is in use', { id: plain(id), method: plain(method) });
      flight.batch?.forget();
    } else if (refused === 'full') {
      reply(refusal(SERVER_ERROR, 'Too many requests are open; wait for some answers.', id), flight.batch);
    }
    return refused === null;
  }

  function request(parcel: Of<'request'>, batch: Batch | null): void {
    const { id, method, params, message } = parcel;
    if (method === 'initialize' && batch) {
      return batch.answer(
        refusal(INVALID_REQUEST, 'Invalid request: a handshake is no part of a batch.', id),
      );
    }
    revision.inbound(parcel);
    const raw = rawMethods(method);
    if (raw) return callRaw(raw, { id, method, params }, { jsonrpc: '2.0', id }, batch);
    if (!isTaken(id, method, { batch })) return;
    opened ||= method !== 'server/discover';
    deliver(message);
  }

  function callRaw(raw: RawMethod, call: RawCall, head: object, batch: Batch | null): void {
    const stop = new AbortController();
    const abort = () => {
      stop.abort();
    };
    if (!isTaken(call.id, call.method, { batch, abort })) return;
    const notify = (notification: object) => {
      if (!stop.signal.aborted) write({ jsonrpc: '2.0', ...notification });
    };
    void raw(call.params, stop.signal, notify).then((outcome) => {
      // Cancelled, its id may be another request's by now.
      if (!stop.signal.aborted) answer(call.id, { ...head, ...outcome });
    });
  }

  function handle(value: unknown, batch: Batch | null): void {
    const parcel = classify(value);
    switch (parcel.kind) {
      case 'request':
        return request(parcel, batch);
      case 'bare': {
        const raw = rawMethods(parcel.method);
        const head = { jsonrpc: '2.0', ...(revision.writesNullId() && { id: null }) };
        // The guide's template has no id to be answered under; it is answered all the same, and nothing else like it.
        if (raw) return callRaw(raw, { ...parcel, id: Symbol('bare') }, head, batch);
        return reply(refusal(INVALID_REQUEST, 'Invalid request: "jsonrpc" has to be "2.0".', null), batch);
      }
      case 'invalid':
        return reply(refusal(INVALID_REQUEST, `Invalid request: ${parcel.why}.`, parcel.id), batch);
      case 'notification':
        if (parcel.method === 'notifications/cancelled') cancel(parcel.params);
        if (rawMethods(parcel.method))
          return note('a call without an id was dropped', { method: parcel.method });
        // There is nothing yet that it could speak of, and by it the SDK would take the client for an old one.
        if (!opened) return note('a notification before any request was dropped');
        return deliver(parcel.message);
      case 'response':
        return deliver(parcel.message);
      case 'noise':
        return note(`${parcel.what} was dropped`);
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
      const told = withoutSecretsOf(message, shown);
      const isAnswer = 'result' in told || 'error' in told;
      if (isAnswer && told.id !== undefined) answer(told.id, told);
      else write(told);
    },
    openRequests: () => flights.count(),
    abandon: () => {
      flights.abandonAll();
    },
  };
}

/** For the log: numbers and plain names, which no secret looks like. */
const plain = (value: RequestId | null) =>
  typeof value === 'number' || (value !== null && /^[a-z_/]{1,40}$/.test(value)) ? value : '(not shown)';

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
