import type { Answer, Desk, GivenAccess, Proof, Question } from '../core/asking.ts';
import { declined } from '../core/declined.ts';
import { WhitelistError, type Wanted } from '../core/errors.ts';
import { digestOf, waitingCall, type CallIdentity } from './calls.ts';
import { createGivenKeys } from './given-keys.ts';
import { inChat } from './in-chat.ts';
import type { Invite } from './invite.ts';
import { either } from './limits.ts';
import { PLAN_LIFETIME } from './plan-tokens.ts';

/** What a question needs of AWS while nobody waits for its call: whose an answer is, is found out at once. */
export interface Proving {
  readonly verify: (given: GivenAccess) => Promise<Proof>;
  /** @param base - What the person had given before; null: nothing was needed of them but the code. */
  readonly open: (code: string, base: GivenAccess | null) => Promise<Proof>;
}

export interface Waiting {
  readonly signal: AbortSignal;
  readonly invite: Invite | null;
  /** How much of the invite's limit is left: milliseconds. */
  readonly limit: number;
  /** What the person had given already, and still counts once the question is answered. */
  readonly base: GivenAccess | null;
}

/** The way from one call to the person and back. What throws, throws `declined` where the person said no. */
export interface PersonOf {
  /** What was given for this call since it was last made; told once. */
  earlier(): GivenAccess | null;
  /**
   * Asks for what the error says is wanted.
   *
   * @returns what the call goes on with
   * @throws WhitelistError the same, with the page's address where there is one, for the call to be repeated
   */
  ask(error: WhitelistError, proving: Proving, waiting: Waiting): Promise<GivenAccess | null>;
  /** Waits for the answer to what was asked for this call before. False: none came, or nothing was asked. */
  answered(limit: number, signal: AbortSignal): Promise<boolean>;
  /** Forgets what was given: the person said no elsewhere. */
  forget(): void;
}

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
export function createPeople(openDesk: (() => Promise<Desk>) | null, now: () => Date): People {
  const bases = createGivenKeys();
  const approvals = new Map<string, number>();
  const approve = (plan: string) => approvals.set(plan, now().getTime() + PLAN_LIFETIME);
  /** How the last question of a call was answered, for the same call made twice: one of them alone is given it. */
  const last = new Map<string, Answer['kind']>();
  let opening: Promise<Desk | null> | undefined;
  let desk: Desk | null = null;

  /** What a call goes on with; it is taken with this. */
  function taken(id: string): { readonly access: GivenAccess | null } | null {
    const answer = desk?.take(id) ?? null;
    if (answer === null) return null;
    last.set(id, answer.kind);
    const base = bases.take(id);
    if (answer.kind === 'declined') throw declined();
    if (answer.kind === 'approved') approve(answer.plan);
    return { access: answer.kind === 'given' ? answer.access : base };
  }

  function questionOf(
    id: string,
    wanted: Wanted,
    call: CallIdentity,
    proving: Proving,
    based: boolean,
  ): Question {
    const shown = waitingCall(call);
    if (wanted.kind === 'credentials') return { ...wanted, call: shown, verify: proving.verify };
    if (wanted.kind === 'approval') {
      const { token: _token, ...question } = wanted;
      return { ...question, call: shown };
    }
    return { ...wanted, call: shown, open: (code) => proving.open(code, based ? bases.get(id) : null) };
  }

  return {
    of(call) {
      const id = digestOf(call);
      return {
        // Keys whose code is not given yet lead to the same question again.
        earlier: () => (taken(id) ?? { access: bases.take(id) }).access,
        async ask(error, proving, { signal, invite, limit, base }) {
          const { wanted } = error.details;
          if (!wanted || !openDesk) throw error;
          // A page that cannot be opened leaves the words.
          desk = await (opening ??= openDesk().catch(() => null));
          const question = questionOf(id, wanted, call, proving, base !== null);
          const link = await desk?.ask(id, question).catch(() => null);
          if (!desk || !link) throw inChat(error, wanted, null);
          last.delete(id);
          if (base) bases.keep(id, base);
          const words = inChat(error, wanted, link);
          if (!invite || limit <= 0) throw words;
          const invitation = invite.send(words.report(), wanted);
          if (!invitation) throw words;
          const elsewhere = either(invitation.approved, invitation.refused);
          const came = await desk.answered(id, limit, either(signal, elsewhere));
          if (!came && invitation.approved.aborted && wanted.kind === 'approval') {
            invitation.end('answered');
            approve(wanted.plan);
            return null;
          }
          invitation.end(came ? 'answered' : 'over');
          const answer = taken(id);
          if (answer) return answer.access;
          // The same call, made at the same time, has taken it.
          if (came && last.get(id) !== 'declined') return base;
          if (came || invitation.refused.reason === 'declined') {
            bases.take(id);
            throw declined();
          }
          throw signal.aborted ? cancelled() : words;
        },
        answered: async (limit, signal) => (await desk?.answered(id, limit, signal)) ?? false,
        forget() {
          desk?.take(id);
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
