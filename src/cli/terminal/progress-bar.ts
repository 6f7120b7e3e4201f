import { escapeUnprintable } from '#core/text/escape.ts';
import type { CallProgress } from '#tools/definition/context.ts';
import type { Io } from './io.ts';

export interface ProgressBar {
  readonly step: (step: CallProgress) => void;
  /** Leaves nothing of it on the terminal; nothing is drawn any more. */
  readonly end: () => void;
}

/** What is over sooner needs no bar. */
const SHOW_AFTER_MS = 300;

/** Columns: of the bar itself, and of a terminal that does not tell its own. */
const MAX_BAR_COLUMNS = 30;
const MIN_BAR_COLUMNS = 8;
const DEFAULT_TERMINAL_COLUMNS = 80;

/**
 * A bar on standard error for calls of several things, redrawn in place.
 *
 * @param isWanted - Whether one may be shown; nor is one where standard error is no terminal.
 * @returns the bar, and the way to write and ask meanwhile: the bar makes room
 */
export function createProgressBar(io: Io, isWanted: boolean): { readonly bar: ProgressBar; readonly io: Io } {
  if (!isWanted || io.errWidth() === null) return { bar: { step: () => {}, end: () => {} }, io };
  let latest: CallProgress | null = null;
  let drawn = '';
  let timer: NodeJS.Timeout | undefined;
  let [isDue, isAsking] = [false, false];
  const erase = () => {
    const blank = drawn === '' ? '' : `\r${' '.repeat(drawn.length)}\r`;
    drawn = '';
    return blank;
  };
  const write = (text: string) => {
    if (text !== '') io.err(text);
  };
  const draw = () => {
    if (!isDue || isAsking || latest === null) return;
    const blank = erase();
    drawn = formatBar(latest, io.errWidth() || DEFAULT_TERMINAL_COLUMNS);
    write(blank + drawn);
  };
  const { ask } = io;
  return {
    bar: {
      step(step) {
        if (step.total < 2) return;
        latest = step;
        timer ??= setTimeout(() => {
          isDue = true;
          draw();
        }, SHOW_AFTER_MS).unref();
        draw();
      },
      end() {
        clearTimeout(timer);
        latest = null;
        write(erase());
      },
    },
    io: {
      ...io,
      err(text) {
        write(erase() + text);
        if (text.endsWith('\n')) draw();
      },
      ask:
        ask &&
        (async (...question) => {
          write(erase());
          isAsking = true;
          try {
            return await ask(...question);
          } finally {
            isAsking = false;
            draw();
          }
        }),
    },
  };
}

/** One line that leaves the last column free: some terminals begin a new line once it is written to. */
function formatBar({ done, total, what }: CallProgress, columns: number): string {
  const count = `${done} of ${total} ${escapeUnprintable(what, MAX_BAR_COLUMNS)}`;
  const room = Math.min(MAX_BAR_COLUMNS, columns - 1 - count.length - '[] '.length);
  const filled = Math.floor((Math.min(done, total) / total) * room);
  const bar = room < MIN_BAR_COLUMNS ? '' : `[${'#'.repeat(filled)}${'.'.repeat(room - filled)}] `;
  return `${bar}${count}`.slice(0, Math.max(0, columns - 1));
}
