import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/server';
import { createJsonRpcConnection, type JsonRpcConnectionOptions } from './json-rpc-connection.ts';
import { createLineSplitter } from './line-splitter.ts';

export interface StdioTransportOptions extends Pick<
  JsonRpcConnectionOptions,
  'rawMethods' | 'onDropped' | 'redact'
> {
  readonly input: Readable;
  readonly output: Writable;
  /** Greatest length of one line in bytes. */
  readonly maxLineBytes: number;
  /** Whether whoever started the process is gone. Default: never. */
  readonly isOrphan?: (() => boolean) | undefined;
}

/** A transport that knows its end. */
export interface StdioTransport extends Transport {
  /**
   * Resolves once the input has ended and all of it is answered or nobody is left to answer to, or once nobody reads
   * the output any more.
   */
  readonly finished: Promise<void>;
}

/** How often to look for the parent while calls are under way after the input's end. */
const ORPHAN_CHECK_INTERVAL_MS = 250;

/** Standard input and output as the SDK wants them; in between, a JsonRpcConnection that lets only good messages through. */
export function createStdioTransport(options: StdioTransportOptions): StdioTransport {
  const { input, output, maxLineBytes, isOrphan = () => false, rawMethods, onDropped, redact } = options;
  const splitter = createLineSplitter(maxLineBytes);
  let hasEnded = false;
  let isClosed = false;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));

  const connection = createJsonRpcConnection({
    write(value) {
      if (!isClosed) output.write(`${JSON.stringify(value)}\n`);
    },
    deliver: (message) => transport.onmessage?.(message),
    rawMethods,
    onDropped,
    redact,
    onIdle() {
      if (hasEnded) finish();
    },
  });
  const onData = (chunk: Buffer) => {
    for (const line of splitter.push(chunk)) connection.receive(line);
  };
  const onEnd = () => {
    if (hasEnded) return;
    const last = splitter.end();
    if (last !== null) connection.receive(last);
    hasEnded = true;
    if (connection.countPending() === 0) return finish();
    // Of a host that was killed this end is all that is seen: a pipe tells of its reader only when written to.
    const orphanCheck = setInterval(() => isOrphan() && finish(), ORPHAN_CHECK_INTERVAL_MS);
    void finished.then(() => clearInterval(orphanCheck));
  };
  const transport: StdioTransport = {
    finished,
    start() {
      input.on('data', onData);
      input.once('end', onEnd);
      input.once('close', onEnd);
      // A reader or writer that has gone away is an end, not a failure.
      input.once('error', onEnd);
      output.once('error', finish);
      return Promise.resolve();
    },
    send(message) {
      connection.send(message);
      return Promise.resolve();
    },
    close() {
      if (isClosed) return Promise.resolve();
      isClosed = true;
      input.off('data', onData);
      connection.close();
      transport.onclose?.();
      finish();
      return Promise.resolve();
    },
  };
  return transport;
}
