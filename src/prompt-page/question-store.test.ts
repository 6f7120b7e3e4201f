import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQuestionStore, type QuestionStore, MAX_WAITING } from './question-store.ts';
import {
  createApprovalQuestion,
  createCall,
  createCodeQuestion,
  createCredentialsQuestion,
} from '#test/support/prompt-page/form-requests.ts';

const never = new AbortController().signal;
let store: QuestionStore;
let emptied: string[];

beforeEach(() => {
  vi.useFakeTimers();
  emptied = [];
  store = createQuestionStore({
    lifetime: 1_000,
    now: () => new Date(),
    onEmpty: (why) => emptied.push(why),
  });
});
afterEach(() => void vi.useRealTimers());

const idOf = (call: string): string => store.waiting().find((one) => one.call === call)?.id ?? '';

describe('what waits', () => {
  it('is answered under its id, told once, then gone', () => {
    store.add('a', createCredentialsQuestion());
    expect(store.takeAnswer('a')).toBeNull();
    expect(store.answer(idOf('a'), { kind: 'declined' })).toBe(true);
    expect(store.waiting()).toEqual([]);
    expect(store.takeAnswer('a')).toEqual({ kind: 'declined' });
    expect(store.takeAnswer('a')).toBeNull();
    expect(emptied).toEqual(['answered']);
  });

  it('is not answered under another id, nor twice', () => {
    store.add('a', createCredentialsQuestion());
    const id = idOf('a');
    expect(store.answer('a', { kind: 'declined' })).toBe(false);
    store.answer(id, { kind: 'declined' });
    expect(store.answer(id, { kind: 'opened' })).toBe(false);
    expect(store.takeAnswer('a')).toEqual({ kind: 'declined' });
  });

  it('is no more than a person can look through; one answered makes room', () => {
    for (let i = 0; i < MAX_WAITING; i++)
      expect(store.add(`call ${i}`, createCredentialsQuestion())).not.toBeNull();
    expect(store.add('one more', createCodeQuestion())).toBeNull();
    expect(store.add('call 7', createCodeQuestion())).not.toBeNull();
    expect(store.waiting()).toHaveLength(MAX_WAITING);
    store.answer(idOf('call 7'), { kind: 'declined' });
    expect(store.add('one more', createCodeQuestion())).not.toBeNull();
  });

  it('ends by itself, each on its own time', () => {
    store.add('a', createCredentialsQuestion());
    vi.advanceTimersByTime(500);
    store.add('b', createCredentialsQuestion());
    vi.advanceTimersByTime(500);
    expect(store.waiting().map(({ call }) => call)).toEqual(['b']);
    expect(emptied).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(emptied).toEqual(['ended']);
  });

  it('keeps its id when the same is asked again, and its time starts anew', () => {
    store.add('a', createCredentialsQuestion());
    const id = idOf('a');
    vi.advanceTimersByTime(900);
    const verify = vi.fn();
    store.add('a', createCredentialsQuestion({ verify }));
    vi.advanceTimersByTime(900);
    expect(store.waiting()).toMatchObject([{ id, question: { verify } }]);
  });

  it.each([
    ['another call', createCredentialsQuestion({ call: createCall('198.51.100.1') })],
    ['other profiles', createCredentialsQuestion({ profiles: [] })],
    ['a region that is needed', createCredentialsQuestion({ regionNeeded: true })],
    ['another kind', createCodeQuestion()],
  ])('gets a new id with %s, since that was not shown', (_, question) => {
    store.add('a', createCredentialsQuestion());
    const id = idOf('a');
    store.add('a', question);
    expect(idOf('a')).not.toBe(id);
    expect(store.answer(id, { kind: 'declined' })).toBe(false);
    expect(store.waiting()).toHaveLength(1);
  });

  it('leaves no earlier answer in force when it is asked again', () => {
    store.add('a', createCredentialsQuestion());
    store.answer(idOf('a'), { kind: 'declined' });
    store.add('a', createCredentialsQuestion());
    expect(store.takeAnswer('a')).toBeNull();
  });
});

describe('an approval', () => {
  const approved = { kind: 'approved', plan: 'plan-1' } as const;
  const approve = (): void => {
    store.add('a', createApprovalQuestion());
    store.answer(idOf('a'), approved);
  };
  const heldFromNow = () => ({ ...approved, until: Date.now() + 1_000 });

  it('is held as long as a question waits, and no longer', () => {
    approve();
    const held = heldFromNow();
    vi.advanceTimersByTime(999);
    expect(store.takeAnswer('a')).toEqual(held);
    approve();
    vi.advanceTimersByTime(1_000);
    expect(store.takeAnswer('a')).toBeNull();
  });

  it('is told once, is waited for, and is gone when its call asks anew or all is cleared', async () => {
    approve();
    expect(await store.waitForAnswer('a', 0, never)).toBe(true);
    expect([store.takeAnswer('a'), store.takeAnswer('a')]).toEqual([heldFromNow(), null]);
    approve();
    store.add('a', createApprovalQuestion());
    expect(store.takeAnswer('a')).toBeNull();
    approve();
    store.clear();
    expect(store.takeAnswer('a')).toBeNull();
  });

  it('that was declined, and keys, are held no longer than the rest', () => {
    store.add('a', createApprovalQuestion());
    store.answer(idOf('a'), { kind: 'declined' });
    store.add('b', createCredentialsQuestion());
    store.answer(idOf('b'), { kind: 'given', access: { kind: 'profile', profile: 'dev', region: null } });
    vi.advanceTimersByTime(1_000);
    expect([store.takeAnswer('a'), store.takeAnswer('b')]).toEqual([null, null]);
  });

  it('has a new id where another change is asked for by the same call, since that was not shown', () => {
    store.add('a', createApprovalQuestion());
    const id = idOf('a');
    store.add('a', createApprovalQuestion());
    expect(idOf('a')).toBe(id);
    store.add('a', createApprovalQuestion({ plan: 'plan-2' }));
    expect(idOf('a')).not.toBe(id);
    expect(store.answer(id, approved)).toBe(false);
  });
});

describe('an answer', () => {
  it('is held for its own call, and no longer than its time', () => {
    store.add('a', createCredentialsQuestion());
    store.answer(idOf('a'), { kind: 'declined' });
    expect(store.takeAnswer('b')).toBeNull();
    vi.advanceTimersByTime(1_000);
    expect(store.takeAnswer('a')).toBeNull();
  });

  it('is waited for by any number at once', async () => {
    store.add('a', createCredentialsQuestion());
    const waiting = [store.waitForAnswer('a', 900, never), store.waitForAnswer('a', Infinity, never)];
    store.answer(idOf('a'), { kind: 'declined' });
    expect(await Promise.all(waiting)).toEqual([true, true]);
    expect(await store.waitForAnswer('a', 0, AbortSignal.abort())).toBe(true);
  });

  it('is waited for no longer than the limit', async () => {
    store.add('a', createCredentialsQuestion());
    const waiting = store.waitForAnswer('a', 300, never);
    vi.advanceTimersByTime(300);
    expect(await waiting).toBe(false);
    expect(await store.waitForAnswer('a', 0, never)).toBe(false);
  });

  it('is waited for no longer than the question', async () => {
    store.add('a', createCredentialsQuestion());
    const waiting = store.waitForAnswer('a', Infinity, never);
    vi.advanceTimersByTime(1_000);
    expect(await waiting).toBe(false);
    expect(await store.waitForAnswer('a', 1_000, never)).toBe(false);
  });

  it('is waited for until the signal, which is let go of afterwards', async () => {
    const controller = new AbortController();
    const letGo = vi.spyOn(controller.signal, 'removeEventListener');
    store.add('a', createCredentialsQuestion());
    const waiting = store.waitForAnswer('a', 900, controller.signal);
    controller.abort();
    expect(await waiting).toBe(false);
    expect(letGo).toHaveBeenCalledOnce();
    expect(await store.waitForAnswer('a', 900, controller.signal)).toBe(false);
  });

  it('comes no more once all is cleared or the question was dropped; no timer is left', async () => {
    store.add('a', createCredentialsQuestion());
    store.add('b', createCredentialsQuestion());
    const waiting = [store.waitForAnswer('a', 900, never), store.waitForAnswer('b', 900, never)];
    store.remove('b');
    expect(await waiting[1]).toBe(false);
    store.clear();
    expect(await waiting[0]).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
    expect(emptied).toEqual([]);
  });
});
