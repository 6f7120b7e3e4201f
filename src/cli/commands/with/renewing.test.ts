import { describe, expect, it } from 'vitest';
import { fakeClock } from '#test/support/fake-clock.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { renewing } from './renewing.ts';

const MINUTE = 60_000;
const HALF = 5 * MINUTE;

/** A grant of ten minutes whose renewals end as the list says; then they go well. */
function kept(outcomes: readonly ('done' | 'denied')[] = []) {
  const clock = fakeClock();
  const said: string[] = [];
  const at: number[] = [];
  const left = [...outcomes];
  const renew = async () => {
    at.push(clock.wall());
    if (left.shift() === 'denied') throw new WhitelistError('access_denied', 'Access Denied: no.');
    return `T${at.length}`;
  };
  const voice = {
    tell: (text: string) => void said.push(text),
    warn: (text: string) => void said.push(`! ${text}`),
  };
  const { stop, end } = renewing({ minutes: 10, end: 'T0' }, renew, { clock, voice });
  return { clock, said, at, stop, end };
}

describe('[with.renewed] a grant, while its command runs', () => {
  it('is renewed at half of its time, over and over', async () => {
    const { clock, at, end, stop, said } = kept();
    await clock.pass(HALF - 1);
    expect(at).toEqual([]);
    expect(end()).toBe('T0');
    await clock.pass(1);
    expect(at).toEqual([HALF]);
    await clock.pass(2 * HALF);
    expect(at).toEqual([HALF, 2 * HALF, 3 * HALF]);
    expect(end()).toBe('T3');
    await stop();
    await clock.pass(10 * HALF);
    expect(at).toHaveLength(3);
    expect(said).toEqual([]);
  });

  it('that is not renewed is tried again four times as often, and told once', async () => {
    const { clock, at, end, stop, said } = kept(['denied', 'denied', 'done', 'denied']);
    await clock.pass(HALF * 1.5);
    expect(at).toEqual([HALF, HALF * 1.25, HALF * 1.5]);
    expect(said).toEqual([
      '! Not renewed: Access Denied: no. It is tried again while the command runs; as it is, access ends at T0.',
      'Renewed again, until T3.',
    ]);
    expect(end()).toBe('T3');
    await clock.pass(HALF);
    expect(said[2]).toBe(
      '! Not renewed: Access Denied: no. It is tried again while the command runs; as it is, access ends at T3.',
    );
    await stop();
  });

  it('is renewed soon after a sleep of the machine that was longer', async () => {
    const { clock, at, stop } = kept();
    await clock.pass(MINUTE);
    clock.sleep(60 * MINUTE);
    await clock.pass(15_000);
    expect(at).toEqual([61 * MINUTE + 15_000]);
    await stop();
  });

  it('is not renewed any more once it stops, which waits for what is under way', async () => {
    const clock = fakeClock();
    let [go, isDone] = [() => {}, false];
    const renew = () => new Promise<string>((resolve) => (go = () => resolve('T1')));
    const voice = { tell: () => {}, warn: () => {} };
    const { stop } = renewing({ minutes: 10, end: 'T0' }, renew, { clock, voice });
    await clock.pass(HALF);
    const stopped = stop().then(() => (isDone = true));
    await clock.pass(0);
    expect(isDone).toBe(false);
    go();
    await stopped;
  });
});
