import type { IncomingMessage } from 'node:http';
import { request, type Agent } from 'node:https';
import type { Family } from '#core/network/address.ts';
import type { IpSource } from '#core/public-ip/ip-source.ts';
import { MAX_ANSWER_BYTES, readAnswer, type AnswerReading } from '#core/public-ip/read-answer.ts';
import { failureWords, statusWords } from './failures.ts';
import type { Proxy } from './proxy.ts';

export interface Question {
  readonly source: IpSource;
  readonly family: Family;
  /** Null: the source is asked without one. */
  readonly proxy: Proxy | null;
  /** Certificate authorities in place of Node's own, as PEM. */
  readonly authorities: string | undefined;
}

const none = (why: string): AnswerReading => ({ address: null, why });

/**
 * Asks one source over one socket of its own, made by this family alone; a proxy makes its own way. Whatever goes
 * wrong is an answer without an address.
 *
 * @param signal - Its end is the end of waiting, with its reason as the words for why there is no answer.
 */
export async function ask(question: Question, signal: AbortSignal): Promise<AnswerReading> {
  const { proxy } = question;
  try {
    const agent = proxy === null ? false : await proxy.agent(signal);
    const reading = await exchange(question, agent, signal);
    return reading.address === null && proxy ? through(proxy, reading) : reading;
  } catch {
    // The error may repeat the proxy's password.
    return none(proxy ? 'the proxy in the environment is none that can be used here' : 'it cannot be asked');
  }
}

const through = ({ shown }: Proxy, { why }: AnswerReading): AnswerReading =>
  none(`${why ?? ''}, through the proxy ${shown}`);

function exchange(
  { source, family, authorities }: Question,
  agent: Agent | false,
  signal: AbortSignal,
): Promise<AnswerReading> {
  return new Promise((resolve) => {
    const asked = request(source.url, {
      family,
      agent,
      signal,
      // No variable of the environment makes an unknown certificate good enough.
      rejectUnauthorized: true,
      ...(authorities !== undefined && { ca: authorities }),
      headers: { accept: 'text/plain', 'user-agent': 'awswhitelist', connection: 'close' },
    });
    const end = (reading: AnswerReading) => {
      signal.removeEventListener('abort', stop);
      resolve(reading);
      asked.destroy();
    };
    // A request that has no socket yet tells nobody that it was destroyed.
    const stop = () => end(none(String(signal.reason)));
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    asked.on('error', (error) => end(none(failureWords(error, family))));
    asked.on('response', (response) => {
      const refused = statusWords(response.statusCode ?? 0);
      if (refused === null) read(response, family, end);
      else end(none(refused));
    });
    if (!signal.aborted) asked.end();
  });
}

/** Takes no more of a body than an address can need. */
function read(response: IncomingMessage, family: Family, end: (reading: AnswerReading) => void): void {
  let body = '';
  // One character for each byte; an address has none beyond ASCII.
  response.setEncoding('latin1');
  response.on('data', (text: string) => {
    body += text;
    if (body.length > MAX_ANSWER_BYTES) end(readAnswer(body, family));
  });
  response.on('end', () => end(readAnswer(body, family)));
  response.on('error', (error) => end(none(failureWords(error, family))));
}
