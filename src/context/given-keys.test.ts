import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGivenKeys } from './given-keys.ts';

const GIVEN = { kind: 'profile', profile: 'dev', region: null } as const;
const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what was given for a call that lacks a code', () => {
  it('is kept for that call, and taken once', () => {
    const keys = createGivenKeys(() => new Date());
    keys.keep('one', GIVEN);
    expect(keys.take('another')).toBeNull();
    expect(keys.get('one')).toBe(GIVEN);
    expect(keys.take('one')).toBe(GIVEN);
    expect(keys.take('one')).toBeNull();
  });

  it('is gone after five minutes, however often it was taken and kept again', () => {
    const keys = createGivenKeys(() => new Date());
    keys.keep('one', GIVEN);
    for (let minute = 0; minute < 4; minute += 1) {
      vi.advanceTimersByTime(MINUTE);
      const given = keys.take('one');
      expect(given).toBe(GIVEN);
      keys.keep('one', GIVEN);
    }
    vi.advanceTimersByTime(MINUTE);
    expect(keys.take('one')).toBeNull();
    expect(() => keys.get('one')).toThrow('What you gave before is no longer held.');
  });

  it('is gone after five minutes of sleep, in which no timer runs', () => {
    let time = 0;
    const keys = createGivenKeys(() => new Date(time));
    keys.keep('one', GIVEN);
    time = 5 * MINUTE;
    expect(() => keys.get('one')).toThrow('no longer held');
    expect(keys.take('one')).toBeNull();
  });
});
