import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What of an HTTP request the signature covers. */
export interface WireRequest {
  method: string;
  /** Path as it stood on the request line, still encoded, without the query. */
  path: string;
  /** Query string as it stood on the request line, without the `?`. */
  query: string;
  /** Lower-case name to value; a repeated header's values joined by commas, in order. */
  headers: ReadonlyMap<string, string>;
  body: Uint8Array;
}

/** An `Authorization: AWS4-HMAC-SHA256 …` header, taken apart. */
export interface Authorization {
  accessKeyId: string;
  /** The scope's day, `YYYYMMDD`. */
  day: string;
  region: string;
  service: string;
  /** Lower-case names in the order they were signed. */
  signedHeaders: readonly string[];
  /** 64 lower-case hexadecimal digits. */
  signature: string;
  /** Signing instant, `YYYYMMDDTHHMMSSZ`. */
  timestamp: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const FIELDS = /^Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;
const TIMESTAMP = /^\d{8}T\d{6}Z$/;

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Uint8Array, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/**
 * Reads the signature off a request's headers.
 *
 * @returns `null` when there is none at all, `'incomplete'` when it is not a whole Signature Version 4: fields
 *   missing, no `x-amz-date`, the `host` or an `x-amz-*` header left unsigned, the day not that of the date
 */
export function readAuthorization(headers: WireRequest['headers']): Authorization | 'incomplete' | null {
  const header = headers.get('authorization');
  if (header === undefined) return null;
  const fields = header.startsWith(`${ALGORITHM} `)
    ? FIELDS.exec(header.slice(ALGORITHM.length + 1).trim())
    : null;
  const [, credential = '', names = '', signature = ''] = fields ?? [];
  const [accessKeyId, day, region, service, end, ...surplus] = credential.split('/');
  const timestamp = headers.get('x-amz-date') ?? '';
  if (!accessKeyId || !day || !region || !service || end !== 'aws4_request' || surplus.length > 0) {
    return 'incomplete';
  }
  const signedHeaders = names.split(';');
  // An unsigned x-amz-* header could be swapped on the way, the session token among them; AWS refuses that too.
  const mustSign = ['host', ...[...headers.keys()].filter((name) => name.startsWith('x-amz-'))];
  const complete = mustSign.every((name) => signedHeaders.includes(name));
  if (!complete || !TIMESTAMP.test(timestamp) || !timestamp.startsWith(day)) return 'incomplete';
  return { accessKeyId, day, region, service, signedHeaders, signature, timestamp };
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  return query
    .split('&')
    .map((pair) => {
      const cut = pair.indexOf('=');
      const name = cut < 0 ? pair : pair.slice(0, cut);
      const value = cut < 0 ? '' : pair.slice(cut + 1);
      return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value))] as const;
    })
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalRequest(request: WireRequest, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => {
    const value = request.headers.get(name) ?? '';
    return `${name}:${value.trim().replace(/ +/g, ' ')}\n`;
  });
  // Every service but S3 signs its path encoded twice; the path here is encoded once already.
  const path = request.path.split('/').map(encode).join('/') || '/';
  return [
    request.method,
    path,
    canonicalQuery(request.query),
    headers.join(''),
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}

/**
 * The signature that a request ought to bear (Signature Version 4, header form, the payload always hashed).
 *
 * @returns 64 lower-case hexadecimal digits
 */
export function computeSignature(
  request: WireRequest,
  scope: Pick<Authorization, 'day' | 'region' | 'service' | 'signedHeaders' | 'timestamp'>,
  secretAccessKey: string,
): string {
  const credentialScope = `${scope.day}/${scope.region}/${scope.service}/aws4_request`;
  const hashed = sha256(canonicalRequest(request, scope.signedHeaders));
  const stringToSign = [ALGORITHM, scope.timestamp, credentialScope, hashed].join('\n');
  const dayKey = hmac(`AWS4${secretAccessKey}`, scope.day);
  const signingKey = hmac(hmac(hmac(dayKey, scope.region), scope.service), 'aws4_request');
  return hmac(signingKey, stringToSign).toString('hex');
}

/**
 * Whether the request was signed with this secret, and its body is the one that was signed. Compared in
 * constant time.
 */
export function isSignedWith(request: WireRequest, auth: Authorization, secretAccessKey: string): boolean {
  const declared = request.headers.get('x-amz-content-sha256');
  if (declared !== undefined && declared !== sha256(request.body)) return false;
  let expected: string;
  try {
    expected = computeSignature(request, auth, secretAccessKey);
  } catch {
    // A query string that is not percent-encoded UTF-8 has no canonical form, so nothing can have signed it.
    return false;
  }
  return timingSafeEqual(Buffer.from(expected), Buffer.from(auth.signature));
}

/** A signing timestamp as a time in milliseconds since the epoch; `NaN` for an impossible one. */
export function parseSigningTime(timestamp: string): number {
  return Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
