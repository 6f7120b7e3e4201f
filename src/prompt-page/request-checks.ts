import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RefusalStatus } from './refusal-screens.ts';

/** Bytes; several session tokens and hundreds of ids fit. */
export const MAX_BODY_BYTES = 65_536;

const FORM_CONTENT_TYPE = /^application\/x-www-form-urlencoded(?:\s*;|$)/i;

/**
 * What is wrong with a request before its body is read, in an order that tells nothing about the token to somebody
 * who is not even talking to the right host.
 *
 * @param host - The only name by which the page can be asked for. Any other is a name that somebody else's DNS made
 *   to point here, whose pages could read our answers.
 */
export function rejectRequest(request: IncomingMessage, host: string): RefusalStatus | null {
  const { headers, method = '' } = request;
  if (request.headersDistinct['host']?.join(',') !== host) return 403;
  if (method === 'GET' || method === 'HEAD') return null;
  if (method !== 'POST') return 405;
  if (!isSameOriginForm(headers.origin, headers['sec-fetch-site'], `http://${host}`)) return 403;
  if (!FORM_CONTENT_TYPE.test(headers['content-type'] ?? '')) return 415;
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) return 413;
  return null;
}

/** Browsers call the origin `null` where the page sends no referrer, as ours does; then they must vouch for it. */
function isSameOriginForm(origin: string | undefined, site: unknown, own: string): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === own || (origin === 'null' && site === 'same-origin');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Takes as long for a wrong one as for the right one, whatever their lengths. */
export const isEqualConstantTime = (given: string, wanted: string): boolean =>
  timingSafeEqual(digest(given), digest(wanted));
