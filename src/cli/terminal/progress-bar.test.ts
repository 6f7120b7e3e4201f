import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Io } from './io.ts';
import { createProgressBar } from './progress-bar.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What a terminal shows of what was written to it: no control character but those that a bar needs. */
function screen(written: string): string {
  const lines: string[] = [''];
  let column = 0;
  for (const c of written) {
    if (c === '\r') column = 0;
    else if (c === '\n') [column] = [lines.push('') && 0];
    else {
      const line = lines.pop() ?? '';
      lines.push(line.slice(0, column).padEnd(column) + c + line.slice(column + 1));
      column += 1;
    }
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

function open({
  columns = 80,
  wanted = true,
  ask = null,
}: { columns?: number | null; wanted?: boolean; ask?: Io['ask'] } = {}) {
  let [written, out, width] = ['', '', columns];
  const io = {
    err: (text: string) => void (written += text),
    out: (text: string) => void (out += text),
    errWidth: () => width,
    ask,
  } as Io;
  const made = createProgressBar(io, wanted);
  const step = (done: number, total = 4, what = 'groups') => made.bar.step({ done, total, what });
  return {
    ...made,
    step,
    resize: (to: number) => (width = to),
    written: () => written,
    shown: () => screen(written),
    out: () => out,
  };
}

describe('[progress.bar] the bar', () => {
  it('comes after a moment, moves in place, and leaves nothing', () => {
    const { step, bar, shown, written, out } = open();
    step(0);
    vi.advanceTimersByTime(299);
    expect(written()).toBe('');
    vi.advanceTimersByTime(1);
    expect(shown()).toBe('[..............................] 0 of 4 groups');
    step(1);
    expect(shown()).toBe('[#######.......................] 1 of 4 groups');
    step(4);
    expect(shown()).toBe('[##############################] 4 of 4 groups');
    bar.end();
    expect(shown()).toBe('');
    expect(written()).not.toContain('\n');
    expect(out()).toBe('');
  });

  it('shows at its moment what was told last, and nothing once it is over', () => {
    const slow = open();
    slow.step(0);
    slow.step(2);
    expect(slow.written()).toBe('');
    vi.advanceTimersByTime(300);
    expect(slow.shown()).toContain('2 of 4');
    const quick = open();
    quick.step(0);
    quick.bar.end();
    vi.advanceTimersByTime(1_000);
    expect(quick.written()).toBe('');
  });

  it.each([
    ['one thing alone', {}, 1],
    ['where it is not wanted', { wanted: false }, 4],
    ['where standard error is no terminal', { columns: null }, 4],
  ])('does not come for %s', (_, options, total) => {
    const { step, bar, written } = open(options);
    step(0, total);
    vi.advanceTimersByTime(1_000);
    step(1, total);
    bar.end();
    expect(written()).toBe('');
  });

  it('fits into every width, with the last column free', () => {
    for (let columns = 1; columns <= 120; columns += 1) {
      const { step, shown, bar } = open({ columns });
      step(0, 1000);
      vi.advanceTimersByTime(300);
      step(999, 1000, `security\tgroups\n${'x'.repeat(100)}`);
      expect(shown().length).toBeLessThan(Math.max(columns, 1));
      expect(shown()).not.toContain('\n');
      bar.end();
      expect(shown()).toBe('');
    }
    const narrow = open({ columns: 16 });
    narrow.step(3);
    vi.advanceTimersByTime(300);
    expect(narrow.shown()).toBe('3 of 4 groups');
    narrow.resize(60);
    narrow.step(4);
    expect(narrow.shown()).toBe('[##############################] 4 of 4 groups');
    const unknown = open({ columns: 0 });
    unknown.step(4);
    vi.advanceTimersByTime(300);
    expect(unknown.shown()).toBe('[##############################] 4 of 4 groups');
  });

  it('makes room for what is written meanwhile', () => {
    const { step, bar, io, shown } = open();
    step(1);
    vi.advanceTimersByTime(300);
    io.err('WARNING one\n');
    expect(shown()).toBe('WARNING one\n[#######.......................] 1 of 4 groups');
    io.err('half ');
    io.err('a line\n');
    bar.end();
    io.err('Error: x\n');
    expect(shown()).toBe('WARNING one\nhalf a line\nError: x\n');
  });

  it('is not in the way of a question', async () => {
    let answer = (_: string | null) => {};
    const asked: string[] = [];
    const { step, io, shown } = open({
      ask: (prompt) => {
        asked.push(prompt);
        return new Promise((resolve) => (answer = resolve));
      },
    });
    step(1);
    vi.advanceTimersByTime(300);
    const asking = io.ask?.('Yes? ', new AbortController().signal);
    step(2);
    expect(shown()).toBe('');
    answer('yes');
    expect(await asking).toBe('yes');
    expect(asked).toEqual(['Yes? ']);
    expect(shown()).toContain('2 of 4 groups');
  });

  it('asks nobody where nobody is there', () => {
    expect(open().io.ask).toBeNull();
  });
});
