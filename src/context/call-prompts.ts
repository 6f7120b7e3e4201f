import { NeedsPersonError, type PersonRequest } from '#core/approval/needs-person-error.ts';
import type {
  Answer,
  GivenAccess,
  PromptServer,
  Question,
  VerifiedIdentity,
} from '#core/approval/questions.ts';
import { declinedError, type ErrorReport, WhitelistError } from '#core/errors/errors.ts';
import { ExpiringMap } from '#core/expiring-map.ts';
import { anySignal } from './call-deadline.ts';
import { type CallIdentity, digestCall, toWaitingCall } from './call-identity.ts';
import { toChatError } from './chat-error.ts';
import { createGivenKeys } from './given-keys.ts';
import { PLAN_LIFETIME_MS } from './plan-tokens.ts';

export interface CallPrompts {
  forCall(call: CallIdentity): CallPrompter;
  /** Whether a person approved this plan within the last quarter of an hour; told once. */
  takeApproval(plan: string): boolean;
  close(): Promise<void>;
}

const cancelledError = () =>
  new WhitelistError(
    'cancelled',
    'The call was cancelled while it waited for a person; nothing was changed.',
  );

/** @param openPromptServer - Makes the page's desk, with the first question; null where no page may be opened. */
export function createCallPrompts(
  openPromptServer: (() => Promise<PromptServer>) | null,
  now: () => Date,
): CallPrompts {
  const earlierAccess = createGivenKeys(now);
  const approvals = new ExpiringMap<true>({ lifetime: PLAN_LIFETIME_MS, now });
  /** How the last question of a call was answered, for the same call made twice: one of them alone is given it. */
  const lastAnswers = new Map<string, Answer['kind']>();
  let opening: Promise<PromptServer | null> | undefined;
  let promptServer: PromptServer | null = null;

  function takeAnswer(id: string): Answer | null {
    const answer = promptServer?.takeAnswer(id) ?? null;
    if (answer) lastAnswers.set(id, answer.kind);
    return answer;
  }

  /** What a call goes on with. */
  function toAccess(id: string, answer: Answer): GivenAccess | null {
    const base = earlierAccess.take(id);
    if (answer.kind === 'declined') throw declinedError();
    if (answer.kind === 'approved') approvals.set(answer.plan, true, answer.until);
    return answer.kind === 'given' ? answer.access : base;
  }

  function toQuestion(
    id: string,
    request: PersonRequest,
    call: CallIdentity,
    proving: AnswerChecks,
    based: boolean,
  ): Question {
    const shown = toWaitingCall(call);
    if (request.kind === 'credentials') return { ...request, call: shown, verify: proving.verify };
    if (request.kind === 'approval') {
      const { token: _token, ...question } = request;
      return { ...question, call: shown };
    }
    return {
      ...request,
      call: shown,
      open: (code) => proving.open(code, based ? earlierAccess.get(id) : null),
    };
  }

  return {
    forCall(call) {
      const id = digestCall(call);
      let inHand: Answer | null = null;
      return {
        takeEarlierAnswer() {
          const answer = inHand ?? takeAnswer(id);
          inHand = null;
          // Keys whose code is not given yet lead to the same question again.
          return answer ? toAccess(id, answer) : earlierAccess.take(id);
        },
        async ask(error, proving, { signal, elicitor, limit, base }) {
          if (!(error instanceof NeedsPersonError) || !openPromptServer) throw error;
          const { request } = error;
          // A page that cannot be opened leaves the words.
          promptServer = await (opening ??= openPromptServer().catch(() => null));
          const question = toQuestion(id, request, call, proving, base !== null);
          const link = await promptServer?.ask(id, question).catch(() => null);
          if (!promptServer || !link) throw toChatError(error, null);
          lastAnswers.delete(id);
          if (base) earlierAccess.keep(id, base);
          const words = toChatError(error, link);
          if (!elicitor || limit <= 0) throw words;
          const invitation = elicitor.send(words.report(), request);
          if (!invitation) throw words;
          const elsewhere = anySignal(invitation.approved, invitation.refused);
          const came = await promptServer.waitForAnswer(id, limit, anySignal(signal, elsewhere));
          if (!came && invitation.approved.aborted && request.kind === 'approval') {
            invitation.end('answered');
            approvals.set(request.plan, true);
            return null;
          }
          invitation.end(came ? 'answered' : 'over');
          const answer = takeAnswer(id);
          if (answer) return toAccess(id, answer);
          // The same call, made at the same time, has taken it.
          if (came && lastAnswers.get(id) !== 'declined') return base;
          if (came || invitation.refused.reason === 'declined') {
            earlierAccess.take(id);
            throw declinedError();
          }
          throw signal.aborted ? cancelledError() : words;
        },
        async waitForAnswer(limit, signal) {
          if (!(await promptServer?.waitForAnswer(id, limit, signal))) return null;
          inHand = takeAnswer(id);
          return lastAnswers.get(id) ?? null;
        },
        forget() {
          inHand = null;
          promptServer?.takeAnswer(id);
          earlierAccess.take(id);
        },
      };
    },
    takeApproval: (plan) => approvals.take(plan) !== null,
    async close() {
      await (await opening)?.close();
    },
  };
}

/** What a question needs of AWS while nobody waits for its call: whose an answer is, is found out at once. */
export interface AnswerChecks {
  readonly verify: (given: GivenAccess) => Promise<VerifiedIdentity>;
  /** @param base - What the person had given before; null: nothing was needed of them but the code. */
  readonly open: (code: string, base: GivenAccess | null) => Promise<VerifiedIdentity>;
}

/** Sends a person to the page while their call waits. */
export interface Elicitor {
  /** How long the call waits in all: milliseconds. */
  readonly limit: number;
  /**
   * Null: this client has no way to ask for this.
   *
   * @param asked - The error that is answered where they do not come, with the page's address.
   */
  send(asked: ErrorReport, request: PersonRequest): Elicitation | null;
}

export interface Elicitation {
  /** Ends where the person will not come; with the reason `declined` where they said so themselves. */
  readonly refused: AbortSignal;
  /** Ends where the person approved what was asked without the page. */
  readonly approved: AbortSignal;
  /** The call waits no longer. */
  end(why: 'answered' | 'over'): void;
}

export interface PromptWait {
  readonly signal: AbortSignal;
  readonly elicitor: Elicitor | null;
  /** How much of the elicitation’s limit is left: milliseconds. */
  readonly limit: number;
  /** What the person had given already, and still counts once the question is answered. */
  readonly base: GivenAccess | null;
}

/**
 * The way from one call to the person and back, for that call's life. What throws, throws `declined` where the person
 * said no.
 */
export interface CallPrompter {
  /** What was given for this call since it was last made; told once. */
  takeEarlierAnswer(): GivenAccess | null;
  /**
   * Asks for what the error says is wanted.
   *
   * @returns what the call goes on with
   * @throws WhitelistError the same, with the page's address where there is one, for the call to be repeated
   */
  ask(error: WhitelistError, proving: AnswerChecks, waiting: PromptWait): Promise<GivenAccess | null>;
  /** Waits for the answer to what was asked for this call before. Null: none came, or nothing was asked. */
  waitForAnswer(limit: number, signal: AbortSignal): Promise<Answer['kind'] | null>;
  /** Forgets what was given: the person said no elsewhere. */
  forget(): void;
}
