import type { Question } from '#core/approval/questions.ts';
import { approval } from './approval.ts';
import { code } from './code.ts';
import { credentials } from './credentials.ts';
import type { Kind } from '#asking/kind.ts';

/** Every kind of question, in the order of the page. */
const TABLE: { readonly [K in Question['kind']]: Kind & { readonly kind: K } } = {
  credentials,
  code,
  approval,
};

export const kinds: readonly Kind[] = Object.values(TABLE);
