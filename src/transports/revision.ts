import { PROTOCOL_VERSION_META_KEY, type JSONRPCMessage } from '@modelcontextprotocol/server';
import type { Parcel, RequestId } from './parcel.ts';

/** Which revision of MCP a connection speaks, watched from the messages that pass. */
export interface Revision {
  /** Sees every request before it is handled. */
  inbound(parcel: Extract<Parcel, { kind: 'request' }>): void;
  /** Sees every answer before it is written. */
  outbound(message: JSONRPCMessage): void;
  /** Whether one array may hold several messages: so up to 2025-03-26, and for those who shook no hands. */
  hasBatches(): boolean;
  /** Whether an error without an id says `id: null`; from 2025-11-25 on the member is left out. */
  writesNullId(): boolean;
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}

export function createRevision(): Revision {
  /** Null before a handshake. */
  let current: string | null = null;
  let asked: RequestId | null = null;
  return {
    inbound({ id, method, params }) {
      if (method === 'initialize') asked = id;
      // From 2026-07-28 on there is no handshake: each request says what it speaks.
      const claimed = field(field(params, '_meta'), PROTOCOL_VERSION_META_KEY);
      if (typeof claimed === 'string') current = claimed;
    },
    outbound(message) {
      if (asked === null || !('result' in message) || message.id !== asked) return;
      asked = null;
      const version = field(message.result, 'protocolVersion');
      if (typeof version === 'string') current = version;
    },
    // Revisions are dates, so their order is that of their texts.
    hasBatches: () => current === null || current <= '2025-03-26',
    writesNullId: () => current === null || current <= '2025-06-18',
  };
}
