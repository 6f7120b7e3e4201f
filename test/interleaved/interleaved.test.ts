import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { roundsOf } from '#test/support/harness/test-size.ts';
import { anyPlan } from './plan.ts';
import { runPlan, type RunStatistics } from './run-plan.ts';

/** `npm run interleave -- --runs N --seed S` sets both. */
const {
  AWSWHITELIST_INTERLEAVE_RUNS: RUNS = String(roundsOf({ full: 20, short: 8 })),
  AWSWHITELIST_INTERLEAVE_SEED: SEED = '20261123',
} = process.env;

const START = new Date('2026-11-23T18:00:20Z');

/** Milliseconds, on a busy machine. */
const LONGEST_RUN = 5_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'], now: START }));
afterEach(() => void vi.useRealTimers());

it(
  '[grant.interleaved] whoever is let in stays so, but for the stated window; foreign rules stay; repeating converges',
  async () => {
    const ran: RunStatistics[] = [];
    const property = fc.asyncProperty(anyPlan, async (plan) => {
      vi.setSystemTime(START);
      ran.push(await runPlan(plan));
    });
    await fc.assert(property, { numRuns: Number(RUNS), seed: Number(SEED) });
    expect(ran).toHaveLength(Number(RUNS));
    // What was to be looked at did happen: with fewer requests, nobody would meet anybody.
    const requests = ran.reduce((sum, one) => sum + one.requests, 0);
    expect(requests).toBeGreaterThan(Number(RUNS) * 15);
  },
  Number(RUNS) * LONGEST_RUN,
);
