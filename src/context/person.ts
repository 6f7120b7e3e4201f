import type { Answer, Desk, GivenAccess, Proof, Question } from '../core/asking.ts';
import { declined } from '../core/declined.ts';
import { WhitelistError, type ErrorDetails, type Wanted } from '../core/errors.ts';
import { waysToGiveCredentials } from '../core/ways.ts';
import { digestOf, waitingCall, type CallIdentity } from './calls.ts';
import { PLAN_LIFETIME } from './plan-tokens.ts';

/** What a question needs of AWS while nobody waits for its call: whose an answer is, is found out at once. */
export interface Proving {
  readonly verify: (given: GivenAccess) => Promise<Proof>;
  readonly open: (code: string) => Promise<Proof>;
}

export interface Waiting {
  readonly signal: AbortSignal;
  /** How long the call itself may wait for the person: milliseconds. */
  readonly limit: number;
  /** What the person had given already, and still counts once the question is answered. */
  readonly base: GivenAccess | null;
}

/** The way from one call to the person and back. Both throw `declined` where the person said no. */
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
}

export interface People {
  of(call: CallIdentity): PersonOf;
  /** Whether a person approved this plan within the last quarter of an hour; told once. */
  approved(plan: string): boolean;
  close(): Promise<void>;
}

/** How long keys that a person gave wait for the code that has to come with them: milliseconds. */
const KEPT = 300_000;

/** @param openDesk - Makes the page's desk, with the first question; null where no page may be opened. */
export function createPeople(openDesk: (() => Promise<Desk>) | null, now: () => Date): People {
  const bases = new Map<string, GivenAccess>();
  const approvals = new Map<string, number>();
  let opening: Promise<Desk | null> | undefined;
  let desk: Desk | null = null;

  const accessOf = (id: string, answer: Answer): GivenAccess | null => {
    const base = bases.get(id) ?? null;
    bases.delete(id);
    if (answer.kind === 'declined') throw declined();
    if (answer.kind === 'approved') approvals.set(answer.plan, now().getTime() + PLAN_LIFETIME);
    return answer.kind === 'given' ? answer.access : base;
  };
  const keep = (id: string, base: GivenAccess) => {
    bases.set(id, base);
    setTimeout(() => bases.delete(id), KEPT).unref();
  };
  return {
    of(call) {
      const id = digestOf(call);
      return {
        earlier() {
          const answer = desk?.take(id) ?? null;
          return answer && accessOf(id, answer);
        },
        async ask(error, proving, { signal, limit, base }) {
          const { wanted } = error.details;
          if (!wanted || !openDesk) throw error;
          // A page that cannot be opened leaves the words.
          desk = await (opening ??= openDesk().catch(() => null));
          const link = await desk?.ask(id, questionOf(wanted, call, proving)).catch(() => null);
          if (!desk || !link) throw error;
          if (base) keep(id, base);
          const came = limit > 0 && (await desk.answered(id, limit, signal));
          const answer = came ? desk.take(id) : null;
          if (answer === null) throw withLink(error, wanted, link);
          return accessOf(id, answer);
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

function questionOf(wanted: Wanted, call: CallIdentity, { verify, open }: Proving): Question {
  const shown = waitingCall(call);
  switch (wanted.kind) {
    case 'code':
      return { ...wanted, call: shown, open };
    case 'credentials':
      return { ...wanted, call: shown, verify };
    case 'approval': {
      const { token: _token, ...question } = wanted;
      return { ...question, call: shown };
    }
  }
}

function withLink({ code, message, details }: WhitelistError, wanted: Wanted, link: string): WhitelistError {
  return new WhitelistError(code, message, {
    ...details,
    guidance: guidanceWith(wanted, details, link),
    link,
  });
}

function guidanceWith(wanted: Wanted, { guidance = [] }: ErrorDetails, link: string): readonly string[] {
  switch (wanted.kind) {
    case 'credentials':
      return waysToGiveCredentials({ ...wanted, link });
    case 'code':
      return [
        `Ask the person to open this page of this program on this machine and to enter the code of the device there, then repeat the same call: ${link}`,
        'The code never passes through the chat; the session that it opens is used until shortly before its end.',
      ];
    case 'approval':
      return [
        ...guidance,
        `Ask the person to look at the change on this page of this program on this machine and to approve it there, then repeat the same call: ${link}`,
        'The approval holds for exactly this change, once, for fifteen minutes. Nothing that is said in the chat stands in for it.',
      ];
  }
}
