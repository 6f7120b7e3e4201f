import type { RequestId } from './message.ts';

/** A request that has no answer yet. */
export interface PendingRequest {
  /** The array that the answer goes into; null for an answer of its own. */
  readonly batch: Batch | null;
  /** Stops a raw method; the SDK stops its own. */
  readonly abort?: () => void;
}

/** A request's id, or what stands for it where the guide's template has none. */
export type RequestKey = RequestId | symbol;

/** The requests under way, by id. */
export interface PendingRequests {
  /** @returns why it was not added; null where it was */
  add(id: RequestKey, request: PendingRequest): 'in use' | 'full' | null;
  /** Undefined for one that is not there: never asked, answered, or cancelled. */
  remove(id: RequestKey): PendingRequest | undefined;
  has(id: RequestKey): boolean;
  count(): number;
  abortAll(): void;
}

/** More at once are refused: the table must not grow without end. */
export const MAX_PENDING_REQUESTS = 10_000;

// 1 and "1" are two ids.
const toMapKey = (id: RequestKey) => (typeof id === 'symbol' ? id : `${typeof id}:${id}`);

/** @param onIdle - Called whenever the last one was removed. */
export function createPendingRequests(onIdle: () => void): PendingRequests {
  const requests = new Map<string | symbol, PendingRequest>();
  return {
    add(id, request) {
      const key = toMapKey(id);
      if (requests.has(key)) return 'in use';
      if (requests.size >= MAX_PENDING_REQUESTS) return 'full';
      requests.set(key, request);
      return null;
    },
    remove(id) {
      const request = requests.get(toMapKey(id));
      if (requests.delete(toMapKey(id)) && requests.size === 0) queueMicrotask(onIdle);
      return request;
    },
    has: (id) => requests.has(toMapKey(id)),
    count: () => requests.size,
    abortAll() {
      for (const { abort } of requests.values()) abort?.();
      requests.clear();
    },
  };
}

/** The answers to the members of one array, which go out together. */
export interface Batch {
  add(message: object): void;
  /** One member less to wait for: a cancelled request has no answer. */
  skip(): void;
}

/**
 * @param expected - How many answers to wait for; at least 1.
 * @param write - Called once with all of them, or not at all if every one was skipped.
 */
export function createBatch(expected: number, write: (answers: readonly object[]) => void): Batch {
  const answers: object[] = [];
  let missing = expected;
  const settle = () => {
    missing -= 1;
    if (missing === 0 && answers.length > 0) write(answers);
  };
  return {
    add(message) {
      answers.push(message);
      settle();
    },
    skip: settle,
  };
}
