import type { IngressRule } from './ingress-rule.ts';

/** A rule whose description is to be another; who is let in stays the same. */
export interface DescriptionUpdate {
  /** As it was found, with its description. */
  readonly rule: IngressRule;
  /** The whole description that it is to have. */
  readonly to: string;
  /** It lengthens or begins somebody's access: judged as an addition. Else it takes a share of it away. */
  readonly gives: boolean;
}
