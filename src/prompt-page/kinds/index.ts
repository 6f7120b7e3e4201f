import type { Question } from '#core/approval/questions.ts';
import { approval } from './approval.ts';
import { code } from './code.ts';
import { credentials } from './credentials.ts';
import type { QuestionKind } from '#prompt-page/question-kind.ts';

/** Every kind of question, in the order of the page. */
const TABLE: { readonly [K in Question['kind']]: QuestionKind & { readonly kind: K } } = {
  credentials,
  code,
  approval,
};

export const kinds: readonly QuestionKind[] = Object.values(TABLE);
