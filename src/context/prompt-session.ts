import type { PersonRequest } from '#core/approval/needs-person-error.ts';
import type {
  Answer,
  GivenAccess,
  PromptServer,
  Question,
  VerifiedIdentity,
} from '#core/approval/questions.ts';
import {
  declinedError,
  toWhitelistError,
  type ErrorReport,
  type WhitelistError,
} from '#core/errors/errors.ts';
import type { ExpiringMap } from '#core/expiring-map.ts';
import { anySignal } from './call-deadline.ts';
import { type CallIdentity, toWaitingCall } from './call-identity.ts';
import type { GivenKeys } from './given-keys.ts';

/**
 * Where the question of a call stands. The same call, made twice at the same time, has one question, and its answer is
 * given to one of the two alone; the other one learns from this what the answer was.
 *
 * - `waiting`: it is on the page. Asked again, every state becomes this one.
 * - `answered`: the person gave what was asked for, and a call has taken it.
 * - `declined`: the person said no, on the page or to their client.
 * - `expired`: the call stopped waiting. The page still takes an answer, for the call that is repeated.
 */
export type PromptState = 'waiting' | 'answered' | 'declined' | 'expired';

/** How waiting for an answer ended; `access` is what the call goes on with. */
export type PromptOutcome =
  | { readonly state: 'answered'; readonly access: GivenAccess | null }
  | { readonly state: 'declined' | 'expired' };

/** What a question needs of AWS, also while its call does not wait: whose credentials an answer is. */
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
   * @param report - What the call is answered with where the person does not come; it has the page's address.
   */
  send(report: ErrorReport, request: PersonRequest): Elicitation | null;
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
  /** How much of the elicitor's limit remains: milliseconds. */
  readonly limit: number;
  /** What the person had given already, and still counts once the question is answered. */
  readonly base: GivenAccess | null;
}

/** What the sessions of all calls share. */
export interface PromptStores {
  /** By the call's digest. */
  readonly states: ExpiringMap<PromptState>;
  readonly givenKeys: GivenKeys;
  /** By the plan's digest. */
  readonly approvals: ExpiringMap<true>;
}

/** The question of one call, from the page to its answer. */
export interface PromptSession {
  /** Puts the question on the page. @returns the page's address; why not, where it cannot be put there */
  ask(
    request: PersonRequest,
    checks: AnswerChecks,
    base: GivenAccess | null,
  ): Promise<string | WhitelistError>;
  /** Waits until the person answers, on the page or to their client, or no longer can. */
  waitForOutcome(request: PersonRequest, elicitation: Elicitation, wait: PromptWait): Promise<PromptOutcome>;
  /** Waits for the page alone, and keeps the answer for `takeEarlierAnswer`. Null: none came. */
  waitForPage(limit: number, signal: AbortSignal): Promise<'answered' | 'declined' | null>;
  /** @throws WhitelistError `declined` */
  takeEarlierAnswer(): GivenAccess | null;
  forget(): void;
}

/** @param id - The call's digest. */
export function createPromptSession(
  id: string,
  call: CallIdentity,
  server: PromptServer,
  { states, givenKeys, approvals }: PromptStores,
): PromptSession {
  let earlierAnswer: Answer | null = null;

  function takeAnswer(): Answer | null {
    const answer = server.takeAnswer(id);
    if (answer) states.set(id, answer.kind === 'declined' ? 'declined' : 'answered');
    return answer;
  }

  /** What an answer comes to for this call, and for the plan that it approves. */
  function applyAnswer(answer: Answer): PromptOutcome {
    const base = givenKeys.take(id);
    if (answer.kind === 'declined') return { state: 'declined' };
    if (answer.kind === 'approved') approvals.set(answer.plan, true, answer.until);
    return { state: 'answered', access: answer.kind === 'given' ? answer.access : base };
  }

  return {
    async ask(request, checks, base) {
      const openWithCode = (code: string) => checks.open(code, base && givenKeys.get(id));
      const link = await server
        .ask(id, toQuestion(request, call, checks.verify, openWithCode))
        .catch(toWhitelistError);
      if (typeof link !== 'string') return link;
      states.set(id, 'waiting');
      if (base) givenKeys.keep(id, base);
      return link;
    },
    async waitForOutcome(request, elicitation, { signal, limit, base }) {
      const inClient = anySignal(elicitation.approved, elicitation.refused);
      const isOnPage = await server.waitForAnswer(id, limit, anySignal(signal, inClient));
      const isApprovedInClient = !isOnPage && elicitation.approved.aborted;
      if (isApprovedInClient && request.kind === 'approval') {
        elicitation.end('answered');
        approvals.set(request.plan, true);
        return { state: 'answered', access: null };
      }
      elicitation.end(isOnPage ? 'answered' : 'over');
      const answer = takeAnswer();
      if (answer) return applyAnswer(answer);
      // The same call, made at the same time, has taken it.
      if (isOnPage && states.get(id) !== 'declined') return { state: 'answered', access: base };
      if (isOnPage || elicitation.refused.reason === 'declined') {
        givenKeys.take(id);
        states.set(id, 'declined');
        return { state: 'declined' };
      }
      states.set(id, 'expired');
      return { state: 'expired' };
    },
    async waitForPage(limit, signal) {
      if (!(await server.waitForAnswer(id, limit, signal))) return null;
      earlierAnswer = takeAnswer();
      const state = states.get(id);
      return state === 'answered' || state === 'declined' ? state : null;
    },
    takeEarlierAnswer() {
      const answer = earlierAnswer ?? takeAnswer();
      earlierAnswer = null;
      // Keys whose code is not given yet lead to the same question again.
      if (answer === null) return givenKeys.take(id);
      const outcome = applyAnswer(answer);
      if (outcome.state !== 'answered') throw declinedError();
      return outcome.access;
    },
    forget() {
      earlierAnswer = null;
      server.takeAnswer(id);
      givenKeys.take(id);
    },
  };
}

function toQuestion(
  request: PersonRequest,
  call: CallIdentity,
  verify: AnswerChecks['verify'],
  open: (code: string) => Promise<VerifiedIdentity>,
): Question {
  const waitingCall = toWaitingCall(call);
  if (request.kind === 'credentials') return { ...request, call: waitingCall, verify };
  if (request.kind === 'code') return { ...request, call: waitingCall, open };
  const { token: _token, ...question } = request;
  return { ...question, call: waitingCall };
}
