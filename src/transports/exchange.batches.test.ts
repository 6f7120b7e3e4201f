import { setImmediate as settled } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { stage, ping, list, error, withoutId, shakeHands } from '#test/support/exchange-stage.ts';

describe('batches', () => {
  it.each([[null], ['2024-11-05'], ['2025-03-26']])('%s: all answers come in one array', async (revision) => {
    const s = stage();
    if (revision !== null) shakeHands(s, revision);
    s.say([ping('p'), list('l'), 7, { jsonrpc: '2.0', method: 'notifications/initialized' }]);
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
        error(null, -32600),
      ]),
    );
  });

  it.each([
    ['2025-06-18', error(null, -32600)],
    ['2025-11-25', withoutId(-32600)],
  ])('%s: one clear error, and nothing is carried out', (revision, wanted) => {
    const s = stage();
    shakeHands(s, revision);
    s.say([ping(1), list(2)]);
    expect(s.written).toEqual([wanted]);
    expect(s.calls).toEqual([]);
  });

  it('of notifications alone have no answer', () => {
    const { say, written } = stage();
    say([{ jsonrpc: '2.0', method: 'notifications/initialized' }]);
    expect(written).toEqual([]);
  });

  it('do not wait for a member that was cancelled, or whose id was in use', async () => {
    const { say, calls, written } = stage();
    say(list('busy'));
    say([list('a'), list('b'), list('busy')]);
    say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'a' } });
    calls[2]?.answer({ result: {} });
    await settled();
    expect(written).toEqual([[{ jsonrpc: '2.0', id: 'b', result: {} }]]);
  });

  it('a handshake inside one is refused', () => {
    const { say, written, delivered } = stage();
    say([{ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }]);
    expect(written).toEqual([[error(1, -32600)]]);
    expect(delivered).toEqual([]);
  });
});
