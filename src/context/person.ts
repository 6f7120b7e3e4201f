import type { Answer, Desk, GivenAccess, Proof, Question } from '../core/asking.ts';
import { declined } from '../core/declined.ts';
import { WhitelistError, type Wanted } from '../core/errors.ts';
import { waysToGiveCredentials } from '../core/ways.ts';
import { digestOf, waitingCall, type CallIdentity } from './calls.ts';

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
  close(): Promise<void>;
}

/** How long keys that a person gave wait for the code that has to come with them: milliseconds. */
const KEPT = 300_000;

/** @param openDesk - Makes the page's desk, with the first question; null where no page may be opened. */
export function createPeople(openDesk: (() => Promise<Desk>) | null): People {
  const bases = new Map<string, GivenAccess>();
  let opening: Promise<Desk | null> | undefined;
  let desk: Desk | null = null;

  const accessOf = (id: string, answer: Answer): GivenAccess | null => {
    const base = bases.get(id) ?? null;
    bases.delete(id);
    if (answer.kind === 'declined') throw declined();
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
    async close() {
      await (await opening)?.close();
    },
  };
}

function questionOf(wanted: Wanted, call: CallIdentity, { verify, open }: Proving): Question {
  const shown = waitingCall(call);
  return wanted.kind === 'code' ? { ...wanted, call: shown, open } : { ...wanted, call: shown, verify };
}

function withLink({ code, message, details }: WhitelistError, wanted: Wanted, link: string): WhitelistError {
  const guidance =
    wanted.kind === 'credentials'
      ? waysToGiveCredentials({ ...wanted, link })
      : [
          `Ask the person to open this page of this program on this machine and to enter the code of the device there, then repeat the same call: ${link}`,
          'The code never passes through the chat; the session that it opens is used until shortly before its end.',
        ];
  return new WhitelistError(code, message, { ...details, guidance, link });
}
