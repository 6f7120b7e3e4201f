import { timingSafeEqual } from 'node:crypto';
import { type AuthFault, authError } from './auth-errors.ts';
import type { ServiceName } from '#sandbox/protocol/services.ts';
import { type Authorization, type WireRequest, isSignedWith, parseSigningTime } from './sigv4.ts';
import type { KeyRecord, State } from '#sandbox/state/state.ts';

/** How far AWS lets a signature's time lie from the server's: seconds, before or after. */
const MAX_CLOCK_SKEW_SECONDS = 15 * 60;

/** What a request is held against. */
interface AuthContext {
  service: ServiceName;
  state: State;
  now: Date;
  anySignatureAge?: boolean | undefined;
}

function isSameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

function findTokenFault(key: KeyRecord, token: string | undefined, now: Date): AuthFault | null {
  if (key.sessionToken === undefined) return token === undefined ? null : 'wrong-token';
  if (token === undefined) return key.tokenOptional === true ? null : 'wrong-token';
  if (!isSameText(token, key.sessionToken)) return 'wrong-token';
  return key.expiresAt !== undefined && Date.parse(key.expiresAt) <= now.getTime() ? 'expired-token' : null;
}

/**
 * Finds out whose request it is.
 *
 * @throws ServiceError in the words of the service that was called, when the key is unknown, the signature or
 *   token wrong, the token expired, or the clock too far off
 */
export function authenticate(
  request: WireRequest,
  auth: Authorization,
  { service, state, now, anySignatureAge = false }: AuthContext,
): KeyRecord {
  const key = state.keys.find((one) => one.accessKeyId === auth.accessKeyId);
  if (key === undefined) throw authError('unknown-key', service);
  const skew = Math.abs(now.getTime() - parseSigningTime(auth.timestamp));
  // An impossible time is no number, and too far off of any.
  if (!(skew <= (anySignatureAge ? Infinity : MAX_CLOCK_SKEW_SECONDS * 1000))) {
    const detail = `Signed at ${auth.timestamp}, server time ${now.toISOString()}.`;
    throw authError('skewed-clock', service, detail);
  }
  if (!isSignedWith(request, auth, key.secretAccessKey)) throw authError('wrong-signature', service);
  const fault = findTokenFault(key, request.headers.get('x-amz-security-token'), now);
  if (fault !== null) throw authError(fault, service);
  return key;
}
