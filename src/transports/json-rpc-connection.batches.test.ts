import { setImmediate as settled } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  createConnectionHarness,
  createPing,
  createListRequest,
  expectedError,
  expectedErrorWithoutId,
  completeHandshake,
} from '#test/support/harness/connection-harness.ts';

describe('batches', () => {
  it.each([[null], ['2024-11-05'], ['2025-03-26']])('%s: all answers come in one array', async (revision) => {
    const s = createConnectionHarness();
    if (revision !== null) completeHandshake(s, revision);
    s.say([
      createPing('p'),
      createListRequest('l'),
      7,
      { jsonrpc: '2.0', method: 'notifications/initialized' },
    ]);
    expect(s.written).toEqual([]);
    s.exchange.send({ jsonrpc: '2.0', id: 'p', result: {} });
    s.calls[0]?.answer({ result: {} });
    await settled();
    const [answers] = s.written;
    expect(answers).toHaveLength(3);
    expect(answers).toEqual(
      expect.arrayContaining([
        { jsonrpc: '2.0', id: 'p', result: {} },
        { jsonrpc: '2.0', id: 'l', result: {} },
        expectedError(null, -32600),
      ]),
    );
  });

  it.each([
    ['2025-06-18', expectedError(null, -32600)],
    ['2025-11-25', expectedErrorWithoutId(-32600)],
  ])('%s: one clear error, and nothing is carried out', (revision, wanted) => {
    const s = createConnectionHarness();
    completeHandshake(s, revision);
    s.say([createPing(1), createListRequest(2)]);
    expect(s.written).toEqual([wanted]);
    expect(s.calls).toEqual([]);
  });

  it('of notifications alone have no answer', () => {
    const { say, written } = createConnectionHarness();
    say([{ jsonrpc: '2.0', method: 'notifications/initialized' }]);
    expect(written).toEqual([]);
  });

  it('do not wait for a member that was cancelled, or whose id was in use', async () => {
    const { say, calls, written } = createConnectionHarness();
    say(createListRequest('busy'));
    say([createListRequest('a'), createListRequest('b'), createListRequest('busy')]);
    say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'a' } });
    calls[2]?.answer({ result: {} });
    await settled();
    expect(written).toEqual([[{ jsonrpc: '2.0', id: 'b', result: {} }]]);
  });

  it('a handshake inside one is refused', () => {
    const { say, written, delivered } = createConnectionHarness();
    say([{ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }]);
    expect(written).toEqual([[expectedError(1, -32600)]]);
    expect(delivered).toEqual([]);
  });
});
