import { randomBytes } from 'node:crypto';
import type { Answer, Question } from '#core/approval/questions.ts';
import { ExpiringMap } from '#core/expiring-map.ts';
import { startTimer } from './start-timer.ts';

/** A question that nobody has answered yet. */
export interface WaitingQuestion<Q extends Question = Question> {
  /** Stands for the question on the page, so that an answer is for nothing but what was shown. */
  readonly id: string;
  /** Digest of the call; never leaves the process. */
  readonly call: string;
  readonly question: Q;
  readonly until: Date;
}

/** What a person answered; the store adds when. */
type SubmittedAnswer =
  Exclude<Answer, { kind: 'approved' }> | { readonly kind: 'approved'; readonly plan: string };

/** Why nothing waits any more. */
export type EmptyReason = 'answered' | 'ended';

export interface QuestionStoreOptions {
  readonly lifetime: number;
  readonly now: () => Date;
  readonly onEmpty: (why: EmptyReason) => void;
}

/** What waits and what was answered: the memory behind the page. */
export interface QuestionStore {
  /** The question's id; null where too many wait already, and none of them is an approval that no call waits for. */
  add(call: string, question: Question): string | null;
  /** As if the question had never been asked. */
  remove(call: string): void;
  waiting(): readonly WaitingQuestion[];
  /** False where it does not wait any more. */
  answer(id: string, answer: SubmittedAnswer): boolean;
  takeAnswer(call: string): Answer | null;
  waitForAnswer(call: string, limit: number, signal: AbortSignal): Promise<boolean>;
  clear(): void;
}

/** More than a person looks through: an assistant that asks without end is not kept in memory. */
export const MAX_WAITING = 200;

/** An approval is held as long as a question waits; an answer that may be secret for a third of that. */
const ANSWER_LIFETIME_SHARE = 1 / 3;

/** Node runs a timer that is longer than this after one millisecond. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export const randomId = (bits: number): string => randomBytes(bits / 8).toString('base64url');

export function createQuestionStore({ lifetime, now, onEmpty }: QuestionStoreOptions): QuestionStore {
  const questions = new ExpiringMap<WaitingQuestion>({
    lifetime,
    now,
    startTimer,
    onExpired: ({ call }) => settleQuestion(call, false),
  });
  const answerLifetime = lifetime * ANSWER_LIFETIME_SHARE;
  const answers = new ExpiringMap<Answer>({ lifetime: answerLifetime, now, startTimer });
  const approvals = new ExpiringMap<Answer>({ lifetime, now, startTimer });
  const listeners = new Map<string, Set<(answered: boolean) => void>>();

  function notifyListeners(call: string, answered: boolean): void {
    for (const listener of [...(listeners.get(call) ?? [])]) listener(answered);
  }

  function settleQuestion(call: string, answered: boolean): void {
    notifyListeners(call, answered);
    if (questions.values().length === 0) onEmpty(answered ? 'answered' : 'ended');
  }

  /** Whoever asks for approvals without end pushes out their own, and nobody else's question. */
  function makeRoom(): boolean {
    const oldest = questions
      .values()
      .find(({ call, question }) => question.kind === 'approval' && !listeners.has(call));
    if (oldest === undefined) return false;
    questions.delete(oldest.call);
    return true;
  }

  const addListener = (call: string, limit: number, signal: AbortSignal): Promise<boolean> =>
    new Promise((resolve) => {
      const callListeners = listeners.get(call) ?? new Set();
      const finish = (answered: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        callListeners.delete(finish);
        if (callListeners.size === 0) listeners.delete(call);
        resolve(answered);
      };
      const giveUp = (): void => finish(false);
      const timer = setTimeout(giveUp, Math.min(limit, MAX_TIMER_MS)).unref();
      signal.addEventListener('abort', giveUp);
      listeners.set(call, callListeners.add(finish));
    });

  return {
    add(call, question) {
      const before = questions.get(call);
      if (before === null && questions.values().length >= MAX_WAITING && !makeRoom()) return null;
      // A chat that repeats its request while the person types must not make their form worthless; but only where
      // the person would be shown the very same. Functions are no part of JSON, nor of what is shown.
      const same = before !== null && JSON.stringify(before.question) === JSON.stringify(question);
      const id = same ? before.id : randomId(128);
      answers.delete(call);
      approvals.delete(call);
      questions.set(call, { id, call, question, until: new Date(now().getTime() + lifetime) });
      return id;
    },
    remove(call) {
      questions.delete(call);
      notifyListeners(call, false);
    },
    waiting: () => questions.values(),
    answer(id, answer) {
      const found = questions.values().find((waiting) => waiting.id === id);
      if (found === undefined) return false;
      questions.delete(found.call);
      if (answer.kind === 'approved') {
        const until = now().getTime() + lifetime;
        approvals.set(found.call, { ...answer, until });
      } else answers.set(found.call, answer);
      settleQuestion(found.call, true);
      return true;
    },
    takeAnswer: (call) => answers.take(call) ?? approvals.take(call),
    async waitForAnswer(call, limit, signal) {
      if ((answers.get(call) ?? approvals.get(call)) !== null) return true;
      if (questions.get(call) === null || signal.aborted || limit <= 0) return false;
      return addListener(call, limit, signal);
    },
    clear() {
      questions.clear();
      answers.clear();
      approvals.clear();
      for (const call of [...listeners.keys()]) notifyListeners(call, false);
    },
  };
}
