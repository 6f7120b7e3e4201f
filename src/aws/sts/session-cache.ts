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

/** By base identity, role, set of groups and whatever else makes one session another; in memory alone. */
export type SessionCache = Map<string, Promise<OpenedSession>>;

/** A session this close to its end is not begun with: milliseconds. */
const MIN_LIFETIME_MS = 120_000;

const MAX_SESSIONS = 200;

interface LookupOptions {
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** The session of this key that is open or is being opened by another call; null: none that lasts. */
export async function getCached(
  sessions: SessionCache,
  key: string,
  { now, signal }: LookupOptions,
): Promise<OpenedSession | null> {
  const pending = sessions.get(key);
  const found = pending && (await raceAbort(pending, signal).catch(ignoreCancellation(signal)));
  const end = found?.credentials.expiration?.getTime() ?? 0;
  return found && end - now().getTime() > MIN_LIFETIME_MS ? found : null;
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
    // Otherwise somebody who came at the same time has begun another one.
    if (sessions.get(key) === pending) break;
  }
  const opened = open();
  evictOldest(sessions);
  sessions.set(key, opened);
  opened.catch(() => {
    if (sessions.get(key) === opened) sessions.delete(key);
  });
  return raceAbort(opened, looking.signal);
}

/** A refusal goes for all that wait; that another call's time ran out says nothing of this one. */
function ignoreCancellation(signal: AbortSignal): (error: unknown) => null {
  return (error) => {
    const isOwnFailure = error instanceof WhitelistError && !['timeout', 'cancelled'].includes(error.code);
    if (isOwnFailure || signal.aborted) throw error;
    return null;
  };
}

/** The oldest goes; a server that works for many identities must not keep all their sessions. */
function evictOldest(sessions: SessionCache): void {
  const [oldest] = sessions.keys();
  if (sessions.size >= MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
}
