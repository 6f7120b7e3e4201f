import type { Question } from '#core/approval/questions.ts';
import type { Html } from './html.ts';
import type { Screen } from './layout.ts';
import type { Ledger, Waiting } from './ledger.ts';

/** Something about a submission that the person can put right. */
export interface Problem {
  /** The field's id, or null where it is none of them. */
  readonly field: string | null;
  readonly message: string;
  readonly guidance?: readonly string[];
}

/** A form that was sent and comes back. */
export interface Retry {
  readonly kind: Question['kind'];
  readonly problems: readonly Problem[];
  /** What was typed and may be shown again: never a secret, nor what could be one in the wrong field. */
  readonly kept: ReadonlyMap<string, string>;
  /** Which form of the kind, where each question has its own. */
  readonly id?: string;
}

/** What was found out is held for one more answer of the person's, and no longer than a question is. */
export interface Step {
  /** @param hidden - Belongs into every form of the screen. */
  screen(hidden: Html): Screen;
  /** Called once at most. */
  submit(form: URLSearchParams): Next;
}

/** What comes after a submission. */
export type Next =
  | { readonly next: 'retry'; readonly retry: Retry }
  | { readonly next: 'step'; readonly step: Step }
  /** A last word; the page adds what else waits. */
  | { readonly next: 'done'; readonly screen: Screen }
  | { readonly next: 'overview' };

/** The part of the page for one kind of question. */
export interface Section {
  readonly heading: string;
  readonly body: Html;
  /** What becomes of what is answered here, for the foot of the page. */
  readonly promise: string;
}

/** Where something is typed. */
export const TYPED =
  'What you type here is sent to AWS alone; it does not go into the chat, and it is not stored.';

/** All that the page knows of one kind of question. A new kind is a new file, and a line in the table of index.ts. */
export interface Kind {
  readonly kind: Question['kind'];
  /**
   * Null where none of this kind waits.
   *
   * @param hidden - Belongs into every form of the section.
   */
  section(waiting: readonly Waiting[], hidden: Html, retry: Retry | null): Section | null;
  submit(form: URLSearchParams, ledger: Ledger): Promise<Next>;
}

type OfKind<K extends Question['kind']> = Waiting<Extract<Question, { kind: K }>>;

/** Those of one kind. */
export function ofKind<K extends Question['kind']>(kind: K, waiting: readonly Waiting[]): OfKind<K>[] {
  return waiting.filter((one): one is OfKind<K> => one.question.kind === kind);
}

/** Those of the kind that a form was shown for and that still wait: never one that it did not show. */
export function shownIn<K extends Question['kind']>(
  kind: K,
  form: URLSearchParams,
  ledger: Ledger,
): OfKind<K>[] {
  const ids = new Set(form.getAll('id'));
  return ofKind(kind, ledger.waiting()).filter(({ id }) => ids.has(id));
}
