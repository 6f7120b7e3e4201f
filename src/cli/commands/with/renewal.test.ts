import { describe, expect, it } from 'vitest';
import { createFakeClock } from '#test/support/harness/fake-clock.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { startRenewal } from './renewal.ts';

const MINUTE = 60_000;
const HALF = 5 * MINUTE;

/** A grant of ten minutes whose renewals end as the list says; then they go well. */
function kept(outcomes: readonly ('done' | 'denied')[] = []) {
  const clock = createFakeClock();
  const said: string[] = [];
  const at: number[] = [];
  const left = [...outcomes];
  const renew = async () => {
    at.push(clock.wall());
    if (left.shift() === 'denied') throw new WhitelistError('access_denied', 'Access Denied: no.');
    return `T${at.length}`;
  };
  const reporter = {
    info: (text: string) => void said.push(text),
    warn: (text: string) => void said.push(`! ${text}`),
  };
  const { stop, end } = startRenewal({ minutes: 10, end: 'T0' }, renew, { clock, reporter });
  return { clock, said, at, stop, end };
}

describe('[with.renewed] a grant, while its command runs', () => {
  it('is renewed at half of its time, over and over', async () => {
    const { clock, at, end, stop, said } = kept();
    await clock.advance(HALF - 1);
    expect(at).toEqual([]);
    expect(end()).toBe('T0');
    await clock.advance(1);
    expect(at).toEqual([HALF]);
    await clock.advance(2 * HALF);
    expect(at).toEqual([HALF, 2 * HALF, 3 * HALF]);
    expect(end()).toBe('T3');
    await stop();
    await clock.advance(10 * HALF);
    expect(at).toHaveLength(3);
    expect(said).toEqual([]);
  });

  it('that is not renewed is tried again four times as often, and told once', async () => {
    const { clock, at, end, stop, said } = kept(['denied', 'denied', 'done', 'denied']);
    await clock.advance(HALF * 1.5);
    expect(at).toEqual([HALF, HALF * 1.25, HALF * 1.5]);
    expect(said).toEqual([
      '! Not renewed: Access Denied: no. It is tried again while the command runs; as it is, access ends at T0.',
      'Renewed again, until T3.',
    ]);
    expect(end()).toBe('T3');
    await clock.advance(HALF);
    expect(said[2]).toBe(
      '! Not renewed: Access Denied: no. It is tried again while the command runs; as it is, access ends at T3.',
    );
    await stop();
  });

  it('is renewed soon after a sleep of the machine that was longer', async () => {
    const { clock, at, stop } = kept();
    await clock.advance(MINUTE);
    clock.suspendMachine(60 * MINUTE);
    await clock.advance(15_000);
    expect(at).toEqual([61 * MINUTE + 15_000]);
    await stop();
  });

  it('is not renewed any more once it stops, which waits for what is under way', async () => {
    const clock = createFakeClock();
    let [go, isDone] = [() => {}, false];
    const renew = () => new Promise<string>((resolve) => (go = () => resolve('T1')));
    const reporter = { info: () => {}, warn: () => {} };
    const { stop } = startRenewal({ minutes: 10, end: 'T0' }, renew, { clock, reporter });
    await clock.advance(HALF);
    const stopped = stop().then(() => (isDone = true));
    await clock.advance(0);
    expect(isDone).toBe(false);
    go();
    await stopped;
  });
});
