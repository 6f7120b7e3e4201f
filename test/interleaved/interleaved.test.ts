import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { anyPlan } from './plan.ts';
import { runPlan, type Ran } from './run.ts';

const RUNS = Number(process.env['AWSWHITELIST_INTERLEAVED_RUNS'] ?? 25);
const SEED = Number(process.env['AWSWHITELIST_INTERLEAVED_SEED'] ?? 20261123);

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['Date', 'performance'], now: new Date('2026-11-23T18:00:20Z') }),
);
afterEach(() => void vi.useRealTimers());

it('clients', async () => {
  const ran: Ran[] = [];
  await fc.assert(
    fc.asyncProperty(anyPlan, async (plan) => {
      vi.setSystemTime(new Date('2026-11-23T18:00:20Z'));
      ran.push(await runPlan(plan));
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: process.env['NOSHRINK'] === '1' },
  );
  const losses = ran.flatMap((one) => one.losses);
  console.log(
    RUNS,
    ran.reduce((sum, { requests }) => sum + requests, 0),
    losses.join(' '),
  );
  expect(ran).toHaveLength(RUNS);
}, 3_600_000);
