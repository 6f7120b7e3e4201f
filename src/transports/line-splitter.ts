import { createHeadScanner, type HeadScanner, type MessageHead } from './message-head.ts';

/** One line of input without its end; `tooLong` is one that was over the limit and is gone but for its head. */
export type Line =
  | { readonly text: string }
  | ({ readonly text?: undefined; readonly tooLong: true } & MessageHead)
  | { readonly text?: undefined; readonly notUtf8: true };

export interface LineSplitter {
  /** The lines that this chunk completes. */
  push(chunk: Buffer): Line[];
  /** What is left when the input ends without a line end; null for nothing. */
  end(): Line | null;
}

const NEWLINE = 0x0a;

/**
 * Cuts a byte stream into lines and never holds more than one line of the greatest length: of a longer one
 * only the head is found as it passes by, and the line after it is served.
 *
 * @param limit - Greatest length of a line in bytes, its end not counted.
 */
export function createLineSplitter(limit: number): LineSplitter {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let parts: Buffer[] = [];
  let size = 0;
  /** Of a line that is too long. */
  let scanner: HeadScanner | null = null;

  const keep = (part: Buffer) => {
    size += part.length;
    if (size <= limit) {
      if (part.length > 0) parts.push(part);
      return;
    }
    scanner ??= createHeadScanner();
    for (const earlier of [...parts, part]) scanner.push(earlier);
    parts = [];
  };
  const take = (): Line => {
    const line = Buffer.concat(parts, scanner ? 0 : size);
    const head = scanner?.end();
    parts = [];
    size = 0;
    scanner = null;
    if (head) return { tooLong: true, ...head };
    try {
      return { text: decoder.decode(line) };
    } catch {
      return { notUtf8: true };
    }
  };
  return {
    push(chunk) {
      const lines: Line[] = [];
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
        keep(chunk.subarray(from, end));
        lines.push(take());
        from = end + 1;
      }
      keep(chunk.subarray(from));
      return lines;
    },
    end: () => (size === 0 ? null : take()),
  };
}
