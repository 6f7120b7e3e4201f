import type { PromptServer } from '#core/approval/questions.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { createLedger } from './ledger.ts';
import { type Session, openSession } from './session.ts';

export interface DeskOptions {
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

/** A desk whose page exists only while something waits for an answer. */
export function createDesk(options: DeskOptions = {}): PromptServer {
  const { now = () => new Date(), lifetime = 300_000, port = 0, linger = 2_000 } = options;
  const open = new Set<Session>();
  /** The page under way, its opening included. */
  let current: Promise<Session> | null = null;
  let before: Promise<unknown> = Promise.resolve();
  let closed = false;

  const ledger = createLedger({
    lifetime,
    now,
    emptied(why) {
      const ending = current;
      current = null;
      ending?.then((session) => {
        session.end();
        if (why === 'ended') return session.shut();
        setTimeout(session.shut, linger).unref();
      }, ignore);
    },
  });

  async function start(): Promise<Session> {
    await before;
    // A page that only says that it was answered has to make room.
    if (port !== 0) for (const old of open) old.shut();
    const session = await openSession({ ledger, port, lifetime, now });
    open.add(session);
    void session.closed.then(() => open.delete(session));
    return session;
  }

  return {
    async ask(call, question) {
      if (closed) throw new WhitelistError('cancelled', 'awswhitelist is ending.');
      if (!ledger.put(call, question))
        throw new WhitelistError('rate_limited', 'Too many calls wait for a person already.');
      current ??= start();
      const mine = current;
      before = mine.catch(ignore);
      try {
        return (await mine).address;
      } catch (cause) {
        if (current === mine) current = null;
        ledger.drop(call);
        throw new WhitelistError('internal_error', 'The page that asks you cannot be opened on 127.0.0.1.', {
          guidance: ['Configure credentials on this machine instead: a profile, or environment variables.'],
          cause,
        });
      }
    },
    takeAnswer: (call) => ledger.take(call),
    waitForAnswer: (call, limit, signal) => ledger.answered(call, limit, signal),
    async close() {
      closed = true;
      current = null;
      ledger.clear();
      await before;
      await Promise.all([...open].map((session) => session.close()));
    },
  };
}
