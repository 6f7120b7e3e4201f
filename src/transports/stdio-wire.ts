import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/server';
import { createExchange, type ExchangeOptions } from './exchange.ts';
import { createLineSplitter } from './line-splitter.ts';

export interface WireOptions extends Pick<ExchangeOptions, 'rawMethods' | 'note'> {
  readonly input: Readable;
  readonly output: Writable;
  /** Greatest length of one line in bytes. */
  readonly maxLineBytes: number;
}

/** A transport that knows its end. */
export interface StdioWire extends Transport {
  /** Resolves once the input has ended and all of it is answered, or once nobody reads the output any more. */
  readonly finished: Promise<void>;
}

/** Standard input and output as the SDK wants them; in between, an Exchange that lets only good messages through. */
export function createStdioWire({ input, output, maxLineBytes, rawMethods, note }: WireOptions): StdioWire {
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
    if (exchange.openRequests() === 0) finish();
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
