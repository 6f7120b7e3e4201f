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

/** Holds what was found out until the person confirms it, and no longer than a question is held. */
export interface ConfirmationStep {
  /** @param hidden - Fields that every form of the screen has to contain. */
  screen(hidden: Html): Screen;
  /** Called once at most. */
  submit(form: URLSearchParams): SubmitResult;
}

/** What comes after a submission. */
export type SubmitResult =
  | { readonly next: 'retry'; readonly retry: Retry }
  | { readonly next: 'step'; readonly step: ConfirmationStep }
  /** The question is settled; the page adds what else waits. */
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
   * @param hidden - Fields that every form of the section has to contain.
   */
  section(waiting: readonly WaitingQuestion[], hidden: Html, retry: Retry | null): PageSection | null;
  submit(form: URLSearchParams, store: QuestionStore): Promise<SubmitResult>;
}

type QuestionOfKind<K extends Question['kind']> = WaitingQuestion<Extract<Question, { kind: K }>>;

/** The waiting questions of one kind. */
export function filterByKind<K extends Question['kind']>(
  kind: K,
  waiting: readonly WaitingQuestion[],
): QuestionOfKind<K>[] {
  return waiting.filter((one): one is QuestionOfKind<K> => one.question.kind === kind);
}

/** The questions that a submitted form showed and that still wait: never one that it did not show. */
export function findSubmitted<K extends Question['kind']>(
  kind: K,
  form: URLSearchParams,
  store: QuestionStore,
): QuestionOfKind<K>[] {
  const ids = new Set(form.getAll('id'));
  return filterByKind(kind, store.waiting()).filter(({ id }) => ids.has(id));
}
