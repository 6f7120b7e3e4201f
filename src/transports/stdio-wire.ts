import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/server';
import { createExchange, type ExchangeOptions } from './exchange.ts';
import { createLineSplitter } from './line-splitter.ts';

export interface WireOptions extends Pick<ExchangeOptions, 'rawMethods' | 'note' | 'shown'> {
  readonly input: Readable;
  readonly output: Writable;
  /** Greatest length of one line in bytes. */
  readonly maxLineBytes: number;
  /** Whether whoever started the process is gone. Default: never. */
  readonly isOrphan?: (() => boolean) | undefined;
}

/** A transport that knows its end. */
export interface StdioWire extends Transport {
  /**
   * Resolves once the input has ended and all of it is answered or nobody is left to answer to, or once nobody reads
   * the output any more.
   */
  readonly finished: Promise<void>;
}

/** How often to look for the parent while calls are under way after the input's end: milliseconds. */
const ORPHAN_LOOK = 250;

/** Standard input and output as the SDK wants them; in between, an Exchange that lets only good messages through. */
export function createStdioWire(options: WireOptions): StdioWire {
  const { input, output, maxLineBytes, isOrphan = () => false, rawMethods, note, shown } = options;
  const splitter = createLineSplitter(maxLineBytes);
  let ended = false;
  let closed = false;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));

  const exchange = createExchange({
    write(value) {
      if (!closed) output.write(`${JSON.stringify(value)}\n`);
    },
    deliver: (message) => wire.onmessage?.(message),
    rawMethods,
    note,
    shown,
    onIdle() {
      if (ended) finish();
    },
  });
  const onData = (chunk: Buffer) => {
    for (const line of splitter.push(chunk)) exchange.receive(line);
  };
  const onEnd = () => {
    if (ended) return;
    const last = splitter.end();
    if (last !== null) exchange.receive(last);
    ended = true;
    if (exchange.openRequests() === 0) return finish();
    // Of a host that was killed this end is all that is seen: a pipe tells of its reader only when written to.
    const look = setInterval(() => isOrphan() && finish(), ORPHAN_LOOK);
    void finished.then(() => clearInterval(look));
  };
  const wire: StdioWire = {
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
      exchange.send(message);
      return Promise.resolve();
    },
    close() {
      if (closed) return Promise.resolve();
      closed = true;
      input.off('data', onData);
      exchange.abandon();
      wire.onclose?.();
      finish();
      return Promise.resolve();
    },
  };
  return wire;
}
