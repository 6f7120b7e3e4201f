import { escapeUnprintable } from '#core/text/escape.ts';
import type { CallProgress } from '#tools/definition/context.ts';
import type { Io } from './io.ts';

export interface ProgressBar {
  readonly step: (step: CallProgress) => void;
  /** Leaves nothing of it on the terminal; nothing is drawn any more. */
  readonly end: () => void;
}

/** What is over sooner needs no bar: milliseconds. */
const PATIENCE = 300;

/** Columns: of the bar itself, and of a terminal that does not tell its own. */
const WIDEST = 30;
const NARROWEST = 8;
const USUAL = 80;

/**
 * A bar on standard error for calls of several things, redrawn in place.
 *
 * @param wanted - Whether one may be shown; nor is one where standard error is no terminal.
 * @returns the bar, and the way to write and ask meanwhile: the bar makes room
 */
export function progressBarAt(io: Io, wanted: boolean): { readonly bar: ProgressBar; readonly io: Io } {
  if (!wanted || io.errWidth() === null) return { bar: { step: () => {}, end: () => {} }, io };
  let latest: CallProgress | null = null;
  let drawn = '';
  let timer: NodeJS.Timeout | undefined;
  let [due, asking] = [false, false];
  const erased = () => {
    const blank = drawn === '' ? '' : `\r${' '.repeat(drawn.length)}\r`;
    drawn = '';
    return blank;
  };
  const write = (text: string) => {
    if (text !== '') io.err(text);
  };
  const draw = () => {
    if (!due || asking || latest === null) return;
    const blank = erased();
    drawn = barText(latest, io.errWidth() || USUAL);
    write(blank + drawn);
  };
  const { ask } = io;
  return {
    bar: {
      step(step) {
        if (step.total < 2) return;
        latest = step;
        timer ??= setTimeout(() => {
          due = true;
          draw();
        }, PATIENCE).unref();
        draw();
      },
      end() {
        clearTimeout(timer);
        latest = null;
        write(erased());
      },
    },
    io: {
      ...io,
      err(text) {
        write(erased() + text);
        if (text.endsWith('\n')) draw();
      },
      ask:
        ask &&
        (async (...question) => {
          write(erased());
          asking = true;
          try {
            return await ask(...question);
          } finally {
            asking = false;
            draw();
          }
        }),
    },
  };
}

/** One line that leaves the last column free: some terminals begin a new line once it is written to. */
function barText({ done, total, what }: CallProgress, columns: number): string {
  const count = `${done} of ${total} ${escapeUnprintable(what, WIDEST)}`;
  const room = Math.min(WIDEST, columns - 1 - count.length - '[] '.length);
  const filled = Math.floor((Math.min(done, total) / total) * room);
  const bar = room < NARROWEST ? '' : `[${'#'.repeat(filled)}${'.'.repeat(room - filled)}] `;
  return `${bar}${count}`.slice(0, Math.max(0, columns - 1));
}
