import type { Family } from '#core/network/address.ts';

// Names of Node's system errors (errno) and of DNS.
const CAUSES = new Map([
  ['ENOTFOUND', 'the host name does not resolve (DNS)'],
  ['ENODATA', 'the host name does not resolve (DNS)'],
  ['EAI_AGAIN', 'the host name could not be looked up (DNS)'],
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection was cut'],
  ['EPIPE', 'the connection was cut'],
  ['ETIMEDOUT', 'there was no answer'],
]);

const NO_ROUTE = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'];

// The names of OpenSSL's verification errors, as Node gives them: `CERT_HAS_EXPIRED`, `DEPTH_ZERO_SELF_SIGNED_CERT` …
const CERTIFICATE = /CERT|SIGNATURE|ALTNAME/;

/** Why no answer came, by an error's code alone: its message may repeat a proxy's password. */
export function failureWords(error: unknown, family: Family): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (NO_ROUTE.includes(code)) return `no way leads there by IPv${family}`;
  const known = CAUSES.get(code);
  if (known !== undefined) return known;
  const shown = /^\w{1,60}$/.test(code) ? ` (${code})` : '';
  return CERTIFICATE.test(code) ? `the TLS certificate is not trusted${shown}` : `no connection${shown}`;
}

/** Why an answer with this HTTP status does not count; null for the only one that does. */
export function statusWords(status: number): string | null {
  if (status === 200) return null;
  if (status >= 300 && status < 400) return `it leads elsewhere, which is not followed (HTTP ${status})`;
  return status === 407 ? 'the proxy asks for a name and password' : `it failed (HTTP ${status})`;
}
