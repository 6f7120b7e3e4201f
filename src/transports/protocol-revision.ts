import { PROTOCOL_VERSION_META_KEY, type JSONRPCMessage } from '@modelcontextprotocol/server';
import type { IncomingMessage, RequestId } from './message.ts';

/** Which revision of MCP a connection speaks, watched from the messages that pass. */
export interface RevisionTracker {
  /** Sees every request before it is handled. */
  onRequest(request: Extract<IncomingMessage, { kind: 'request' }>): void;
  /** Sees every answer before it is written. */
  onResponse(message: JSONRPCMessage): void;
  /** Whether one array may hold several messages: so up to 2025-03-26, and before a handshake. */
  allowsBatches(): boolean;
  /** Whether an error without an id says `id: null`; from 2025-11-25 on the member is left out. */
  writesNullId(): boolean;
}

function readField(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}

export function createRevisionTracker(): RevisionTracker {
  /** Null before a handshake. */
  let current: string | null = null;
  let initializeId: RequestId | null = null;
  return {
    onRequest({ id, method, params }) {
      if (method === 'initialize') initializeId = id;
      // From 2026-07-28 on there is no handshake: each request says what it speaks.
      const claimed = readField(readField(params, '_meta'), PROTOCOL_VERSION_META_KEY);
      if (typeof claimed === 'string') current = claimed;
    },
    onResponse(message) {
      if (initializeId === null || !('result' in message) || message.id !== initializeId) return;
      initializeId = null;
      const version = readField(message.result, 'protocolVersion');
      if (typeof version === 'string') current = version;
    },
    // Revisions are dates, so their order is that of their texts.
    allowsBatches: () => current === null || current <= '2025-03-26',
    writesNullId: () => current === null || current <= '2025-06-18',
  };
}
