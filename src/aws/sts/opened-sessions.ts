import type { AwsCredentials } from './credentials.ts';
import type { Identity } from './identity.ts';
import { orAborted } from '#aws/request/send.ts';
import { WhitelistError } from '#core/errors/errors.ts';

/** A session that this program opened: the one kind of credential that outlives its call. */
export interface OpenedSession {
  readonly credentials: AwsCredentials;
  readonly identity: Identity;
  readonly mfa: boolean;
}

/** By base identity, role, set of groups and whatever else makes one session another; in memory alone. */
export type OpenedSessions = Map<string, Promise<OpenedSession>>;

/** A session this close to its end is not begun with: milliseconds. */
const MARGIN = 120_000;

const MOST = 200;

interface Looking {
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** The session of this key that is open or is being opened by another call; null: none that lasts. */
export async function openedAlready(
  sessions: OpenedSessions,
  key: string,
  { now, signal }: Looking,
): Promise<OpenedSession | null> {
  const others = sessions.get(key);
  const found = others && (await orAborted(others, signal).catch(ofItsOwn(signal)));
  const end = found?.credentials.expiration?.getTime() ?? 0;
  return found && end - now().getTime() > MARGIN ? found : null;
}

/**
 * The session of this key: an open one, one being opened by another call, or else a new one.
 *
 * @param open - Must not end with the call that began it, since others may wait for it.
 */
export async function openedOnce(
  sessions: OpenedSessions,
  key: string,
  { open, ...looking }: Looking & { readonly open: () => Promise<OpenedSession> },
): Promise<OpenedSession> {
  for (;;) {
    const others = sessions.get(key);
    const found = await openedAlready(sessions, key, looking);
    if (found) return found;
    // Otherwise somebody who came at the same time has begun another one.
    if (sessions.get(key) === others) break;
  }
  const opened = open();
  forgetEnded(sessions);
  sessions.set(key, opened);
  opened.catch(() => {
    if (sessions.get(key) === opened) sessions.delete(key);
  });
  return orAborted(opened, looking.signal);
}

/** A refusal goes for all that wait; that another call's time ran out says nothing of this one. */
function ofItsOwn(signal: AbortSignal): (error: unknown) => null {
  return (error) => {
    const own = error instanceof WhitelistError && !['timeout', 'cancelled'].includes(error.code);
    if (own || signal.aborted) throw error;
    return null;
  };
}

/** The oldest goes; a server that works for many identities must not keep all their sessions. */
function forgetEnded(sessions: OpenedSessions): void {
  const [oldest] = sessions.keys();
  if (sessions.size >= MOST && oldest !== undefined) sessions.delete(oldest);
}
