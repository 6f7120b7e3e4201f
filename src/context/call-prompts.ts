import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import type { GivenAccess, PromptServer } from '#core/approval/questions.ts';
import { declinedError, WhitelistError } from '#core/errors/errors.ts';
import { nullUnlessUpdated } from '#core/errors/program-updated.ts';
import { ExpiringMap } from '#core/expiring-map.ts';
import { type CallIdentity, digestCall } from './call-identity.ts';
import { toChatError } from './chat-error.ts';
import { createGivenKeys } from './given-keys.ts';
import { PLAN_LIFETIME_MS } from './plan-tokens.ts';
import {
  type AnswerChecks,
  createPromptSession,
  type PromptSession,
  type PromptStores,
  type PromptWait,
} from './prompt-session.ts';

export interface CallPrompts {
  forCall(call: CallIdentity): CallPrompter;
  /** Whether a person approved this plan within the last quarter of an hour; true only once. */
  takeApproval(plan: string): boolean;
  close(): Promise<void>;
}

/**
 * The way from one call to the person and back, for that call's life. What throws, throws `declined` where the person
 * said no.
 */
export interface CallPrompter {
  /** What was given for this call since it was last made; returned only once. */
  takeEarlierAnswer(): GivenAccess | null;
  /**
   * Asks for what the error says is wanted.
   *
   * @returns what the call goes on with
   * @throws WhitelistError the same, with the page's address where there is one, for the call to be repeated
   */
  ask(error: WhitelistError, checks: AnswerChecks, wait: PromptWait): Promise<GivenAccess | null>;
  /** Waits for the answer to what was asked for this call before. Null: none came, or nothing was asked. */
  waitForAnswer(limit: number, signal: AbortSignal): Promise<'answered' | 'declined' | null>;
  /** Forgets what was given: the person said no elsewhere. */
  forget(): void;
}

/** @param openPromptServer - Makes the page's server, with the first question; null where no page may be opened. */
export function createCallPrompts(
  openPromptServer: (() => Promise<PromptServer>) | null,
  now: () => Date,
): CallPrompts {
  const stores: PromptStores = {
    states: new ExpiringMap({ lifetime: PLAN_LIFETIME_MS, now }),
    givenKeys: createGivenKeys(now),
    approvals: new ExpiringMap({ lifetime: PLAN_LIFETIME_MS, now }),
  };
  let opening: Promise<PromptServer | null> | undefined;
  let server: PromptServer | null = null;

  return {
    forCall(call) {
      let created: PromptSession | null = null;
      /** Null until anybody was asked anything: until then no call needs a digest. */
      const getSession = () =>
        server && (created ??= createPromptSession(digestCall(call), call, server, stores));
      return {
        takeEarlierAnswer: () => getSession()?.takeEarlierAnswer() ?? null,
        async ask(error, checks, wait) {
          if (!(error instanceof NeedsPersonError) || !openPromptServer) throw error;
          // Where the page cannot be opened, the answer is the error in words.
          server = await (opening ??= openPromptServer().catch(nullUnlessUpdated));
          const session = getSession();
          const placed = session && (await session.ask(error.request, checks, wait.base));
          const link = typeof placed === 'string' ? placed : null;
          const chatError = toChatError(error, link, placed instanceof WhitelistError ? placed : null);
          if (!session || link === null || wait.limit <= 0) throw chatError;
          const elicitation = wait.elicitor?.send(chatError.report(), error.request);
          if (!elicitation) throw chatError;
          const outcome = await session.waitForOutcome(error.request, elicitation, wait);
          if (outcome.state === 'answered') return outcome.access;
          if (outcome.state === 'declined') throw declinedError();
          throw wait.signal.aborted ? cancelledError() : chatError;
        },
        waitForAnswer: async (limit, signal) => (await getSession()?.waitForPage(limit, signal)) ?? null,
        forget: () => getSession()?.forget(),
      };
    },
    takeApproval: (plan) => stores.approvals.take(plan) !== null,
    async close() {
      await (await opening)?.close();
    },
  };
}

const cancelledError = () =>
  new WhitelistError(
    'cancelled',
    'The call was cancelled while it waited for a person; nothing was changed.',
  );
