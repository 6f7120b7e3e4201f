import { afterAll, describe, expect, it } from 'vitest';
import { roundsOf } from '#test/support/harness/test-size.ts';
import { startSandbox, type SandboxRequest } from '#sandbox/index.ts';
import { createGate, createRequest, startWire, type Wire } from '#test/support/wire/wire.ts';
import { describeAnything } from './anything.ts';
import { describeEnds } from './ends.ts';
import { describeThousands } from './thousands.ts';

const CHECK = { security_group_id: 'sg-123456', ip_address: '198.51.100.24', port: 22 };
const HUNG = { ...CHECK, security_group_id: 'sg-0123abcd' };

const check = (id: unknown, args: object = CHECK) =>
  createRequest(id, 'tools/call', { name: 'whitelist_check', arguments: args });
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** Milliseconds to the answer of each of 200 requests that are sent together. */
async function latencies(wire: Wire, name: string): Promise<number[]> {
  const ids = Array.from({ length: 200 }, (_, i) => `${name}-${i}`);
  const began = performance.now();
  wire.writeMessages(...ids.map((id) => check(id)));
  return Promise.all(
    ids.map(async (id) => {
      const { result } = await wire.answerTo(id);
      const took = performance.now() - began;
      expect(result).toMatchObject({ structuredContent: { allowed: true } });
      return took;
    }),
  );
}

// It takes its 30 seconds, so the other tests of this file come in between.
describe('a call that AWS lets hang', () => {
  const cleanUp: (() => Promise<unknown>)[] = [];
  afterAll(() => Promise.all(cleanUp.map((step) => step())));
  let over: Promise<{ answer: Awaited<ReturnType<Wire['answerTo']>>; seconds: number }>;

  it('leaves 200 others their usual latency', async () => {
    const arrived = createGate();
    const sandbox = await startSandbox({
      onRequest: ({ params }: SandboxRequest) => {
        if (params.get('GroupId.1') !== HUNG.security_group_id) return;
        arrived.open();
        return new Promise<void>(() => {});
      },
    });
    const wire = startWire([], sandbox.environment());
    cleanUp.push(
      () => wire.kill(),
      () => sandbox.close(),
    );
    await wire.handshake('2025-11-25');
    await latencies(wire, 'warm-up');
    const without = await latencies(wire, 'first');
    const began = performance.now();
    wire.writeMessages(check('hung', HUNG));
    over = wire.answerTo('hung').then((answer) => ({ answer, seconds: (performance.now() - began) / 1000 }));
    await arrived.opened;
    const beside = [...(await latencies(wire, 'second')), ...(await latencies(wire, 'third'))];
    expect(wire.lines.some((line) => 'id' in line && line.id === 'hung')).toBe(false);
    // Whoever waited for the hung call would need a hundred times as long.
    expect(median(beside) / median(without)).toBeLessThan(20);
    expect(Math.max(...beside) / Math.max(...without)).toBeLessThan(20);
  });

  describe('meanwhile', () => {
    // All of them have an answer within the limit of a call, 30 s, also where each takes 15 ms.
    describeThousands(roundsOf({ full: 1500, short: 600 }));
    describeEnds();
    describeAnything(roundsOf({ full: 120, short: 25 }));
  });

  it('ends at its limit, and says so', async () => {
    const { answer, seconds } = await over;
    expect(seconds).toBeGreaterThan(29);
    expect(seconds).toBeLessThan(35);
    expect(answer.result).toMatchObject({
      isError: true,
      _meta: { 'awswhitelist/error': { code: 'timeout', outcome: 'not_done' } },
    });
  });
});
