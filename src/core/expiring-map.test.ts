import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExpiringMap } from './expiring-map.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('entries that end by themselves', () => {
  let time = 0;
  const ended: string[] = [];
  const make = (maxEntries?: number): ExpiringMap<string> => {
    time = 0;
    ended.length = 0;
    return new ExpiringMap({
      lifetime: 1_000,
      now: () => new Date(time),
      startTimer: (run, milliseconds) => setTimeout(run, milliseconds).unref(),
      onExpired: (value) => ended.push(value),
      ...(maxEntries !== undefined && { maxEntries }),
    });
  };

  it('end with the timer, whatever the clock says', () => {
    const map = make();
    map.set('a', 'A');
    vi.advanceTimersByTime(999);
    expect(map.get('a')).toBe('A');
    vi.advanceTimersByTime(1);
    expect(map.get('a')).toBeNull();
    expect(ended).toEqual(['A']);
  });

  it('end with the clock, though timers stood still', () => {
    const map = make();
    map.set('a', 'A');
    time = 999;
    expect(map.values()).toEqual(['A']);
    time = 1_000;
    expect(map.values()).toEqual([]);
    expect(map.take('a')).toBeNull();
    vi.runAllTimers();
    expect(ended).toEqual(['A']);
  });

  it('begin anew when they are set again, and keep their place', () => {
    const map = make();
    map.set('a', 'A');
    map.set('b', 'B');
    vi.advanceTimersByTime(600);
    map.set('a', 'A2');
    expect(map.values()).toEqual(['A2', 'B']);
    vi.advanceTimersByTime(600);
    expect(map.values()).toEqual(['A2']);
    expect(ended).toEqual(['B']);
  });

  it('are taken once, and forgotten without a word', () => {
    const map = make();
    map.set('a', 'A');
    expect(map.take('a')).toBe('A');
    expect(map.take('a')).toBeNull();
    map.set('b', 'B');
    map.clear();
    vi.runAllTimers();
    expect(ended).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('make room, the oldest first', () => {
    const map = make(2);
    for (const name of ['a', 'b', 'c']) map.set(name, name);
    expect(map.values()).toEqual(['b', 'c']);
  });

  it('end when it is said so for one of them, by the timer and by the clock', () => {
    const map = make();
    map.set('a', 'A', 400);
    map.set('b', 'B', 2_000);
    vi.advanceTimersByTime(400);
    expect(ended).toEqual(['A']);
    time = 1_999;
    expect(map.values()).toEqual(['B']);
    time = 2_000;
    expect(map.get('b')).toBeNull();
  });
});

describe('entries without a timer', () => {
  it('end with the clock, and are let go when the map is next used', () => {
    let time = 0;
    const ended: string[] = [];
    const map = new ExpiringMap<string>({
      lifetime: 1_000,
      now: () => new Date(time),
      onExpired: (value) => ended.push(value),
    });
    map.set('a', 'A');
    expect(vi.getTimerCount()).toBe(0);
    time = 1_000;
    expect(ended).toEqual([]);
    expect(map.get('b')).toBeNull();
    expect(ended).toEqual(['A']);
  });
});
