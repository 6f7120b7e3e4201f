import { closeSync, lstatSync, openSync, readSync } from 'node:fs';

/** Longest config file that is read: bytes. What has no end would be read for ever. */
const MAX_BYTES = 1_048_576;

/**
 * The text of a config file; null where there is none. Throws where there is one that cannot be read, with a `code`: the
 * system's, TOO_LARGE or NOT_UTF8.
 */
export function readConfigText(path: string): string | null {
  const bytes = readBytes(path);
  if (bytes === null) return null;
  // What Windows' own tools write by default.
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw failure('NOT_UTF8');
  }
}

function readBytes(path: string): Buffer | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOTDIR' || (code === 'ENOENT' && !isThere(path))) return null;
    throw error;
  }
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    for (;;) {
      const chunk = Buffer.alloc(65_536);
      const length = readSync(file, chunk, 0, chunk.length, null);
      if (length === 0) return Buffer.concat(chunks);
      total += length;
      if (total > MAX_BYTES) throw failure('TOO_LARGE');
      chunks.push(chunk.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}

/** Whether there is something of this name, even a link that leads to nothing. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

const failure = (code: string): Error => Object.assign(new Error(code), { code });
