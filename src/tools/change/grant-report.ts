import type { EachRule } from '#aws/security-groups/group.ts';
import type { Joining } from '#core/grants/changes.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { Rewrite } from '#core/rules/rewrite.ts';

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

/** What an addition came to. */
export interface Added extends EachGrant {
  /** The group's other rules, where they were read. */
  readonly others: readonly IngressRule[] | null;
  /** What was there already, as far as it was looked at. */
  readonly found: Pick<Joining, 'held' | 'foreign'>;
}
