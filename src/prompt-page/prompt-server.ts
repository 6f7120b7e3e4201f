import type { PromptServer } from '#core/approval/questions.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { type LoopbackServer, openLoopbackServer, type Reply, type Site } from './loopback-server.ts';
import { createPageSession, type PageSession } from './page-session.ts';
import { createQuestionStore, MAX_WAITING } from './question-store.ts';
import { isEqualConstantTime } from './request-checks.ts';

export interface PromptServerOptions {
  readonly now?: () => Date;
  /** How long a question waits, in ms; an answer is held for a third of that. Default 15 minutes. */
  readonly lifetime?: number;
  /** Default 0: any free one. */
  readonly port?: number;
}

const DEFAULT_LIFETIME_MS = 900_000;

/** Links that are over are still answered, with what became of them; of older ones it is not known. */
const MAX_PAST_SESSIONS = 50;

const PAGE_PATH = /^\/([\w-]{43})(?:\/([\w-]{22}))?$/;

const ignore = (): void => undefined;

/**
 * A page on one port from the first question until the process ends. Its links change: each is good while something
 * waits that it shows, and only says so afterwards.
 */
export function createPromptServer(options: PromptServerOptions = {}): PromptServer {
  const { now = () => new Date(), lifetime = DEFAULT_LIFETIME_MS, port = 0 } = options;
  /** The newest is the last. */
  const sessions: PageSession[] = [];
  let current: PageSession | null = null;
  let listening: Promise<LoopbackServer> | null = null;
  let isClosed = false;

  const store = createQuestionStore({
    lifetime,
    now,
    onEmpty(why) {
      current?.end(why);
      current = null;
    },
  });

  /** Every link is compared, so that the time tells nothing about any. */
  function findSession(
    path: string,
  ): { readonly session: PageSession; readonly id: string | undefined } | null {
    const [, given = '', id] = PAGE_PATH.exec(path) ?? [];
    const [session] = sessions.filter(({ token }) => isEqualConstantTime(given, token));
    return session ? { session, id } : null;
  }

  const site: Site = {
    admits: (path) => findSession(path) !== null,
    async handle(path, form): Promise<Reply> {
      const found = findSession(path);
      return found ? found.session.handle(found.id, form) : 404;
    },
  };

  function startSession(): PageSession {
    const session = createPageSession({ store, lifetime, now });
    sessions.push(session);
    if (sessions.length > MAX_PAST_SESSIONS) sessions.shift();
    return session;
  }

  return {
    async ask(call, question) {
      if (isClosed) throw new WhitelistError('cancelled', 'awswhitelist is ending.');
      const id = store.add(call, question);
      if (id === null)
        throw new WhitelistError('rate_limited', `${MAX_WAITING} requests wait for an answer already.`, {
          guidance: [
            `Ask the user to answer or to decline some of them on the page that is open, or wait: each ends ${Math.ceil(lifetime / 60_000)} min after it was asked. Then repeat this very call.`,
          ],
        });
      const { token } = (current ??= startSession());
      const opening = (listening ??= openLoopbackServer(port, site));
      try {
        const link = `${(await opening).origin}/${token}`;
        // Of several changes, the one that the link was given for comes first.
        return question.kind === 'approval' ? `${link}/${id}` : link;
      } catch (cause) {
        if (listening === opening) listening = null;
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
      isClosed = true;
      current = null;
      store.clear();
      await (await listening?.catch(ignore))?.close();
    },
  };
}
