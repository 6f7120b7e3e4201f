import { createElicitationJudge } from './elicitation-judge.ts';
import type { SchemaValidator } from './schema-validator.ts';

/** Judges one connection by what passed over it, knowing nothing of the program. */
export interface ConversationJudge {
  /** A line that the client wrote. */
  clientWrote(line: string): void;
  /** A line that the server wrote. */
  serverWrote(line: string): void;
  /** What was wrong, since it was last asked for. */
  takeComplaints(): string[];
}

interface LooseMessage {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: {
    readonly capabilities?: unknown;
    readonly _meta?: { readonly [name: string]: unknown };
  } | null;
  readonly result?: { readonly protocolVersion?: unknown };
  readonly error?: unknown;
}

interface OpenRequest {
  readonly method: string;
  /** The revision that the request itself speaks. */
  readonly claimed: string | null;
  /** What the client says with it that it can do. */
  readonly capabilities?: unknown;
}

const RAW = /^whitelist[/_](add|remove|list|check|whoami)$/;
const VERSION = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
const isId = (id: unknown) => typeof id === 'string' || Number.isSafeInteger(id);
const keyOf = (id: unknown) => `${typeof id}:${String(id)}`;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isObject = (value: unknown): value is LooseMessage => isRecord(value);

/** @param validatorFor - By revision; an older one than they know is held to the oldest of them. */
export function createConversationJudge(
  validatorFor: (revision: string) => SchemaValidator,
): ConversationJudge {
  let complaints: string[] = [];
  let spoken: string | null = null;
  const open = new Map<string, OpenRequest[]>();
  const ofClient = createElicitationJudge();
  const tokens = new Set<string>();
  let bare = 0;

  function note(value: unknown): void {
    if (!isObject(value)) return;
    const { id, method, params } = value;
    // Also of what is no request, an id that can be made out is answered under.
    if (typeof method !== 'string') {
      if (isId(id) && !('result' in value) && !('error' in value)) enlist(id, { method: '', claimed: null });
      return;
    }
    const meta = params?._meta;
    if (isRecord(meta) && 'progressToken' in meta) tokens.add(keyOf(meta['progressToken']));
    if (!('jsonrpc' in value) && !('id' in value) && RAW.test(method)) bare += 1;
    if (!isId(id)) return;
    if (method === 'initialize') ofClient.setCapabilities(params?.capabilities);
    const claimed = isRecord(meta) ? meta[VERSION] : undefined;
    const capabilities = isRecord(meta) ? meta[CAPABILITIES] : undefined;
    const asked = { method, claimed: typeof claimed === 'string' ? claimed : null, capabilities };
    if (asked.claimed !== null) spoken = asked.claimed;
    enlist(id, asked);
  }

  function enlist(id: unknown, asked: OpenRequest): void {
    open.set(keyOf(id), [...(open.get(keyOf(id)) ?? []), asked]);
  }

  function judge(message: unknown): string | null {
    if (!isObject(message)) return 'not an object';
    if ('method' in message) return judgeOwn(message);
    const { id } = message;
    const result = 'result' in message;
    if (isId(id)) {
      const asked = open.get(keyOf(id))?.shift();
      if (!asked) return 'an answer to nothing, or a second one';
      if (asked.method === 'initialize' && typeof message.result?.protocolVersion === 'string')
        spoken = message.result.protocolVersion;
      return judgeAnswer(message, asked, result);
    }
    // The guide's template has no id; anything else without one can only be told that it is wrong.
    if (result && (bare -= 1) < 0) return 'a result without an id';
    const nullDue = spoken === null || spoken <= '2025-06-18';
    if (nullDue ? id !== null : 'id' in message) return 'an id, or none, where the other is due';
    // The one exemption from the schema: there was no usable id to answer under.
    return judgeAnswer({ ...message, id: 0 }, { method: '', claimed: null }, result);
  }

  function judgeAnswer(
    message: LooseMessage,
    { method, claimed, capabilities }: OpenRequest,
    result: boolean,
  ): string | null {
    const validator = validatorFor(claimed ?? spoken ?? '2025-11-25');
    // A raw request that names no revision is plain JSON-RPC, on any connection.
    const plain = (RAW.test(method) || method === '') && claimed === null;
    const unasked = ofClient.judgeResult(message.result, capabilities);
    if (unasked !== null) return unasked;
    if (!result) return validator.findFault(message, 'JSONRPCErrorResponse', 'JSONRPCError');
    const envelope = (plain ? validatorFor('2025-11-25') : validator).findFault(
      message,
      'JSONRPCResultResponse',
      'JSONRPCResponse',
    );
    const name = validator.definitionOf(method, 'Request')?.replace(/Request$/, '');
    if (envelope !== null || name === undefined) return envelope;
    if (method === 'ping') return validator.findFault(message.result, 'EmptyResult');
    return validator.findFault(message, `${name}ResultResponse`) === null
      ? null
      : validator.findFault(message.result, `${name}Result`);
  }

  /** A request or a notification of the server's. */
  function judgeOwn(message: LooseMessage): string | null {
    const validator = validatorFor(spoken ?? '2025-11-25');
    const unasked = ofClient.judge(message, spoken, validator);
    if (unasked !== null || 'id' in message) return unasked;
    const method = String(message.method);
    if (method === 'notifications/progress') {
      const token = (message.params as { progressToken?: unknown } | undefined)?.progressToken;
      if (!tokens.has(keyOf(token))) return 'progress under a token that nobody gave';
    }
    return (
      validator.findFault(message, 'JSONRPCNotification') ??
      validator.findFault(message, validator.definitionOf(method, 'Notification') ?? method) ??
      validator.findFault(message, 'ServerNotification')
    );
  }

  return {
    clientWrote(line) {
      const value = parsed(line);
      for (const member of Array.isArray(value) ? value : [value]) note(member);
    },
    serverWrote(line) {
      const value = parsed(line);
      if (value === undefined) return void complaints.push(`not JSON: ${line.slice(0, 300)}`);
      const isBatch = Array.isArray(value);
      if (isBatch && (value.length === 0 || (spoken !== null && spoken > '2025-03-26')))
        complaints.push(`a batch in ${spoken}, or an empty one`);
      for (const message of isBatch ? value : [value]) {
        const fault = judge(message);
        if (fault !== null) complaints.push(`${fault} (${spoken}): ${JSON.stringify(message).slice(0, 300)}`);
      }
    },
    takeComplaints() {
      const told = complaints;
      complaints = [];
      return told;
    },
  };
}

function parsed(line: string): unknown {
  try {
    // A byte-order mark is none of JSON's, but may be sent.
    return JSON.parse(line.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}
