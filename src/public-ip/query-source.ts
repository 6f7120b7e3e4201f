import type { IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import type { Family } from '#core/network/address.ts';
import type { IpSource } from '#core/public-ip/ip-source.ts';
import { type AnswerReading, MAX_ANSWER_BYTES, readAnswer } from '#core/public-ip/read-answer.ts';
import type { Proxy } from './proxy.ts';

export interface SourceQuery {
  readonly source: IpSource;
  readonly family: Family;
  /** Null: the source is asked without one. */
  readonly proxy: Proxy | null;
  /** Certificate authorities in place of Node's own, as PEM. */
  readonly authorities: string | undefined;
}

const noAddress = (why: string): AnswerReading => ({ address: null, why });

/**
 * Asks one source over one socket of its own, made by this family alone; a proxy makes its own way. Whatever goes
 * wrong is an answer without an address.
 *
 * @param signal - Its end is the end of waiting, with its reason as the words for why there is no answer.
 */
export async function querySource(question: SourceQuery, signal: AbortSignal): Promise<AnswerReading> {
  const { proxy } = question;
  try {
    const agent = proxy === null ? false : await proxy.agent(signal);
    const reading = await sendRequest(question, agent, signal);
    return reading.address === null && proxy ? viaProxy(proxy, reading) : reading;
  } catch {
    // The error may repeat the proxy's password.
    return noAddress(
      proxy ? 'the proxy in the environment is none that can be used here' : 'it cannot be asked',
    );
  }
}

const viaProxy = ({ label }: Proxy, { why }: AnswerReading): AnswerReading =>
  noAddress(`${why ?? ''}, through the proxy ${label}`);

function sendRequest(
  { source, family, authorities }: SourceQuery,
  agent: Agent | false,
  signal: AbortSignal,
): Promise<AnswerReading> {
  return new Promise((resolve) => {
    const outgoing = request(source.url, {
      family,
      agent,
      signal,
      // No variable of the environment makes an unknown certificate good enough.
      rejectUnauthorized: true,
      ...(authorities !== undefined && { ca: authorities }),
      headers: { accept: 'text/plain', 'user-agent': 'awswhitelist', connection: 'close' },
    });
    const finish = (reading: AnswerReading) => {
      signal.removeEventListener('abort', onAbort);
      resolve(reading);
      outgoing.destroy();
    };
    // A request that has no socket yet tells nobody that it was destroyed.
    const onAbort = () => finish(noAddress(String(signal.reason)));
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    outgoing.on('error', (error) => finish(noAddress(describeFailure(error, family))));
    outgoing.on('response', (response) => {
      const statusProblem = describeStatus(response.statusCode ?? 0);
      if (statusProblem === null) readBody(response, family, finish);
      else finish(noAddress(statusProblem));
    });
    if (!signal.aborted) outgoing.end();
  });
}

/** Takes no more of a body than an address can need. */
function readBody(response: IncomingMessage, family: Family, end: (reading: AnswerReading) => void): void {
  let body = '';
  // One character for each byte; an address has none beyond ASCII.
  response.setEncoding('latin1');
  response.on('data', (text: string) => {
    body += text;
    if (body.length > MAX_ANSWER_BYTES) end(readAnswer(body, family));
  });
  response.on('end', () => end(readAnswer(body, family)));
  response.on('error', (error) => end(noAddress(describeFailure(error, family))));
}

// Names of Node's system errors (errno) and of DNS.
const CAUSE_BY_CODE = new Map([
  ['ENOTFOUND', 'the host name does not resolve (DNS)'],
  ['ENODATA', 'the host name does not resolve (DNS)'],
  ['EAI_AGAIN', 'the host name could not be looked up (DNS)'],
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection was cut'],
  ['EPIPE', 'the connection was cut'],
  ['ETIMEDOUT', 'there was no answer'],
]);

const NO_ROUTE_CODES = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'];

// The names of OpenSSL's verification errors, as Node gives them: `CERT_HAS_EXPIRED`, `DEPTH_ZERO_SELF_SIGNED_CERT` …
const CERTIFICATE = /CERT|SIGNATURE|ALTNAME/;

/** Why no answer came, by an error's code alone: its message may repeat a proxy's password. */
function describeFailure(error: unknown, family: Family): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (NO_ROUTE_CODES.includes(code)) return `no way leads there by IPv${family}`;
  const known = CAUSE_BY_CODE.get(code);
  if (known !== undefined) return known;
  const codeText = /^\w{1,60}$/.test(code) ? ` (${code})` : '';
  return CERTIFICATE.test(code)
    ? `the TLS certificate is not trusted${codeText}`
    : `no connection${codeText}`;
}

/** Why an answer with this HTTP status does not count; null for the only one that does. */
function describeStatus(status: number): string | null {
  if (status === 200) return null;
  if (status >= 300 && status < 400) return `it leads elsewhere, which is not followed (HTTP ${status})`;
  return status === 407 ? 'the proxy asks for a name and password' : `it failed (HTTP ${status})`;
}
