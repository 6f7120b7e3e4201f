import { setImmediate as settled } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createSemaphore } from './semaphore.ts';

const { signal: never } = new AbortController();

describe('slots', () => {
  it('lets so many in at once, and the others in the order in which they came', async () => {
    const slots = createSemaphore(2);
    const entered: number[] = [];
    const places = [0, 1, 2, 3, 4].map(async (i) => {
      const giveBack = await slots.acquire(never);
      entered.push(i);
      return giveBack;
    });
    await settled();
    expect(entered).toEqual([0, 1]);
    for (const place of places) {
      (await place)();
      await settled();
    }
    expect(entered).toEqual([0, 1, 2, 3, 4]);
  });

  it('a place given back twice is given once', async () => {
    const slots = createSemaphore(1);
    const giveBack = await slots.acquire(never);
    giveBack();
    giveBack();
    await slots.acquire(never);
    let entered = false;
    void slots.acquire(never).then(() => (entered = true));
    await settled();
    expect(entered).toBe(false);
  });

  it('whoever stops waiting takes no place', async () => {
    const slots = createSemaphore(1);
    const giveBack = await slots.acquire(never);
    const stop = new AbortController();
    const waiting = slots.acquire(stop.signal);
    const next = slots.acquire(never);
    stop.abort();
    await expect(waiting).rejects.toThrow();
    giveBack();
    expect(await next).toBeTypeOf('function');
  });

  it('none is taken for what has ended already', async () => {
    await expect(createSemaphore(1).acquire(AbortSignal.abort())).rejects.toThrow();
  });
});
