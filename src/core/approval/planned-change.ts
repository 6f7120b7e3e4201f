import type { HolderName } from '#core/grants/holder.ts';
import { parseNote } from '#core/grants/note.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { Rewrite } from '#core/rules/rewrite.ts';

/** What is to be changed in one group. */
export interface GroupChange {
  readonly region: string;
  readonly groupId: string;
  /** For people alone, no part of what is approved by digest text; null: not read. */
  readonly groupName: string | null;
  readonly authorize: readonly IngressRule[];
  readonly revoke: readonly IngressRule[];
  readonly rewrite: readonly Rewrite[];
}

/** A change that is settled in all its parts, and not made yet: what a person approves and a token stands for. */
export interface PlannedChange {
  readonly account: string;
  /** Whose credentials would make it. */
  readonly arn: string;
  /** At least one, each group once; their order plays no part in planText. */
  readonly changes: readonly GroupChange[];
  /** The end that was asked for, where it counts from the moment of the call: it is approved as such. */
  readonly lasting?: { readonly holder: HolderName; readonly minutes: number } | null;
}

/** The same text for the same change, and another one for every other; the order of groups and rules plays no part. */
export function planText({ account, arn, changes, lasting = null }: PlannedChange): string {
  const own = lasting && new RegExp(`${escaped(lasting.holder)} until [0-9T:-]+Z(?=[^[\\]]*\\]$)`);
  // A call that is repeated a minute later ends a minute later.
  const wordsOf = (text: string | null) =>
    own && parseNote(text) ? (text?.replace(own, `${lasting.holder} for ${lasting.minutes}m`) ?? null) : text;
  return JSON.stringify([account, arn, changes.map((change) => groupText(change, wordsOf)).sort()]);
}

const escaped = (holder: HolderName) => holder.replaceAll('.', '\\.');

type Words = (text: string | null) => string | null;

function groupText({ region, groupId, authorize, revoke, rewrite }: GroupChange, wordsOf: Words): string {
  const added = authorize.map((rule) => JSON.stringify([ruleKey(rule), wordsOf(rule.description)])).sort();
  // What is removed is known by what it is; its description is others' to change.
  const removed = revoke.map((rule) => JSON.stringify([ruleKey(rule), rule.ruleId])).sort();
  const rewritten = rewrite
    .map(({ rule, to }) => JSON.stringify([ruleKey(rule), rule.description, wordsOf(to)]))
    .sort();
  return JSON.stringify([region, groupId, added, removed, rewritten]);
}
