import { randomBytes } from 'node:crypto';
import type { Answer, Question } from '#core/approval/questions.ts';
import { Expiring } from './expiring.ts';

/** A question that nobody has answered yet. */
export interface Waiting<Q extends Question = Question> {
  /** Stands for the question on the page, so that an answer is for nothing but what was shown. */
  readonly id: string;
  /** Digest of the call; never leaves the process. */
  readonly call: string;
  readonly question: Q;
  readonly until: Date;
}

/** What a person said; when, the ledger notes. */
type Said = Exclude<Answer, { kind: 'approved' }> | { readonly kind: 'approved'; readonly plan: string };

/** Why nothing waits any more. */
export type Emptied = 'answered' | 'ended';

export interface LedgerOptions {
  readonly lifetime: number;
  readonly now: () => Date;
  readonly emptied: (why: Emptied) => void;
}

/** What waits and what was answered: the memory behind the page. */
export interface Ledger {
  /** False where too many wait already. */
  put(call: string, question: Question): boolean;
  /** As if it had never been asked. */
  drop(call: string): void;
  waiting(): readonly Waiting[];
  /** False where it does not wait any more. */
  answer(id: string, said: Said): boolean;
  take(call: string): Answer | null;
  answered(call: string, limit: number, signal: AbortSignal): Promise<boolean>;
  clear(): void;
}

/** More than a person looks through: an assistant that asks without end is not kept in memory. */
export const MOST_WAITING = 200;

/** A change may be approved a while before its call is repeated: three times as long as anything secret is held. */
const APPROVAL_LIFETIMES = 3;

/** Longer ones a timer takes for one millisecond. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const randomId = (bits: number): string => randomBytes(bits / 8).toString('base64url');

export function createLedger({ lifetime, now, emptied }: LedgerOptions): Ledger {
  const questions = new Expiring<Waiting>({ lifetime, now, ended: ({ call }) => leave(call, false) });
  const answers = new Expiring<Answer>({ lifetime, now });
  const approvalLifetime = APPROVAL_LIFETIMES * lifetime;
  const approvals = new Expiring<Answer>({ lifetime: approvalLifetime, now });
  const listeners = new Map<string, Set<(answered: boolean) => void>>();

  function tell(call: string, answered: boolean): void {
    for (const listener of [...(listeners.get(call) ?? [])]) listener(answered);
  }

  function leave(call: string, answered: boolean): void {
    tell(call, answered);
    if (questions.values().length === 0) emptied(answered ? 'answered' : 'ended');
  }

  const listen = (call: string, limit: number, signal: AbortSignal): Promise<boolean> =>
    new Promise((resolve) => {
      const those = listeners.get(call) ?? new Set();
      const finish = (answered: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        those.delete(finish);
        if (those.size === 0) listeners.delete(call);
        resolve(answered);
      };
      const giveUp = (): void => finish(false);
      const timer = setTimeout(giveUp, Math.min(limit, LONGEST_TIMER)).unref();
      signal.addEventListener('abort', giveUp);
      listeners.set(call, those.add(finish));
    });

  return {
    put(call, question) {
      const before = questions.get(call);
      if (before === null && questions.values().length >= MOST_WAITING) return false;
      // A chat that repeats its request while the person types must not make their form worthless; but only where
      // the person would be shown the very same. Functions are no part of JSON, nor of what is shown.
      const same = before !== null && JSON.stringify(before.question) === JSON.stringify(question);
      const id = same ? before.id : randomId(128);
      answers.delete(call);
      approvals.delete(call);
      questions.set(call, { id, call, question, until: new Date(now().getTime() + lifetime) });
      return true;
    },
    drop(call) {
      questions.delete(call);
      tell(call, false);
    },
    waiting: () => questions.values(),
    answer(id, said) {
      const found = questions.values().find((waiting) => waiting.id === id);
      if (found === undefined) return false;
      questions.delete(found.call);
      if (said.kind === 'approved') {
        const until = now().getTime() + approvalLifetime;
        approvals.set(found.call, { ...said, until });
      } else answers.set(found.call, said);
      leave(found.call, true);
      return true;
    },
    take: (call) => answers.take(call) ?? approvals.take(call),
    async answered(call, limit, signal) {
      if ((answers.get(call) ?? approvals.get(call)) !== null) return true;
      if (questions.get(call) === null || signal.aborted || limit <= 0) return false;
      return listen(call, limit, signal);
    },
    clear() {
      questions.clear();
      answers.clear();
      approvals.clear();
      for (const call of [...listeners.keys()]) tell(call, false);
    },
  };
}
