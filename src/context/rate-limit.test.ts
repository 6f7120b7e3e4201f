import { describe, expect, it } from 'vitest';
import { WhitelistError } from '#core/errors/errors.ts';
import { createRateLimit } from './rate-limit.ts';

function rateOf(perMinute: number | null) {
  let time = 0;
  const rate = createRateLimit(perMinute, () => new Date(time));
  return { ...rate, pass: (ms: number) => (time += ms) };
}

it('lets as many changes begin in a minute as it says, and tells when the next may', () => {
  const { consume, check, pass } = rateOf(2);
  consume();
  pass(10_000);
  consume();
  pass(20_000);
  expect(check).toThrow(/rate_limit_per_minute allows 2 in a minute/);
  expect(consume).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  try {
    consume();
  } catch (error) {
    expect(JSON.stringify((error as { details: object }).details)).toContain('in 30 s');
  }
  pass(30_000);
  consume();
  expect(consume).toThrow();
});

it('does not count what only looked', () => {
  const { consume, check } = rateOf(1);
  for (let i = 0; i < 5; i++) check();
  consume();
  expect(check).toThrow();
});

it('without a limit counts nothing', () => {
  const { consume } = rateOf(null);
  for (let i = 0; i < 1000; i++) consume();
});

describe('several groups at once', () => {
  const thrown = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (error instanceof WhitelistError) return error.report();
    }
    throw new Error('nothing of ours was thrown');
  };

  it('count as one each: all of them are let begin, or none', () => {
    const { consume, check } = rateOf(5);
    consume(3);
    check(2);
    expect(() => check(3)).toThrow(/allows 5 in a minute/);
    expect(() => consume(3)).toThrow();
    consume(2);
    expect(check).toThrow();
    expect(() => check(0)).not.toThrow();
  });

  it('may begin once enough of the earlier ones are a minute old, and no earlier', () => {
    const { consume, check, pass } = rateOf(4);
    consume();
    pass(10_000);
    consume(2);
    pass(5_000);
    consume();
    const waits = [1, 2, 3, 4].map((count) => thrown(() => check(count)).guidance.join());
    expect(waits.map((words) => /in (\d+) s/.exec(words)?.[1])).toEqual(['45', '55', '55', '60']);
    pass(54_999);
    expect(() => check(2)).toThrow();
    pass(1);
    check(3);
    expect(() => check(4)).toThrow();
  });

  it('that are more than the limit are told that no waiting helps', () => {
    const { consume, check } = rateOf(2);
    for (const report of [thrown(() => check(3)), thrown(() => consume(3))]) {
      expect(report).toMatchObject({ code: 'rate_limited', retryable: false, outcome: 'not_done' });
      expect(report.message).toMatch(/rate_limit_per_minute allows 2 in a minute.*3 security groups/);
      expect(report.guidance.join()).toMatch(/waiting does not help: name fewer groups per call, 2 at most/);
    }
    // Nothing of it was counted.
    consume(2);
  });

  it('without a limit are let begin, however many', () => {
    const { consume, check } = rateOf(null);
    consume(1_000);
    check(1_000);
  });
});
