import { describe, expect, it } from 'vitest';
import { observeAnswerTime } from './answer-time.ts';
import { createAwsClock } from './aws-clock.ts';

const DATE = 'Mon, 23 Nov 2026 18:02:07 GMT';
const ID = { 'x-amzn-requestid': 'req-42' };

/** A clock of AWS's on a machine whose two clocks go as the test says. */
function machine() {
  const at = { steady: 5_000, wall: Date.parse('2031-01-01T00:00:00Z') };
  const clock = createAwsClock({ steady: () => at.steady, wall: () => at.wall });
  return {
    ...clock,
    told: (date: string, id: Record<string, string> = ID) =>
      observeAnswerTime({ headers: { ...id, date } }, clock),
    time: () => clock.read()?.toISOString() ?? null,
    pass(steady: number, wall = steady) {
      at.steady += steady;
      at.wall += wall;
    },
  };
}

describe("AWS's time", () => {
  it('is not known before the first answer', () => {
    expect(machine().time()).toBeNull();
  });

  it("is what the last answer said, and what has gone by since; this machine's own plays no part", () => {
    const on = machine();
    on.told(DATE);
    expect(on.time()).toBe('2026-11-23T18:02:07.000Z');
    on.pass(90_500);
    expect(on.time()).toBe('2026-11-23T18:03:37.500Z');
    on.told('Mon, 23 Nov 2026 18:03:36 GMT');
    expect(on.time()).toBe('2026-11-23T18:03:36.000Z');
  });

  it.each([
    ['the machine slept', 10, 3_600_000],
    ['somebody set its clock forward', 60_000, 62_001],
    ['somebody set its clock back', 60_000, 57_999],
  ])('is not known once %s, until the next answer', (_why, steady, wall) => {
    const on = machine();
    on.told(DATE);
    on.pass(steady, wall);
    expect(on.time()).toBeNull();
    on.told(DATE);
    expect(on.time()).toBe('2026-11-23T18:02:07.000Z');
  });

  it.each([62_000, 58_000])('is known while the clocks differ by two seconds at most', (wall) => {
    const on = machine();
    on.told(DATE);
    on.pass(60_000, wall);
    expect(on.time()).toBe('2026-11-23T18:03:07.000Z');
  });

  it.each([
    '',
    '1',
    '2026-11-23T18:02:07Z',
    'Monday, 23-Nov-26 18:02:07 GMT',
    'Mon, 99 Xyz 2026 99:02:07 GMT',
  ])('is not taken from %o', (date) => {
    const on = machine();
    on.told(date);
    expect(on.time()).toBeNull();
    on.told(DATE);
    on.told(date);
    expect(on.time()).toBe('2026-11-23T18:02:07.000Z');
  });

  it('is not taken from an answer that is not named as those of AWS are', () => {
    const on = machine();
    on.told(DATE, { via: '1.1 proxy' });
    expect(on.time()).toBeNull();
    for (const name of ['x-amzn-requestid', 'x-amzn-request-id', 'x-amz-request-id']) {
      const other = machine();
      other.told(DATE, { [name]: 'req-1' });
      expect(other.time()).toBe('2026-11-23T18:02:07.000Z');
    }
  });

  it('is being asked for until the last question has ended', async () => {
    const clock = createAwsClock();
    expect(clock.pendingQuery()).toBeNull();
    const first = clock.trackQuery(Promise.resolve('first'));
    expect(clock.pendingQuery()).toBe(first);
    const second = clock.trackQuery(Promise.resolve('second'));
    expect(clock.pendingQuery()).toBe(second);
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
    expect(clock.pendingQuery()).toBeNull();
  });
});
