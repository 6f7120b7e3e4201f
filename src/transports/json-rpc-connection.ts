import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import type { RawMethod, RawMethods } from '#server/raw-methods.ts';
import { createFramingCheck, FRAMING_ERROR } from './framing.ts';
import type { Line } from './line-splitter.ts';
import { classifyMessage, type IncomingMessage, type RequestId } from './message.ts';
import type { MessageHead } from './message-head.ts';
import {
  type Batch,
  createBatch,
  createPendingRequests,
  type PendingRequest,
  type RequestKey,
} from './pending-requests.ts';
import { createRevisionTracker } from './protocol-revision.ts';

/** Codes of JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const SERVER_ERROR = -32000;

export interface JsonRpcConnectionOptions {
  /** Takes one JSON value for the other side. */
  readonly write: (value: object) => void;
  /** Takes a well-formed message for the SDK. */
  readonly deliver: (message: JSONRPCMessage) => void;
  readonly rawMethods: RawMethods;
  /** Called with what is dropped, never with its content. */
  readonly onDropped: (what: string, facts?: Readonly<Record<string, string | number | null>>) => void;
  /** Called whenever the last open request is answered or cancelled. */
  readonly onIdle: () => void;
  /** What of a text of the other side may be repeated. */
  readonly redact: (text: string) => string;
}

/** The JSON-RPC of one connection, without its streams: every line that is due an answer gets the right one. */
export interface JsonRpcConnection {
  receive(line: Line): void;
  /** Sends a message of the SDK. */
  send(message: JSONRPCMessage): void;
  countPending(): number;
  /** Stops what can be stopped; nothing is answered any more. */
  close(): void;
}

interface RawCall {
  readonly id: RequestKey;
  readonly method: string;
  readonly params: unknown;
}

/** Of what an answer is due to. */
const ANSWERED_KINDS: readonly IncomingMessage['kind'][] = ['request', 'legacy', 'invalid'];

type MessageOf<K extends IncomingMessage['kind']> = Extract<IncomingMessage, { kind: K }>;

export function createJsonRpcConnection(options: JsonRpcConnectionOptions): JsonRpcConnection {
  const { write, deliver, rawMethods, onDropped, onIdle, redact } = options;
  const revision = createRevisionTracker();
  const pending = createPendingRequests(onIdle);
  const framing = createFramingCheck();
  // Whether the SDK has had a request by which it tells old clients from modern ones; discovery only looks around.
  let hasDelivered = false;

  const errorResponse = (code: number, message: string, id: RequestId | null) => ({
    jsonrpc: '2.0',
    ...(id !== null || revision.writesNullId() ? { id } : {}),
    error: { code, message },
  });
  const sendAnswer = (id: RequestKey, message: object) => {
    const request = pending.remove(id);
    if (!request) onDropped('an answer that nobody waits for was dropped');
    else if (request.batch) request.batch.add(message);
    else write(message);
  };
  const cancelRequest = (params: unknown) => {
    const id: unknown = params instanceof Object && 'requestId' in params ? params.requestId : null;
    const request = typeof id === 'string' || typeof id === 'number' ? pending.remove(id) : undefined;
    request?.abort?.();
    request?.batch?.skip();
  };

  function sendReply(message: object, batch: Batch | null): void {
    if (batch) batch.add(message);
    else write(message);
  }

  /** False where it is not accepted, and has been answered where an answer is due. */
  function tryAccept(key: RequestKey, method: string, request: PendingRequest): boolean {
    const id = typeof key === 'symbol' ? null : key;
    const refusal = pending.add(key, request);
    if (refusal === 'in use') {
      onDropped('a request was dropped: its id is in use', {
        id: toLoggable(id),
        method: toLoggable(method),
      });
      request.batch?.skip();
    } else if (refusal === 'full') {
      sendReply(
        errorResponse(SERVER_ERROR, 'Too many requests are open; wait for some answers.', id),
        request.batch,
      );
    }
    return refusal === null;
  }

  function handleRequest(request: MessageOf<'request'>, batch: Batch | null): void {
    const { id, method, params, message } = request;
    if (method === 'initialize' && batch) {
      return batch.add(
        errorResponse(INVALID_REQUEST, 'Invalid request: a handshake is no part of a batch.', id),
      );
    }
    revision.onRequest(request);
    const raw = rawMethods(method);
    if (raw) return callRaw(raw, { id, method, params }, { jsonrpc: '2.0', id }, batch);
    if (!tryAccept(id, method, { batch })) return;
    hasDelivered ||= method !== 'server/discover';
    deliver(message);
  }

  function callRaw(raw: RawMethod, call: RawCall, head: object, batch: Batch | null): void {
    const stop = new AbortController();
    const abort = () => {
      stop.abort();
    };
    if (!tryAccept(call.id, call.method, { batch, abort })) return;
    const notify = (notification: object) => {
      if (!stop.signal.aborted) write({ jsonrpc: '2.0', ...notification });
    };
    void raw(call.params, stop.signal, notify).then((outcome) => {
      // Cancelled, its id may be another request's by now.
      if (!stop.signal.aborted) sendAnswer(call.id, { ...head, ...outcome });
    });
  }

  function handleValue(value: unknown, batch: Batch | null): void {
    const incoming = classifyMessage(value);
    switch (incoming.kind) {
      case 'request':
        return handleRequest(incoming, batch);
      case 'legacy': {
        const raw = rawMethods(incoming.method);
        const head = { jsonrpc: '2.0', ...(revision.writesNullId() && { id: null }) };
        // The guide's template has no id to be answered under. It is answered all the same; nothing else without one is.
        if (raw) return callRaw(raw, { ...incoming, id: Symbol('legacy') }, head, batch);
        return sendReply(
          errorResponse(INVALID_REQUEST, 'Invalid request: "jsonrpc" has to be "2.0".', null),
          batch,
        );
      }
      case 'invalid':
        return sendReply(
          errorResponse(INVALID_REQUEST, `Invalid request: ${incoming.why}.`, incoming.id),
          batch,
        );
      case 'notification':
        if (incoming.method === 'notifications/cancelled') cancelRequest(incoming.params);
        if (rawMethods(incoming.method))
          return onDropped('a call without an id was dropped', { method: incoming.method });
        // There is nothing yet that it could speak of, and by it the SDK would take the client for an old one.
        if (!hasDelivered) return onDropped('a notification before any request was dropped');
        return deliver(incoming.message);
      case 'response':
        return deliver(incoming.message);
      case 'ignored':
        return onDropped(`${incoming.what} was dropped`);
    }
  }

  function refuseLong({ id, isAnswerDue }: MessageHead): void {
    if (!isAnswerDue) return onDropped('a message that is too long was dropped');
    // Its answer would be taken for the other request's.
    if (id !== null && pending.has(id))
      return onDropped('a request was dropped: its id is in use', { id: toLoggable(id) });
    write(errorResponse(INVALID_REQUEST, 'Invalid request: the line is too long.', id));
  }

  function handleBatch(values: readonly unknown[]): void {
    if (values.length === 0 || !revision.allowsBatches()) {
      const why =
        values.length === 0 ? 'an empty batch' : 'this revision of MCP has no batches; send each by itself';
      return write(errorResponse(INVALID_REQUEST, `Invalid request: ${why}.`, null));
    }
    const expected = values.filter((value) => ANSWERED_KINDS.includes(classifyMessage(value).kind)).length;
    const batch = expected > 0 ? createBatch(expected, write) : null;
    for (const value of values) handleValue(value, batch);
  }

  return {
    receive(line) {
      if ('tooLong' in line) return refuseLong(line);
      if (line.text?.trim() === '') return;
      const parsed = line.text === undefined ? undefined : parseJson(line.text);
      if (!parsed && line.text !== undefined && framing.isFramed(line.text)) {
        if (framing.isToldFirst()) write(errorResponse(PARSE_ERROR, FRAMING_ERROR, null));
        else onDropped('a line of another framing was dropped');
        return;
      }
      if (!parsed) return write(errorResponse(PARSE_ERROR, 'Parse error: the line is not valid JSON.', null));
      if (Array.isArray(parsed.value)) handleBatch(parsed.value);
      else handleValue(parsed.value, null);
    },
    send(message) {
      revision.onResponse(message);
      const redacted = redactErrorTexts(message, redact);
      const isAnswer = 'result' in redacted || 'error' in redacted;
      if (isAnswer && redacted.id !== undefined) sendAnswer(redacted.id, redacted);
      else write(redacted);
    },
    countPending: () => pending.count(),
    close: () => {
      pending.abortAll();
    },
  };
}

/** For the log: numbers and plain names, which no secret looks like. */
const toLoggable = (value: RequestId | null) =>
  typeof value === 'number' || (value !== null && /^[a-z_/]{1,40}$/.test(value)) ? value : '(not shown)';

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/**
 * The SDK repeats what it does not know: the name of a tool, a revision. A secret may stand in the place of either.
 *
 * @param redact - What of a text of the other side may be repeated.
 */
function redactErrorTexts(message: JSONRPCMessage, redact: (text: string) => string): JSONRPCMessage {
  if (!('error' in message)) return message;
  const error: unknown = JSON.parse(JSON.stringify(message.error), (_name, value: unknown) =>
    typeof value === 'string' ? redact(value) : value,
  );
  return Object.assign({}, message, { error });
}
