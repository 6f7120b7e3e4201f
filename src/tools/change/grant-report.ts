import type { EachRule } from '#aws/security-groups/group.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { Rewrite } from '#core/approval/planned-change.ts';

/** What became of every rule of a call in one group, notes among them. */
export interface EachGrant extends EachRule {
  /** Rules that stay and have other holders now. */
  readonly rewritten: readonly Rewrite[];
  /** Rules that were taken away and made again, since their notes may not be written. */
  readonly replaced: readonly Rewrite[];
}

export const NOTHING: EachGrant = {
  done: [],
  unneeded: [],
  notDone: [],
  unknown: [],
  error: null,
  retried: false,
  rewritten: [],
  replaced: [],
};

/** The rule as it is to be. */
export const asRewritten = ({ rule, to }: Rewrite): IngressRule => ({ ...rule, description: to });
