import type { IngressRule } from './ingress-rule.ts';
import type { DescriptionUpdate } from './description-update.ts';

/** What a change makes of one group's rules. */
export interface RuleDiff {
  readonly authorize: readonly IngressRule[];
  /** Beside additions only rules that are there: what replaces a part of them counts as no addition. */
  readonly revoke: readonly IngressRule[];
  readonly rewrite: readonly DescriptionUpdate[];
  /** Ids of rules that go although they could not be read. Default: none. */
  readonly unread?: readonly string[] | undefined;
  /** The longest life that it gives to a rule: hours; null: one without an end. Undefined: it gives none. */
  readonly longest?: number | null | undefined;
  /** What else makes it risky, a sentence each. */
  readonly risks?: readonly string[] | undefined;
  /** It takes away only what has expired, whose end was agreed to when it was granted. Default: no. */
  readonly onlyExpired?: boolean | undefined;
  /** What it removes was named by the id of a rule, which shows nobody what it stands for. Default: no. */
  readonly isNamedById?: boolean | undefined;
  /** It takes back what this process did, as its own answer says. Default: no. */
  readonly isTakenBack?: boolean | undefined;
  /** What it removes is the caller's own and only moves: it is judged by what it adds. Default: no. */
  readonly isOwnMove?: boolean | undefined;
}

export const EMPTY_DIFF: RuleDiff = { authorize: [], revoke: [], rewrite: [] };

/** Whether it changes anything. */
export const hasChanges = ({
  authorize,
  revoke,
  rewrite,
  unread = [],
}: Pick<RuleDiff, 'authorize' | 'revoke' | 'rewrite' | 'unread'>): boolean =>
  authorize.length + revoke.length + rewrite.length + unread.length > 0;

/** The rules that it is about, as they are before it where they are there. */
export const listRules = ({ authorize, revoke, rewrite }: RuleDiff): IngressRule[] => [
  ...authorize,
  ...revoke,
  ...rewrite.map(({ rule }) => rule),
];
