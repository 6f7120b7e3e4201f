import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProgressListeners } from './progress.ts';

type Params = Record<string, unknown>;

function listener(token: unknown = 'token') {
  const notified: Params[] = [];
  const { onProgress, onStep } = createProgressListeners(token, ({ method, params }) => {
    expect(method).toBe('notifications/progress');
    notified.push(params);
  });
  return { told: notified, onProgress: onProgress ?? null, onStep: onStep ?? null };
}

const GROUPS = { total: 3, what: 'groups' };
const own = ({ progressToken: _, ...rest }: Params) => rest;

describe('[progress.told] progress', () => {
  it('of steps: how many of how many, and no requests between', () => {
    const { told: notified, onProgress, onStep } = listener(7);
    for (const done of [0, 1, 2, 3]) {
      onStep?.({ done, ...GROUPS });
      onProgress?.('ec2:X');
    }
    expect(notified).toEqual(
      [0, 1, 2, 3].map((n) => ({ progressToken: 7, progress: n, total: 3, message: `${n} of 3 groups` })),
    );
  });

  it('of requests, until there are steps: these go on from there', () => {
    const { told: notified, onProgress, onStep } = listener();
    onProgress?.('ec2:A');
    onProgress?.('ec2:B');
    onStep?.({ done: 0, ...GROUPS });
    onStep?.({ done: 1, ...GROUPS });
    onStep?.({ done: 3, ...GROUPS });
    expect(notified.map(own)).toEqual([
      { progress: 1, message: 'ec2:A answered' },
      { progress: 2, message: 'ec2:B answered' },
      { progress: 3, total: 6, message: '0 of 3 groups' },
      { progress: 4, total: 6, message: '1 of 3 groups' },
      { progress: 6, total: 6, message: '3 of 3 groups' },
    ]);
  });

  it('of one thing alone is that of its requests', () => {
    const { told: notified, onProgress, onStep } = listener();
    onStep?.({ done: 0, total: 1, what: 'groups' });
    onProgress?.('ec2:A');
    onStep?.({ done: 1, total: 1, what: 'groups' });
    expect(notified.map(own)).toEqual([{ progress: 1, message: 'ec2:A answered' }]);
  });

  it('only grows and never passes its total, in whatever order it is told', () => {
    const step = fc
      .tuple(fc.nat(6), fc.integer({ min: 1, max: 6 }))
      .map(([done, total]) => ({ done: Math.min(done, total), total, what: 'groups' }));
    fc.assert(
      fc.property(fc.array(fc.option(step), { maxLength: 40 }), (events) => {
        const { told: notified, onProgress, onStep } = listener();
        for (const event of events) void (event === null ? onProgress?.('ec2:A') : onStep?.(event));
        let last = -1;
        for (const { progress, total = Infinity } of notified as { progress: number; total?: number }[]) {
          expect(progress).toBeGreaterThan(last);
          expect(progress).toBeLessThanOrEqual(total);
          last = progress;
        }
      }),
    );
  });

  it.each([undefined, null, 1.5, {}, []])('is not told to what is no token: %j', (token) => {
    expect(createProgressListeners(token, () => expect.unreachable())).toEqual({});
  });
});
