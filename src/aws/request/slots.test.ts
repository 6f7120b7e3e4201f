import { setImmediate as settled } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createSlots } from './slots.ts';

const { signal: never } = new AbortController();

describe('slots', () => {
  it('lets so many in at once, and the others in the order in which they came', async () => {
    const slots = createSlots(2);
    const entered: number[] = [];
    const places = [0, 1, 2, 3, 4].map(async (i) => {
      const giveBack = await slots.take(never);
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
    const slots = createSlots(1);
    const giveBack = await slots.take(never);
    giveBack();
    giveBack();
    await slots.take(never);
    let entered = false;
    void slots.take(never).then(() => (entered = true));
    await settled();
    expect(entered).toBe(false);
  });

  it('whoever stops waiting takes no place', async () => {
    const slots = createSlots(1);
    const giveBack = await slots.take(never);
    const stop = new AbortController();
    const waiting = slots.take(stop.signal);
    const next = slots.take(never);
    stop.abort();
    await expect(waiting).rejects.toThrow();
    giveBack();
    expect(await next).toBeTypeOf('function');
  });

  it('none is taken for what has ended already', async () => {
    await expect(createSlots(1).take(AbortSignal.abort())).rejects.toThrow();
  });
});
