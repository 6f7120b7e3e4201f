import type { HolderName } from '#core/grants/holder.ts';
import { parseNote } from '#core/grants/note.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/rewrite.ts';

/** What is to be changed in one group. */
export interface GroupDiff {
  readonly region: string;
  readonly groupId: string;
  /** For people alone, no part of what is approved by digest text; null: not read. */
  readonly groupName: string | null;
  readonly authorize: readonly IngressRule[];
  readonly revoke: readonly IngressRule[];
  readonly rewrite: readonly DescriptionUpdate[];
}

/** A change that is settled in all its parts, and not made yet: what a person approves and a token stands for. */
export interface PlannedChange {
  readonly account: string;
  /** Whose credentials would make it. */
  readonly arn: string;
  /** At least one, each group once; their order plays no part in planText. */
  readonly changes: readonly GroupDiff[];
  /** The end that was asked for, where it counts from the moment of the call: it is approved as such. */
  readonly lasting?: { readonly holder: HolderName; readonly minutes: number } | null;
}

/** The same text for the same change, and another one for every other; the order of groups and rules plays no part. */
export function formatCanonicalPlan({ account, arn, changes, lasting = null }: PlannedChange): string {
  const relativeEndPattern =
    lasting && new RegExp(`${escapeForRegExp(lasting.holder)} until [0-9T:-]+Z(?=[^[\\]]*\\]$)`);
  // A call that is repeated a minute later ends a minute later.
  const replaceEnd = (text: string | null) =>
    relativeEndPattern && parseNote(text)
      ? (text?.replace(relativeEndPattern, `${lasting.holder} for ${lasting.minutes}m`) ?? null)
      : text;
  return JSON.stringify([account, arn, changes.map((change) => formatGroupDiff(change, replaceEnd)).sort()]);
}

const escapeForRegExp = (holder: HolderName) => holder.replaceAll('.', '\\.');

type ReplaceEnd = (text: string | null) => string | null;

function formatGroupDiff(
  { region, groupId, authorize, revoke, rewrite }: GroupDiff,
  replaceEnd: ReplaceEnd,
): string {
  const added = authorize.map((rule) => JSON.stringify([ruleKey(rule), replaceEnd(rule.description)])).sort();
  // What is removed is known by what it is; its description is others' to change.
  const removed = revoke.map((rule) => JSON.stringify([ruleKey(rule), rule.ruleId])).sort();
  const rewritten = rewrite
    .map(({ rule, to }) => JSON.stringify([ruleKey(rule), rule.description, replaceEnd(to)]))
    .sort();
  return JSON.stringify([region, groupId, added, removed, rewritten]);
}
