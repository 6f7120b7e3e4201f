import type { Rulebook } from './protocol-judge.ts';

/**
 * Judges what a server asks of its client: nothing but to open an address for the person, of a client that said that
 * it does, in the way of its revision. Never by a form, into which a secret could be typed.
 */
export interface AskedOfClient {
  /** What the client declared in its handshake. */
  declared(capabilities: unknown): void;
  /** A message with a method of its own. */
  judge(message: Loose, spoken: string | null, book: Rulebook): string | null;
  /** The result of a tool call that was made with these capabilities. */
  judgeResult(result: unknown, capabilities: unknown): string | null;
}

interface Loose {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const opensAddresses = (capabilities: unknown) =>
  typeof membersOf(membersOf(capabilities)['elicitation'])['url'] === 'object';

/** The revisions in which a server sends such a request of its own. */
const BY_REQUEST = ['2025-11-25'];

export function askedOfClient(): AskedOfClient {
  let capabilities: unknown;
  const ids = new Set<unknown>();
  const open = new Set<unknown>();

  function judgeRequest(message: Loose, spoken: string | null, book: Rulebook) {
    const { id, params } = message;
    const { mode, elicitationId } = membersOf(params);
    if (!opensAddresses(capabilities)) return 'a request for which the client declared nothing';
    if (!BY_REQUEST.includes(spoken ?? '')) return 'a request that this revision does not know';
    if (mode !== 'url') return 'a form';
    if (ids.has(id) || open.has(elicitationId)) return 'an id that was used before';
    ids.add(id);
    open.add(elicitationId);
    return book.faults(message, 'JSONRPCRequest') ?? book.faults(message, 'ElicitRequest');
  }

  return {
    declared(those) {
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
      if (!opensAddresses(those)) return 'input that the client did not say it gives';
      const asked = Object.values(membersOf(inputRequests)).map(membersOf);
      const isRight = asked.every(
        ({ method, params }) => method === 'elicitation/create' && membersOf(params)['mode'] === 'url',
      );
      return isRight && asked.length > 0 ? null : 'input of another kind than an address';
    },
  };
}
