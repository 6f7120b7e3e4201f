import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { WhitelistError } from '#core/errors/errors.ts';
import { redactRandomLooking } from '#core/errors/invalid-input.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import type { Io } from '#cli/terminal/io.ts';
import { usageError } from './command-line.ts';

/** What a person finds it by: its path, or `Standard input`. */
export const inputName = (path: string): string =>
  path === '-' ? 'Standard input' : escapeUnprintable(redactRandomLooking(path), 200);

/** The longest text that is read: bytes. */
const MAX_INPUT_BYTES = 1024 * 1024;

/**
 * The text of a file; `-`: of standard input. UTF-8, or UTF-16 with a mark at its beginning, as Windows writes it.
 *
 * @throws WhitelistError `invalid_input`, `cancelled`
 */
export async function readInput(path: string, io: Io): Promise<string> {
  const name = inputName(path);
  if (path === '-' && io.isInteractive) io.err('Reading from this terminal; Ctrl-D ends the text.\n');
  const bytes = await readBytes(
    path === '-' ? io.input : createReadStream(resolve(io.cwd, path)),
    name,
    io.stop,
  );
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw usageError(`${name} is not text in UTF-8.`, 'Save it as UTF-8 text, CSV or JSON.');
  }
}

async function readBytes(stream: Readable, name: string, stop: AbortSignal): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    const chunks: AsyncIterable<unknown> = addAbortSignal(stop, stream);
    for await (const chunk of chunks) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      parts.push(bytes);
      if ((length += bytes.length) > MAX_INPUT_BYTES) break;
    }
  } catch (error) {
    if (stop.aborted) throw new WhitelistError('cancelled', `Reading was cancelled: ${name}.`);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw usageError(`${name} cannot be read (${code}).`);
  }
  if (length > MAX_INPUT_BYTES)
    throw usageError(`${name} is longer than 1 MiB (${MAX_INPUT_BYTES} bytes), the most that is read.`);
  return Buffer.concat(parts);
}
