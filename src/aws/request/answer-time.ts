import { pipeline, Readable, Transform } from 'node:stream';
import type { AwsClock } from './aws-clock.ts';

/** AWS sets one of these in its answers; a proxy that answers instead has a clock of its own. */
const REQUEST_ID_HEADERS = ['x-amzn-requestid', 'x-amzn-request-id', 'x-amz-request-id'];

/** Some endpoints that speak AWS's protocol write the id into the body alone. */
const REQUEST_ID_TAG = /<request_?id>/i;
const LONGEST_TAG = '<request_id>'.length;

/** An answer as it arrives; its body may be replaced. */
interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  body?: unknown;
}

/** Takes the time of an answer that is AWS's: one with a request id in its headers, else in its body. */
export function observeAnswerTime(answer: Answer, clock: Pick<AwsClock, 'observe'>): void {
  const accept = clock.observe(answer.headers['date'] ?? '');
  if (accept === null) return;
  if (REQUEST_ID_HEADERS.some((name) => answer.headers[name] !== undefined)) accept();
  else if (answer.body instanceof Readable) answer.body = watchForRequestId(answer.body, accept);
}

/** The same stream, which calls back at the first request id in it. */
function watchForRequestId(body: Readable, onFound: () => void): Readable {
  let end = '';
  let isFound = false;
  const watched = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!isFound) {
        const text = end + chunk.toString('latin1');
        isFound = REQUEST_ID_TAG.test(text);
        end = text.slice(1 - LONGEST_TAG);
        if (isFound) onFound();
      }
      done(null, chunk);
    },
  });
  // Whoever reads the result gets the failures too.
  return pipeline(body, watched, () => {});
}
