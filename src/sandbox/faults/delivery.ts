import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '#sandbox/respond.ts';

/** An answer and the way it takes to the client. */
export interface Delivery {
  readonly reply: Reply;
  /** The server's time, as the client is told it. */
  readonly date: Date;
  /** Cuts the connection in the place of an answer. */
  readonly cut?: true;
  /** Says nothing for so long; `Infinity`: until the client goes. Milliseconds. */
  readonly silence?: number;
  /** Lets one byte out in so much time: milliseconds. */
  readonly drip?: number;
  /** No further request is taken on this connection. */
  readonly last?: boolean;
}

/** Answers, or does what the fault is in its place. Ends with the answer, or with the client. */
export async function deliver(
  response: ServerResponse,
  { reply, date, cut, silence = 0, drip, last }: Delivery,
  gone: Promise<void>,
): Promise<void> {
  if (cut) return void response.socket?.destroy();
  if (silence === Infinity) return gone;
  // Not held up by the client's going away: there is nothing more to do for it then.
  if (silence > 0) await Promise.race([sleep(silence, undefined, { ref: false }), gone]);
  if (response.destroyed) return;
  const body = Buffer.from(reply.body);
  response.writeHead(reply.status, {
    ...reply.headers,
    'content-type': reply.type,
    'content-length': body.length,
    ...(reply.isUnnamed !== true && { 'x-amzn-requestid': reply.requestId }),
    // SDKs measure their clock against this header, so it has to tell the sandbox's time.
    date: date.toUTCString(),
    ...(last && { connection: 'close' }),
  });
  if (drip === undefined) return void response.end(body);
  for (const byte of body) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await sleep(drip, undefined, { ref: false });
  }
  response.end();
}
