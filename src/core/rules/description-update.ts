import type { IngressRule } from './ingress-rule.ts';

/** A rule that gets another description, and lets in the same addresses as before. */
export interface DescriptionUpdate {
  /** As it was found, with its description. */
  readonly rule: IngressRule;
  /** The whole description that it is to have. */
  readonly to: string;
  /** It begins or extends somebody's access, and is judged like an addition. Otherwise it takes a grant away, … */
  readonly gives: boolean;
  /** … or brings its end forward. Default: it does not. */
  readonly shortens?: boolean;
}
