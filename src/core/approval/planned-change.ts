import type { HolderName } from '#core/grants/holder.ts';
import { parseNote, type Grant } from '#core/grants/note.ts';
import { ruleKey } from '#core/rules/ingress-rule.ts';
import type { RuleDiff } from '#core/rules/rule-diff.ts';

/** What is to be changed in one group. */
export interface GroupDiff extends Pick<RuleDiff, 'authorize' | 'revoke' | 'rewrite' | 'unread'> {
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
  /** Why a person has to approve it, a sentence each; none: nobody has to. */
  readonly reasons: readonly string[];
  /** What is worth a word about it, a sentence each; no part of the digest. Default: nothing. */
  readonly warnings?: readonly string[] | undefined;
  /** At least one, each group once; their order plays no part in `formatCanonicalPlan`. */
  readonly changes: readonly GroupDiff[];
  /** A duration that was asked for: it is what is approved, in the place of the end that this call makes of it. */
  readonly lasting?: RelativeEnd | null;
}

/** An end that counts from the moment of the call. */
export interface RelativeEnd {
  readonly holder: HolderName;
  readonly minutes: number;
  /** What this call makes of it. */
  readonly until: Date;
}

/**
 * The same text for the same change, and another one for every other: who makes it, why a person is asked, and of each
 * rule what it lets in, whose it is, and its words, before and after. The order of groups, rules and reasons plays no part.
 */
export function formatCanonicalPlan({
  account,
  arn,
  reasons,
  changes,
  lasting = null,
}: PlannedChange): string {
  const groups = changes.map((change) => formatGroupDiff(change, lasting)).sort();
  return JSON.stringify([account, arn, [...reasons].sort(), groups]);
}

function formatGroupDiff(
  { region, groupId, authorize, revoke, rewrite, unread = [] }: GroupDiff,
  lasting: RelativeEnd | null,
): string {
  const added = authorize.map((rule) => [ruleKey(rule), toParts(rule.description, lasting)]);
  const removed = revoke.map((rule) => [ruleKey(rule), rule.ruleId, toParts(rule.description)]);
  const rewritten = rewrite.map(({ rule, to }) => [
    ruleKey(rule),
    toParts(rule.description),
    toParts(to, lasting),
  ]);
  return JSON.stringify([region, groupId, ...[added, removed, rewritten].map(sortTexts), [...unread].sort()]);
}

const sortTexts = (parts: readonly unknown[]): string[] => parts.map((part) => JSON.stringify(part)).sort();

/** A description by its parts: a text of its own, or the words and shares of a note. */
function toParts(description: string | null, lasting: RelativeEnd | null = null): unknown {
  const note = parseNote(description);
  if (!note) return description;
  return [note.words, note.holders.map((grant) => [grant.holder, toEndPart(grant, lasting), grant.reason])];
}

/** A call that is repeated a minute later has an end a minute later, and is the same all the same. */
function toEndPart({ holder, until }: Grant, lasting: RelativeEnd | null): unknown {
  const isRelative = lasting?.holder === holder && lasting.until.getTime() === until?.getTime();
  return isRelative ? { minutes: lasting.minutes } : (until?.toISOString() ?? null);
}
