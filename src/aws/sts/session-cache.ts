import type { AwsCredentials } from './credentials.ts';
import type { Identity } from './identity.ts';
import { raceAbort } from '#aws/request/send.ts';
import { WhitelistError } from '#core/errors/errors.ts';

/** A session that this program opened: the one kind of credential that outlives its call. */
export interface OpenedSession {
  readonly credentials: AwsCredentials;
  readonly identity: Identity;
  readonly mfa: boolean;
}

/** By base identity, role, set of groups and whatever else distinguishes sessions; in memory only. */
export type SessionCache = Map<string, Promise<OpenedSession>>;

/** A session that ends sooner is not used any more. */
const MIN_LIFETIME_MS = 120_000;

const MAX_SESSIONS = 200;

/** When each was begun to be opened, by this machine's clock: milliseconds since 1970. */
const begunAt = new WeakMap<Promise<OpenedSession>, number>();

interface LookupOptions {
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** A session that was opened longer ago is not used any more. Default: only its end counts. */
  readonly maxAgeMs?: number;
}

/** The session of this key that is open or is being opened by another call; null: none that lasts. */
export async function getCached(
  sessions: SessionCache,
  key: string,
  { now, signal, maxAgeMs = Infinity }: LookupOptions,
): Promise<OpenedSession | null> {
  const pending = sessions.get(key);
  const found = pending && (await raceAbort(pending, signal).catch(ignoreCancellation(signal)));
  const end = found?.credentials.expiration?.getTime() ?? 0;
  const time = now().getTime();
  const isYoung = time - ((pending && begunAt.get(pending)) ?? time) < maxAgeMs;
  return found && isYoung && end - time > MIN_LIFETIME_MS ? found : null;
}

/**
 * The session of this key: an open one, one being opened by another call, or else a new one.
 *
 * @param open - Must not end with the call that began it, since others may wait for it.
 */
export async function getOrOpen(
  sessions: SessionCache,
  key: string,
  { open, ...looking }: LookupOptions & { readonly open: () => Promise<OpenedSession> },
): Promise<OpenedSession> {
  for (;;) {
    const pending = sessions.get(key);
    const found = await getCached(sessions, key, looking);
    if (found) return found;
    // Otherwise another call has begun to open one meanwhile.
    if (sessions.get(key) === pending) break;
  }
  const opened = open();
  begunAt.set(opened, looking.now().getTime());
  evictOldest(sessions);
  sessions.set(key, opened);
  opened.catch(() => {
    if (sessions.get(key) === opened) sessions.delete(key);
  });
  return raceAbort(opened, looking.signal);
}

/** A refusal concerns every waiting call; that another call was cancelled or ran out of time does not. */
function ignoreCancellation(signal: AbortSignal): (error: unknown) => null {
  return (error) => {
    const isOwnFailure = error instanceof WhitelistError && !['timeout', 'cancelled'].includes(error.code);
    if (isOwnFailure || signal.aborted) throw error;
    return null;
  };
}

/** A server that works for many identities must not keep all their sessions. */
function evictOldest(sessions: SessionCache): void {
  const [oldest] = sessions.keys();
  if (sessions.size >= MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
}
