import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRetryStrategy, MAX_ATTEMPTS, type RetryStrategy } from './retries.ts';

const THROTTLED = { errorType: 'THROTTLING', error: new Error('RequestLimitExceeded') };
const CUT = { errorType: 'TRANSIENT', error: Object.assign(new Error('cut'), { code: 'ECONNRESET' }) };
const answered = (name: string, httpStatusCode: number, more: object = {}) => ({
  errorType: 'CLIENT_ERROR',
  error: Object.assign(new Error(name), { name, $metadata: { httpStatusCode }, ...more }),
});

type Failed = Parameters<RetryStrategy['refreshRetryTokenForRetry']>[1];

/** The waits before the attempts after the first, until there is none. */
async function waits(retries: RetryStrategy, failed: Failed): Promise<number[]> {
  const found: number[] = [];
  let token = await retries.acquireInitialRetryToken();
  for (;;) {
    const next = await retries.refreshRetryTokenForRetry(token, failed).catch(() => null);
    if (next === null) return found;
    expect(next.getRetryCount()).toBe(found.length + 1);
    found.push(next.getRetryDelay());
    token = next;
  }
}

describe('the waits between attempts', () => {
  it('have full jitter: anything from none to twice the last bound', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (chance) => {
        const random = () => chance;
        const floor = (bounds: readonly number[]) => bounds.map((bound) => Math.floor(bound * chance));
        expect(await waits(createRetryStrategy({ random }), CUT)).toEqual(floor([100, 200, 400]));
        expect(await waits(createRetryStrategy({ random }), THROTTLED)).toEqual(floor([1_000, 2_000, 4_000]));
      }),
    );
  });

  it('are drawn anew for each', async () => {
    const draws = [0.5, 0.25, 0.75];
    const random = () => draws.shift() ?? 0;
    expect(await waits(createRetryStrategy({ random }), CUT)).toEqual([50, 50, 300]);
  });

  it('follow AWS where it says when to come back, within reason', async () => {
    const random = () => 0.5;
    const hint = (ms: number) => ({ ...THROTTLED, retryAfterHint: new Date(Date.now() + ms) });
    const first = async (failed: Failed) => (await waits(createRetryStrategy({ random }), failed))[0];
    expect(await first(hint(2_000))).toBeGreaterThan(1_800);
    expect(await first(hint(600_000))).toBe(5_500);
    expect(await first(hint(-600_000))).toBe(500);
  });

  it('fit into the time of a call, at their longest', async () => {
    const longest = await waits(createRetryStrategy({ random: () => 0.999_999 }), THROTTLED);
    expect(longest).toHaveLength(MAX_ATTEMPTS - 1);
    expect(longest.reduce((a, b) => a + b, 0)).toBeLessThan(30_000 / 3);
  });
});

describe('what is repeated', () => {
  it.each([
    ['a failure of AWS with an unknown code', answered('Novel', 599, { $fault: 'server' })],
    ['a page with status 200', answered('SyntaxError', 200)],
    ['an answer without content', answered('Error', 200)],
  ])('%s', async (_what, failed) => {
    expect(await waits(createRetryStrategy(), failed)).toHaveLength(MAX_ATTEMPTS - 1);
  });

  it.each([
    ['a refusal', answered('UnauthorizedOperation', 403, { $fault: 'client' })],
    ['a refusal with an unknown code', answered('Novel', 400, { $fault: 'client' })],
    ["a proxy's refusal", answered('SyntaxError', 407)],
    [
      'an end that was wished for',
      { errorType: 'CLIENT_ERROR', error: new DOMException('over', 'AbortError') },
    ],
    [
      'a mistake of our own',
      { errorType: 'CLIENT_ERROR', error: new TypeError('undefined is not a function') },
    ],
    ['nothing known', { errorType: 'CLIENT_ERROR' }],
  ])('not %s', async (_what, failed) => {
    expect(await waits(createRetryStrategy(), failed)).toEqual([]);
  });
});

describe('the budget', () => {
  it('is one for all calls: their number does not multiply the load', async () => {
    const retries = createRetryStrategy({ now: () => 0 });
    const all = await Promise.all(Array.from({ length: 100 }, () => waits(retries, CUT)));
    expect(all.flat()).toHaveLength(20);
  });

  it('comes back with time, up to what it was', async () => {
    let now = 0;
    const retries = createRetryStrategy({ now: () => now });
    const spent = async () =>
      (await Promise.all(Array.from({ length: 100 }, () => waits(retries, CUT)))).flat().length;
    expect(await spent()).toBe(20);
    expect(await spent()).toBe(0);
    now = 5_500;
    expect(await spent()).toBe(5);
    now = 1_000_000;
    expect(await spent()).toBe(20);
  });
});

describe('a clock that the SDK has just corrected', () => {
  const corrected = (name: string, httpStatusCode: number) => ({
    errorType: 'TRANSIENT',
    error: Object.assign(new Error(name), {
      name,
      $fault: 'client',
      $metadata: { httpStatusCode, clockSkewCorrected: true },
    }),
  });

  it.each(['RequestExpired', 'SignatureDoesNotMatch', 'AuthFailure'])(
    'is why %s is repeated, out of no budget',
    async (code) => {
      const retries = createRetryStrategy({ random: () => 0, now: () => 0 });
      for (let call = 0; call < 30; call += 1)
        expect(await waits(retries, corrected(code, 400))).toHaveLength(MAX_ATTEMPTS - 1);
      expect(await waits(retries, CUT)).toHaveLength(MAX_ATTEMPTS - 1);
    },
  );

  it.each(['AccessDenied', 'UnauthorizedOperation', 'InvalidPermission.Duplicate'])(
    'does not bring another answer than %s',
    async (code) => {
      expect(await waits(createRetryStrategy(), corrected(code, 403))).toEqual([]);
    },
  );

  it("leaves a server's failure what it is", async () => {
    expect(await waits(createRetryStrategy(), corrected('InternalFailure', 500))).toHaveLength(
      MAX_ATTEMPTS - 1,
    );
  });
});
