import type { PromptServer } from '#core/approval/questions.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { createQuestionStore } from './question-store.ts';
import { type PageSession, openPageSession } from './page-session.ts';

export interface PromptServerOptions {
  readonly now?: () => Date;
  /** How long a question waits, and an answer is held, in ms. Default five minutes. */
  readonly lifetime?: number;
  /** Default 0: any free one. */
  readonly port?: number;
  /**
   * How long a port says that it was answered, in ms, once that is so: a second click finds a sentence there rather
   * than an error of the browser. Default two seconds.
   */
  readonly linger?: number;
}

const ignore = (): void => undefined;

/** A server whose page exists only while something waits for an answer. */
export function createPromptServer(options: PromptServerOptions = {}): PromptServer {
  const { now = () => new Date(), lifetime = 300_000, port = 0, linger = 2_000 } = options;
  const openSessions = new Set<PageSession>();
  /** The page under way, its opening included. */
  let current: Promise<PageSession> | null = null;
  let previousStart: Promise<unknown> = Promise.resolve();
  let closed = false;

  const store = createQuestionStore({
    lifetime,
    now,
    onEmpty(why) {
      const ending = current;
      current = null;
      ending?.then((session) => {
        session.invalidateToken();
        if (why === 'ended') return session.stopAccepting();
        setTimeout(session.stopAccepting, linger).unref();
      }, ignore);
    },
  });

  async function startSession(): Promise<PageSession> {
    await previousStart;
    // A page that only says that it was answered has to make room.
    if (port !== 0) for (const old of openSessions) old.stopAccepting();
    const session = await openPageSession({ store, port, lifetime, now });
    openSessions.add(session);
    void session.closed.then(() => openSessions.delete(session));
    return session;
  }

  return {
    async ask(call, question) {
      if (closed) throw new WhitelistError('cancelled', 'awswhitelist is ending.');
      if (!store.add(call, question))
        throw new WhitelistError('rate_limited', 'Too many calls wait for a person already.');
      current ??= startSession();
      const mine = current;
      previousStart = mine.catch(ignore);
      try {
        return (await mine).address;
      } catch (cause) {
        if (current === mine) current = null;
        store.remove(call);
        throw new WhitelistError('internal_error', 'The page that asks you cannot be opened on 127.0.0.1.', {
          guidance: ['Configure credentials on this machine instead: a profile, or environment variables.'],
          cause,
        });
      }
    },
    takeAnswer: (call) => store.takeAnswer(call),
    waitForAnswer: (call, limit, signal) => store.waitForAnswer(call, limit, signal),
    async close() {
      closed = true;
      current = null;
      store.clear();
      await previousStart;
      await Promise.all([...openSessions].map((session) => session.close()));
    },
  };
}
