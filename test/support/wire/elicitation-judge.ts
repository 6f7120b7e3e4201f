import type { SchemaValidator } from './schema-validator.ts';

/**
 * Judges what a server asks of its client: to open an address for the person, or by a form for a yes and nothing else,
 * into which no secret could be typed; of a client that said that it does, in the way of its revision.
 */
export interface ElicitationJudge {
  /** What the client declared in its handshake. */
  setCapabilities(capabilities: unknown): void;
  /** A message with a method of its own. */
  judge(message: LooseMessage, spoken: string | null, book: SchemaValidator): string | null;
  /** The result of a tool call that was made with these capabilities. */
  judgeResult(result: unknown, capabilities: unknown): string | null;
}

interface LooseMessage {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

type Mode = 'url' | 'form';

/** A bare `elicitation: {}` means forms, as it did before there were addresses. */
function declares(mode: Mode, capabilities: unknown): boolean {
  const elicitation = membersOf(capabilities)['elicitation'];
  const isBare = typeof elicitation === 'object' && Object.keys(membersOf(elicitation)).length === 0;
  return typeof membersOf(elicitation)[mode] === 'object' || (mode === 'form' && isBare);
}

/** The revisions in which a server sends such a request of its own. */
const REVISIONS_BY_MODE: Readonly<Record<Mode, readonly string[]>> = {
  url: ['2025-11-25'],
  form: ['2025-06-18', '2025-11-25'],
};

/** Null where it is asked for as it may be; `mode` was left out before there were two. */
function findElicitationFault(params: unknown, capabilities: unknown): string | null {
  const { mode = 'form', requestedSchema } = membersOf(params);
  if (mode !== 'url' && mode !== 'form') return 'a request of no known mode';
  if (!declares(mode, capabilities)) return 'a request for which the client declared nothing';
  return mode === 'url' || isSingleApproval(requestedSchema) ? null : 'a form for more than a yes';
}

function isSingleApproval(schema: unknown): boolean {
  const properties = Object.entries(membersOf(membersOf(schema)['properties']));
  const [[name, property] = []] = properties;
  const { type, default: preset } = membersOf(property);
  return properties.length === 1 && name === 'approve' && type === 'boolean' && preset === false;
}

export function createElicitationJudge(): ElicitationJudge {
  let capabilities: unknown;
  const ids = new Set<unknown>();
  const open = new Set<unknown>();

  function judgeRequest(message: LooseMessage, spoken: string | null, book: SchemaValidator) {
    const { id, params } = message;
    const { mode, elicitationId } = membersOf(params);
    const wrong = findElicitationFault(params, capabilities);
    if (wrong !== null) return wrong;
    if (!REVISIONS_BY_MODE[mode === 'url' ? 'url' : 'form'].includes(spoken ?? ''))
      return 'a request that this revision does not know';
    if (ids.has(id) || open.has(elicitationId)) return 'an id that was used before';
    ids.add(id);
    if (mode === 'url') open.add(elicitationId);
    return book.findFault(message, 'JSONRPCRequest') ?? book.findFault(message, 'ElicitRequest');
  }

  return {
    setCapabilities(those) {
      capabilities = those;
    },
    judge(message, spoken, book) {
      const { elicitationId, requestId } = membersOf(message.params);
      switch (message.method) {
        case 'elicitation/create':
          return 'id' in message ? judgeRequest(message, spoken, book) : 'a request without an id';
        case 'notifications/elicitation/complete':
          return open.delete(elicitationId) ? null : 'the end of what was never begun, or a second one';
        case 'notifications/cancelled':
          return ids.has(requestId) ? null : 'taken back what was never asked';
        default:
          return 'id' in message ? 'a request of the server' : null;
      }
    },
    judgeResult(result, those) {
      const { resultType, inputRequests } = membersOf(result);
      if (resultType !== 'input_required') return null;
      const asked = Object.values(membersOf(inputRequests)).map(membersOf);
      if (asked.length === 0) return 'input of no kind';
      if (asked.some(({ method }) => method !== 'elicitation/create')) return 'input of another kind';
      return (
        asked.map(({ params }) => findElicitationFault(params, those)).find((wrong) => wrong !== null) ?? null
      );
    },
  };
}
