import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLedger, type Ledger, MOST_WAITING } from './ledger.ts';
import { approvalQuestion, callOf, codeQuestion, credentialsQuestion } from './test-kit.ts';

const never = new AbortController().signal;
let ledger: Ledger;
let emptied: string[];

beforeEach(() => {
  vi.useFakeTimers();
  emptied = [];
  ledger = createLedger({ lifetime: 1_000, now: () => new Date(), emptied: (why) => emptied.push(why) });
});
afterEach(() => void vi.useRealTimers());

const idOf = (call: string): string => ledger.waiting().find((one) => one.call === call)?.id ?? '';

describe('what waits', () => {
  it('is answered under its id, told once, then gone', () => {
    ledger.put('a', credentialsQuestion());
    expect(ledger.take('a')).toBeNull();
    expect(ledger.answer(idOf('a'), { kind: 'declined' })).toBe(true);
    expect(ledger.waiting()).toEqual([]);
    expect(ledger.take('a')).toEqual({ kind: 'declined' });
    expect(ledger.take('a')).toBeNull();
    expect(emptied).toEqual(['answered']);
  });

  it('is not answered under another id, nor twice', () => {
    ledger.put('a', credentialsQuestion());
    const id = idOf('a');
    expect(ledger.answer('a', { kind: 'declined' })).toBe(false);
    ledger.answer(id, { kind: 'declined' });
    expect(ledger.answer(id, { kind: 'opened' })).toBe(false);
    expect(ledger.take('a')).toEqual({ kind: 'declined' });
  });

  it('is no more than a person can look through; one answered makes room', () => {
    for (let i = 0; i < MOST_WAITING; i++) expect(ledger.put(`call ${i}`, credentialsQuestion())).toBe(true);
    expect(ledger.put('one more', codeQuestion())).toBe(false);
    expect(ledger.put('call 7', codeQuestion())).toBe(true);
    expect(ledger.waiting()).toHaveLength(MOST_WAITING);
    ledger.answer(idOf('call 7'), { kind: 'declined' });
    expect(ledger.put('one more', codeQuestion())).toBe(true);
  });

  it('ends by itself, each on its own time', () => {
    ledger.put('a', credentialsQuestion());
    vi.advanceTimersByTime(500);
    ledger.put('b', credentialsQuestion());
    vi.advanceTimersByTime(500);
    expect(ledger.waiting().map(({ call }) => call)).toEqual(['b']);
    expect(emptied).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(emptied).toEqual(['ended']);
  });

  it('keeps its id when the same is asked again, and its time starts anew', () => {
    ledger.put('a', credentialsQuestion());
    const id = idOf('a');
    vi.advanceTimersByTime(900);
    const verify = vi.fn();
    ledger.put('a', credentialsQuestion({ verify }));
    vi.advanceTimersByTime(900);
    expect(ledger.waiting()).toMatchObject([{ id, question: { verify } }]);
  });

  it.each([
    ['another call', credentialsQuestion({ call: callOf('198.51.100.1') })],
    ['other profiles', credentialsQuestion({ profiles: [] })],
    ['a region that is needed', credentialsQuestion({ regionNeeded: true })],
    ['another kind', codeQuestion()],
  ])('gets a new id with %s, since that was not shown', (_, question) => {
    ledger.put('a', credentialsQuestion());
    const id = idOf('a');
    ledger.put('a', question);
    expect(idOf('a')).not.toBe(id);
    expect(ledger.answer(id, { kind: 'declined' })).toBe(false);
    expect(ledger.waiting()).toHaveLength(1);
  });

  it('leaves no earlier answer in force when it is asked again', () => {
    ledger.put('a', credentialsQuestion());
    ledger.answer(idOf('a'), { kind: 'declined' });
    ledger.put('a', credentialsQuestion());
    expect(ledger.take('a')).toBeNull();
  });
});

describe('an approval', () => {
  const approved = { kind: 'approved', plan: 'plan-1' } as const;
  const approve = (): void => {
    ledger.put('a', approvalQuestion());
    ledger.answer(idOf('a'), approved);
  };
  const heldFromNow = () => ({ ...approved, until: Date.now() + 3_000 });

  it('is held three times as long as anything else, and no longer', () => {
    approve();
    const held = heldFromNow();
    vi.advanceTimersByTime(2_999);
    expect(ledger.take('a')).toEqual(held);
    approve();
    vi.advanceTimersByTime(3_000);
    expect(ledger.take('a')).toBeNull();
  });

  it('is told once, is waited for, and is gone when its call asks anew or all is cleared', async () => {
    approve();
    expect(await ledger.answered('a', 0, never)).toBe(true);
    expect([ledger.take('a'), ledger.take('a')]).toEqual([heldFromNow(), null]);
    approve();
    ledger.put('a', approvalQuestion());
    expect(ledger.take('a')).toBeNull();
    approve();
    ledger.clear();
    expect(ledger.take('a')).toBeNull();
  });

  it('that was declined, and keys, are held no longer than the rest', () => {
    ledger.put('a', approvalQuestion());
    ledger.answer(idOf('a'), { kind: 'declined' });
    ledger.put('b', credentialsQuestion());
    ledger.answer(idOf('b'), { kind: 'given', access: { kind: 'profile', profile: 'dev', region: null } });
    vi.advanceTimersByTime(1_000);
    expect([ledger.take('a'), ledger.take('b')]).toEqual([null, null]);
  });

  it('has a new id where another change is asked for by the same call, since that was not shown', () => {
    ledger.put('a', approvalQuestion());
    const id = idOf('a');
    ledger.put('a', approvalQuestion());
    expect(idOf('a')).toBe(id);
    ledger.put('a', approvalQuestion({ plan: 'plan-2' }));
    expect(idOf('a')).not.toBe(id);
    expect(ledger.answer(id, approved)).toBe(false);
  });
});

describe('an answer', () => {
  it('is held for its own call, and no longer than its time', () => {
    ledger.put('a', credentialsQuestion());
    ledger.answer(idOf('a'), { kind: 'declined' });
    expect(ledger.take('b')).toBeNull();
    vi.advanceTimersByTime(1_000);
    expect(ledger.take('a')).toBeNull();
  });

  it('is waited for by any number at once', async () => {
    ledger.put('a', credentialsQuestion());
    const waiting = [ledger.answered('a', 900, never), ledger.answered('a', Infinity, never)];
    ledger.answer(idOf('a'), { kind: 'declined' });
    expect(await Promise.all(waiting)).toEqual([true, true]);
    expect(await ledger.answered('a', 0, AbortSignal.abort())).toBe(true);
  });

  it('is waited for no longer than the limit', async () => {
    ledger.put('a', credentialsQuestion());
    const waiting = ledger.answered('a', 300, never);
    vi.advanceTimersByTime(300);
    expect(await waiting).toBe(false);
    expect(await ledger.answered('a', 0, never)).toBe(false);
  });

  it('is waited for no longer than the question', async () => {
    ledger.put('a', credentialsQuestion());
    const waiting = ledger.answered('a', Infinity, never);
    vi.advanceTimersByTime(1_000);
    expect(await waiting).toBe(false);
    expect(await ledger.answered('a', 1_000, never)).toBe(false);
  });

  it('is waited for until the signal, which is let go of afterwards', async () => {
    const controller = new AbortController();
    const letGo = vi.spyOn(controller.signal, 'removeEventListener');
    ledger.put('a', credentialsQuestion());
    const waiting = ledger.answered('a', 900, controller.signal);
    controller.abort();
    expect(await waiting).toBe(false);
    expect(letGo).toHaveBeenCalledOnce();
    expect(await ledger.answered('a', 900, controller.signal)).toBe(false);
  });

  it('comes no more once all is cleared or the question was dropped; no timer is left', async () => {
    ledger.put('a', credentialsQuestion());
    ledger.put('b', credentialsQuestion());
    const waiting = [ledger.answered('a', 900, never), ledger.answered('b', 900, never)];
    ledger.drop('b');
    expect(await waiting[1]).toBe(false);
    ledger.clear();
    expect(await waiting[0]).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
    expect(emptied).toEqual([]);
  });
});
