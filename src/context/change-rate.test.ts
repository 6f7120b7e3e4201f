import { expect, it } from 'vitest';
import { createChangeRate } from './change-rate.ts';

function rateOf(perMinute: number | null) {
  let time = 0;
  const rate = createChangeRate(perMinute, () => new Date(time));
  return { ...rate, pass: (ms: number) => (time += ms) };
}

it('lets as many changes begin in a minute as it says, and tells when the next may', () => {
  const { begin, check, pass } = rateOf(2);
  begin();
  pass(10_000);
  begin();
  pass(20_000);
  expect(check).toThrow(/rate_limit_per_minute allows 2 in a minute/);
  expect(begin).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  try {
    begin();
  } catch (error) {
    expect(JSON.stringify((error as { details: object }).details)).toContain('in 30 s');
  }
  pass(30_000);
  begin();
  expect(begin).toThrow();
});

it('does not count what only looked', () => {
  const { begin, check } = rateOf(1);
  for (let i = 0; i < 5; i++) check();
  begin();
  expect(check).toThrow();
});

it('without a limit counts nothing', () => {
  const { begin } = rateOf(null);
  for (let i = 0; i < 1000; i++) begin();
});
