import type { Question } from '#core/approval/questions.ts';
import type { Html } from './html.ts';
import type { Screen } from './screen.ts';
import type { QuestionStore, WaitingQuestion } from './question-store.ts';

/** Something about a submission that the person can put right. */
export interface FormProblem {
  /** The field's id, or null where it is none of them. */
  readonly field: string | null;
  readonly message: string;
  readonly guidance?: readonly string[];
}

/** A form that was sent and comes back. */
export interface Retry {
  readonly kind: Question['kind'];
  readonly problems: readonly FormProblem[];
  /** What was typed and may be shown again: never a secret, nor what could be one in the wrong field. */
  readonly refillValues: ReadonlyMap<string, string>;
  /** Which form of the kind, where each question has its own. */
  readonly id?: string;
}

/** What was found out is held for one more answer of the person's, and no longer than a question is. */
export interface ConfirmationStep {
  /** @param hidden - Belongs into every form of the screen. */
  screen(hidden: Html): Screen;
  /** Called once at most. */
  submit(form: URLSearchParams): SubmitResult;
}

/** What comes after a submission. */
export type SubmitResult =
  | { readonly next: 'retry'; readonly retry: Retry }
  | { readonly next: 'step'; readonly step: ConfirmationStep }
  /** A last word; the page adds what else waits. */
  | { readonly next: 'done'; readonly screen: Screen }
  | { readonly next: 'overview' };

/** The part of the page for one kind of question. */
export interface PageSection {
  readonly heading: string;
  readonly body: Html;
  /** What becomes of what is answered here, for the foot of the page. */
  readonly footnote: string;
}

/** Where something is typed. */
export const TYPED_INPUT_FOOTNOTE =
  'What you type here is sent to AWS alone; it does not go into the chat, and it is not stored.';

/** All that the page knows of one kind of question. A new kind is a new file, and a line in the table of index.ts. */
export interface QuestionKind {
  readonly kind: Question['kind'];
  /**
   * Null where none of this kind waits.
   *
   * @param hidden - Belongs into every form of the section.
   */
  section(waiting: readonly WaitingQuestion[], hidden: Html, retry: Retry | null): PageSection | null;
  submit(form: URLSearchParams, ledger: QuestionStore): Promise<SubmitResult>;
}

type QuestionOfKind<K extends Question['kind']> = WaitingQuestion<Extract<Question, { kind: K }>>;

/** Those of one kind. */
export function filterByKind<K extends Question['kind']>(
  kind: K,
  waiting: readonly WaitingQuestion[],
): QuestionOfKind<K>[] {
  return waiting.filter((one): one is QuestionOfKind<K> => one.question.kind === kind);
}

/** Those of the kind that a form was shown for and that still wait: never one that it did not show. */
export function findSubmitted<K extends Question['kind']>(
  kind: K,
  form: URLSearchParams,
  ledger: QuestionStore,
): QuestionOfKind<K>[] {
  const ids = new Set(form.getAll('id'));
  return filterByKind(kind, ledger.waiting()).filter(({ id }) => ids.has(id));
}
