import { describe, expect, it } from 'vitest';
import { WhitelistError, type ErrorCode } from '#core/errors/errors.ts';
import { getCached, getOrOpen, type OpenedSession, type SessionCache } from './session-cache.ts';

const START = Date.parse('2026-03-01T12:00:00Z');
const identity = { arn: 'arn:aws:sts::123456789012:assumed-role/x/jo', account: '123456789012' };

/** A map of sessions with a clock, and an opener whose answers are given by hand. */
function bench() {
  const sessions: SessionCache = new Map();
  const openings: { answer: (session: OpenedSession) => void; fail: (error: unknown) => void }[] = [];
  let now = new Date(START);
  const open = () =>
    new Promise<OpenedSession>((answer, fail) => {
      openings.push({ answer, fail });
    });
  const looking = (signal = new AbortController().signal) => ({ now: () => now, signal });
  return {
    sessions,
    openings,
    at: (minutes: number) => (now = new Date(START + minutes * 60_000)),
    want: (key = 'k', signal?: AbortSignal) => getOrOpen(sessions, key, { open, ...looking(signal) }),
    already: (key = 'k') => getCached(sessions, key, looking()),
  };
}

const session = (minutes: number, id = 'ASIA1'): OpenedSession => ({
  credentials: {
    accessKeyId: id,
    secretAccessKey: 's',
    sessionToken: 't',
    expiration: new Date(START + minutes * 60_000),
  },
  identity,
  mfa: false,
});
const failure = (code: ErrorCode) => new WhitelistError(code, code);
/** Lets everything that waits for what is already decided go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a session that is opened once', () => {
  it('is shared by those who come while it is being opened, and after', async () => {
    const { want, openings } = bench();
    const both = [want(), want()];
    await settle();
    openings[0]?.answer(session(60));
    expect(await Promise.all(both)).toEqual([session(60), session(60)]);
    expect(await want()).toEqual(session(60));
    expect(openings).toHaveLength(1);
  });

  it('is opened again two minutes before its end, once for all who come then', async () => {
    const { want, openings, at } = bench();
    const first = want();
    await settle();
    openings[0]?.answer(session(60));
    await first;
    at(58);
    const late = [want(), want(), want()];
    await settle();
    openings[1]?.answer(session(118, 'ASIA2'));
    const ids = (await Promise.all(late)).map(({ credentials }) => credentials.accessKeyId);
    expect(ids).toEqual(['ASIA2', 'ASIA2', 'ASIA2']);
    expect(openings).toHaveLength(2);
  });

  it('of different keys are different sessions', async () => {
    const { want, openings } = bench();
    void want('a');
    void want('b');
    await settle();
    expect(openings).toHaveLength(2);
  });

  it('is refused to all who wait, and asked for again by the next', async () => {
    const { want, openings, already } = bench();
    const both = Promise.allSettled([want(), want()]);
    await settle();
    openings[0]?.fail(failure('access_denied'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await already()).toBeNull();
    void want();
    await settle();
    expect(openings).toHaveLength(2);
  });

  it.each(['timeout', 'cancelled'] as const)(
    "that another call's %s cut off is opened for those who waited, once",
    async (code) => {
      const { want, openings } = bench();
      const first = expect(want()).rejects.toMatchObject({ code });
      const others = [want(), want()];
      await settle();
      openings[0]?.fail(failure(code));
      await first;
      await settle();
      openings[1]?.answer(session(60));
      expect(await Promise.all(others)).toEqual([session(60), session(60)]);
      expect(openings).toHaveLength(2);
    },
  );

  it('goes on being opened when the call that began it is cancelled', async () => {
    const { want, openings } = bench();
    const end = new AbortController();
    const first = want('k', end.signal);
    const second = want();
    await settle();
    end.abort();
    await expect(first).rejects.toThrow();
    openings[0]?.answer(session(60));
    expect(await second).toEqual(session(60));
    expect(openings).toHaveLength(1);
  });

  it('is not opened again for a call that was cancelled while it waited', async () => {
    const { want, openings } = bench();
    const end = new AbortController();
    const first = want();
    const second = expect(want('k', end.signal)).rejects.toThrow();
    await settle();
    end.abort();
    await second;
    openings[0]?.answer(session(60));
    expect(await first).toEqual(session(60));
    expect(openings).toHaveLength(1);
  });

  it('is kept with 199 others; the oldest goes', async () => {
    const { want, openings, sessions } = bench();
    for (let n = 0; n <= 200; n += 1) {
      const wanted = want(`k${n}`);
      await settle();
      openings[n]?.answer(session(60));
      await wanted;
    }
    expect(sessions.size).toBe(200);
    expect([sessions.has('k0'), sessions.has('k1'), sessions.has('k200')]).toEqual([false, true, true]);
  });
});

describe('a session that is open already', () => {
  it('is told, waited for, or not there', async () => {
    const { want, openings, already, at } = bench();
    expect(await already()).toBeNull();
    void want();
    await settle();
    const waiting = already();
    openings[0]?.answer(session(60));
    expect(await waiting).toEqual(session(60));
    at(58);
    expect(await already()).toBeNull();
    expect(openings).toHaveLength(1);
  });
});
