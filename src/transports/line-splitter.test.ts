import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter, type Line } from './line-splitter.ts';

const LIMIT = 16;

/** Feeds the bytes in pieces cut at these places. */
function split(bytes: Buffer, cuts: readonly number[], limit = LIMIT): Line[] {
  const splitter = createLineSplitter(limit);
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const lines: Line[] = [];
  let from = 0;
  for (const to of [...places, bytes.length]) {
    lines.push(...splitter.push(bytes.subarray(from, to)));
    from = to;
  }
  const last = splitter.end();
  return last === null ? lines : [...lines, last];
}

describe('line splitter', () => {
  it('gives the same lines however the bytes arrive', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 20 }), (texts, cuts) => {
        const bytes = Buffer.from(texts.join('\n'));
        const wanted = texts.join('\n').split('\n');
        const lines = split(bytes, cuts, 1_000).map((line) => line.text);
        expect(lines).toEqual(wanted.at(-1) === '' ? wanted.slice(0, -1) : wanted);
      }),
    );
  });

  it('serves a line of just the greatest length, refuses a longer one, and serves the next', () => {
    const input = ['a'.repeat(LIMIT), 'b'.repeat(LIMIT + 1), 'c'].join('\n');
    const refused = { tooLong: true, id: null, isAnswerDue: true };
    const wanted = [{ text: 'a'.repeat(LIMIT) }, refused, { text: 'c' }];
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), (cuts) => {
        expect(split(Buffer.from(input), cuts)).toEqual(wanted);
      }),
    );
  });

  it('has the id of a line that is too long, and not of the one before', () => {
    const input = ['{"id":1}', `{"id":"two","method":"${'x'.repeat(LIMIT)}"}`, 'y'.repeat(LIMIT + 1)].join(
      '\n',
    );
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), (cuts) => {
        expect(split(Buffer.from(input), cuts)).toEqual([
          { text: '{"id":1}' },
          { tooLong: true, id: 'two', isAnswerDue: true },
          { tooLong: true, id: null, isAnswerDue: true },
        ]);
      }),
    );
  });

  it('tells bytes that are no text', () => {
    expect(split(Buffer.from([0xff, 0x0a, 0x61, 0x0a]), [])).toEqual([{ notUtf8: true }, { text: 'a' }]);
  });

  it('has nothing left after a line end', () => {
    expect(split(Buffer.from('a\n'), [])).toEqual([{ text: 'a' }]);
    expect(split(Buffer.from(''), [])).toEqual([]);
  });
});
