import { newSecret, newSessionToken, newTemporaryKeyId } from '#sandbox/seed/ids.ts';
import type { KeyRecord, State } from '#sandbox/state/state.ts';
import type { XmlNode } from '#sandbox/protocol/xml.ts';

/** Whose session it is and what it may do. */
export type SessionIdentity = Omit<
  KeyRecord,
  'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'expiresAt'
>;

/** An instant as STS and IAM write it: to the second. */
export function formatInstant(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Makes a temporary key and answers it as STS does. */
export function createSession(state: State, now: Date, seconds: number, session: SessionIdentity): XmlNode {
  const key = {
    ...structuredClone(session),
    accessKeyId: newTemporaryKeyId(),
    secretAccessKey: newSecret(),
    sessionToken: newSessionToken(),
    expiresAt: formatInstant(new Date(now.getTime() + seconds * 1000)),
  };
  // Keys that have run out for a day are of no use even for telling somebody so.
  const dayAgo = now.getTime() - 86_400_000;
  state.keys = state.keys.filter((one) => one.expiresAt === undefined || Date.parse(one.expiresAt) > dayAgo);
  state.keys.push(key);
  return {
    AccessKeyId: key.accessKeyId,
    SecretAccessKey: key.secretAccessKey,
    SessionToken: key.sessionToken,
    Expiration: key.expiresAt,
  };
}
