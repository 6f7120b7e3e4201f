import type { HolderName } from '#core/grants/holder.ts';
import { parseNote } from '#core/grants/note.ts';
import { ruleKey } from '#core/rules/ingress-rule.ts';
import type { RuleDiff } from '#core/rules/rule-diff.ts';

/** What is to be changed in one group. */
export interface GroupDiff extends Pick<RuleDiff, 'authorize' | 'revoke' | 'rewrite'> {
  readonly region: string;
  readonly groupId: string;
  /** For people only, not part of the digest that is approved; null: not read. */
  readonly groupName: string | null;
}

/** A change that is fully decided, and not made yet: what a person approves and a token identifies. */
export interface PlannedChange {
  readonly account: string;
  /** Whose credentials would make it. */
  readonly arn: string;
  /** At least one, each group once; their order plays no part in `formatCanonicalPlan`. */
  readonly changes: readonly GroupDiff[];
  /** The requested duration, where the end counts from the moment of the call: the duration is approved, not the end. */
  readonly lasting?: { readonly holder: HolderName; readonly minutes: number } | null;
}

/** The same text for the same change, and another one for every other; the order of groups and rules plays no part. */
export function formatCanonicalPlan({ account, arn, changes, lasting = null }: PlannedChange): string {
  const relativeEndPattern =
    lasting && new RegExp(`${escapeForRegExp(lasting.holder)} until [0-9T:-]+Z(?=[^[\\]]*\\]$)`);
  // A call that is repeated a minute later has an end a minute later.
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
  // A rule to remove is identified by what it lets in; others may change its description meanwhile.
  const removed = revoke.map((rule) => JSON.stringify([ruleKey(rule), rule.ruleId])).sort();
  const rewritten = rewrite
    .map(({ rule, to }) => JSON.stringify([ruleKey(rule), rule.description, replaceEnd(to)]))
    .sort();
  return JSON.stringify([region, groupId, added, removed, rewritten]);
}
