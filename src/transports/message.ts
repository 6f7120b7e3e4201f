import { type JSONRPCMessage, parseJSONRPCMessage } from '@modelcontextprotocol/server';

/** The ids that MCP knows; JSON-RPC's null and fractions are none of them. */
export type RequestId = string | number;

/** What one JSON value on the wire is. */
export type IncomingMessage =
  | {
      readonly kind: 'request';
      readonly id: RequestId;
      readonly method: string;
      readonly message: JSONRPCMessage;
      readonly params: unknown;
    }
  | {
      readonly kind: 'notification';
      readonly method: string;
      readonly message: JSONRPCMessage;
      readonly params: unknown;
    }
  | { readonly kind: 'response'; readonly message: JSONRPCMessage }
  /** A method and its params with neither version nor id, as the guide's request template shows them. */
  | { readonly kind: 'legacy'; readonly method: string; readonly params: unknown }
  /** No request, and to be told so; `id` where one can be made out. */
  | { readonly kind: 'invalid'; readonly id: RequestId | null; readonly why: string }
  /** Broken, but of a kind that is never answered: an answer, or a notification. */
  | { readonly kind: 'ignored'; readonly what: string };

export const isRequestId = (value: unknown): value is RequestId =>
  typeof value === 'string' || Number.isSafeInteger(value);

export function classifyMessage(value: unknown): IncomingMessage {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'invalid', id: null, why: 'a message is an object' };
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  const method = fields.get('method');
  const id = fields.get('id');
  const usableId = isRequestId(id) ? id : null;
  const invalid = (why: string): IncomingMessage => ({ kind: 'invalid', id: usableId, why });
  if (isTooDeep(value)) return invalid('it is nested too deep');
  if (typeof method !== 'string') {
    if (!fields.has('method') && (fields.has('result') || fields.has('error'))) {
      const message = parseMessage(value);
      return message === null ? { kind: 'ignored', what: 'a broken answer' } : { kind: 'response', message };
    }
    return invalid('a request needs a "method"');
  }
  const params = fields.get('params') ?? undefined;
  if (!fields.has('jsonrpc') && !fields.has('id')) {
    return method.startsWith('notifications/')
      ? { kind: 'ignored', what: 'a notification without its version' }
      : { kind: 'legacy', method, params };
  }
  if (fields.get('jsonrpc') !== '2.0') return invalid('"jsonrpc" has to be "2.0"');
  if (fields.has('id') && usableId === null) return invalid('an id is a string or a whole number');
  const message = parseMessage(dropNulls(fields));
  if (message === null) return invalid('"params" has to be an object');
  return usableId === null
    ? { kind: 'notification', method, message, params }
    : { kind: 'request', id: usableId, method, message, params };
}

/** Some hosts say null for what they leave out: the params, or a member of them that MCP has optional. */
function dropNulls(fields: ReadonlyMap<string, unknown>): object {
  const params = fields.get('params');
  const said =
    typeof params !== 'object' || params === null || Array.isArray(params)
      ? params
      : Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));
  const { params: _all, ...rest } = Object.fromEntries(fields);
  return said === null || said === undefined ? rest : { ...rest, params: said };
}

function parseMessage(value: unknown): JSONRPCMessage | null {
  try {
    return parseJSONRPCMessage(value);
  } catch {
    return null;
  }
}

/** Levels of lists and objects in one message. The deepest that MCP and the tools know have a dozen. */
const MAX_LEVELS = 100;

/**
 * Whether a value is nested so deep that what reads or writes it by calling itself could run out of stack; found level
 * by level, which cannot.
 */
function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= MAX_LEVELS; depth++) {
    level = level.flatMap(childrenOf);
    if (level.length === 0) return false;
  }
  return true;
}

function childrenOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const values: unknown[] = Object.values(value);
  return values;
}
