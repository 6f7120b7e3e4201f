import { NeedsPersonError, type PersonRequest } from '#core/approval/needs-person-error.ts';
import type { Answer, GivenAccess, PromptServer, Question } from '#core/approval/questions.ts';
import { declinedError, WhitelistError } from '#core/errors/errors.ts';
import { type CallIdentity, digestOf, waitingCall } from './calls.ts';
import { createGivenKeys } from './given-keys.ts';
import { inChat } from './in-chat.ts';
import { either } from './limits.ts';
import type { PersonOf, Proving } from './person-of.ts';
import { PLAN_LIFETIME } from './plan-tokens.ts';

export interface People {
  of(call: CallIdentity): PersonOf;
  /** Whether a person approved this plan within the last quarter of an hour; told once. */
  approved(plan: string): boolean;
  close(): Promise<void>;
}

const cancelled = () =>
  new WhitelistError(
    'cancelled',
    'The call was cancelled while it waited for a person; nothing was changed.',
  );

/** @param openDesk - Makes the page's desk, with the first question; null where no page may be opened. */
export function createPeople(openDesk: (() => Promise<PromptServer>) | null, now: () => Date): People {
  const bases = createGivenKeys();
  const approvals = new Map<string, number>();
  /** How the last question of a call was answered, for the same call made twice: one of them alone is given it. */
  const last = new Map<string, Answer['kind']>();
  let opening: Promise<PromptServer | null> | undefined;
  let desk: PromptServer | null = null;

  function taken(id: string): Answer | null {
    const answer = desk?.takeAnswer(id) ?? null;
    if (answer) last.set(id, answer.kind);
    return answer;
  }

  /** What a call goes on with. */
  function accessOf(id: string, answer: Answer): GivenAccess | null {
    const base = bases.take(id);
    if (answer.kind === 'declined') throw declinedError();
    if (answer.kind === 'approved') approvals.set(answer.plan, answer.until);
    return answer.kind === 'given' ? answer.access : base;
  }

  function questionOf(
    id: string,
    request: PersonRequest,
    call: CallIdentity,
    proving: Proving,
    based: boolean,
  ): Question {
    const shown = waitingCall(call);
    if (request.kind === 'credentials') return { ...request, call: shown, verify: proving.verify };
    if (request.kind === 'approval') {
      const { token: _token, ...question } = request;
      return { ...question, call: shown };
    }
    return { ...request, call: shown, open: (code) => proving.open(code, based ? bases.get(id) : null) };
  }

  return {
    of(call) {
      const id = digestOf(call);
      let inHand: Answer | null = null;
      return {
        earlier() {
          const answer = inHand ?? taken(id);
          inHand = null;
          // Keys whose code is not given yet lead to the same question again.
          return answer ? accessOf(id, answer) : bases.take(id);
        },
        async ask(error, proving, { signal, invite, limit, base }) {
          if (!(error instanceof NeedsPersonError) || !openDesk) throw error;
          const { request } = error;
          // A page that cannot be opened leaves the words.
          desk = await (opening ??= openDesk().catch(() => null));
          const question = questionOf(id, request, call, proving, base !== null);
          const link = await desk?.ask(id, question).catch(() => null);
          if (!desk || !link) throw inChat(error, null);
          last.delete(id);
          if (base) bases.keep(id, base);
          const words = inChat(error, link);
          if (!invite || limit <= 0) throw words;
          const invitation = invite.send(words.report(), request);
          if (!invitation) throw words;
          const elsewhere = either(invitation.approved, invitation.refused);
          const came = await desk.waitForAnswer(id, limit, either(signal, elsewhere));
          if (!came && invitation.approved.aborted && request.kind === 'approval') {
            invitation.end('answered');
            approvals.set(request.plan, now().getTime() + PLAN_LIFETIME);
            return null;
          }
          invitation.end(came ? 'answered' : 'over');
          const answer = taken(id);
          if (answer) return accessOf(id, answer);
          // The same call, made at the same time, has taken it.
          if (came && last.get(id) !== 'declined') return base;
          if (came || invitation.refused.reason === 'declined') {
            bases.take(id);
            throw declinedError();
          }
          throw signal.aborted ? cancelled() : words;
        },
        async answered(limit, signal) {
          if (!(await desk?.waitForAnswer(id, limit, signal))) return null;
          inHand = taken(id);
          return last.get(id) ?? null;
        },
        forget() {
          inHand = null;
          desk?.takeAnswer(id);
          bases.take(id);
        },
      };
    },
    approved(plan) {
      const until = approvals.get(plan) ?? 0;
      approvals.delete(plan);
      return until > now().getTime();
    },
    async close() {
      await (await opening)?.close();
    },
  };
}
