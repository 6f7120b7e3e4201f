import type { Group } from '#aws/security-groups/group.ts';
import { parseDescription } from '#core/rules/description.ts';
import { isPastGrace, lastEnd } from '#core/grants/grant.ts';
import { parseNote, formatNote } from '#core/grants/note.ts';
import { ruleKey, toRulesByKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { EMPTY_DIFF } from '#core/rules/rule-diff.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { Applied, GroupChange, PlannedDiff, SkippedRule } from './group-change.ts';
import { writeNotes } from './write-notes.ts';

/** A rule's whole description as an answer left it, and as it was before; null: there was no rule. Notes are legal here. */
export interface Restore {
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * @returns null: the call undoes nothing
 * @throws WhitelistError `invalid_input`
 */
export function readRestore(
  given: Restore | undefined,
  others: Readonly<Record<string, unknown>>,
): Restore | null {
  if (given === undefined) return null;
  const [surplus] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (surplus !== undefined || (given.from === null && given.to === null)) {
    throw invalidInput({
      field: 'restore',
      value: given,
      expected: `what the undo of an answer has, ${surplus === undefined ? 'with a description in one of the two' : `without ${surplus} beside it`}`,
      example: '{"from": null, "to": "Jo, home office"}',
    });
  }
  for (const side of ['from', 'to'] as const)
    if (given[side] !== null) parseDescription(given[side], `restore.${side}`);
  return given;
}

/** What a tool's own changes tell beside a diff and its outcomes. */
interface RestoreFacts<Plan extends PlannedDiff, Made extends Applied> {
  readonly toPlan: (diff: PlannedDiff, group: Group) => Plan;
  readonly toApplied: () => Made;
}

/**
 * Brings rules back to what they were, where they still are as they were left; else nothing of the group is changed.
 */
export function createRestoreChange<Plan extends PlannedDiff, Made extends Applied>(
  target: TargetGroup,
  rules: readonly IngressRule[],
  { restore, allowGap }: { readonly restore: Restore; readonly allowGap: boolean },
  { toPlan, toApplied }: RestoreFacts<Plan, Made>,
): GroupChange<Plan, Made> {
  const { groupId, session } = target;
  const { groups } = session;
  return {
    target,
    blindPlan: null,
    plan: async (group) => toPlan(planRestore(group.rules, rules, restore, await session.now()), group),
    async apply({ authorize, revoke, rewrite }, before, outcomes) {
      outcomes.include(rules);
      const now = await session.moment();
      const steps = await Promise.all([
        ...(authorize.length > 0 ? [groups.authorizeEach(groupId, authorize, before?.rules)] : []),
        ...(revoke.length > 0 ? [groups.revokeEach(groupId, revoke, before?.rules)] : []),
        writeNotes(rewrite, { groups, groupId, now, allowGap }),
      ]);
      for (const step of steps) outcomes.absorb(step);
      return toApplied();
    },
  };
}

/** @param now - AWS's time. */
function planRestore(
  existing: readonly IngressRule[],
  rules: readonly IngressRule[],
  { from, to }: Restore,
  now: Date,
): PlannedDiff {
  const there = toRulesByKey(existing);
  const shown = (rule: IngressRule) => {
    const present = there.get(ruleKey(rule));
    return present ? (present.description ?? '') : null;
  };
  const wanted = withoutEnded(to, now);
  const open = rules.filter((rule) => shown(rule) !== to && shown(rule) !== wanted.text);
  const kept = open.flatMap((rule): SkippedRule[] => {
    if (shown(rule) !== from) return [{ rule: there.get(ruleKey(rule)) ?? rule, why: { kind: 'changed' } }];
    return wanted.isOver ? [{ rule, why: { kind: 'ended' } }] : [];
  });
  if (kept.length > 0) return { ...EMPTY_DIFF, skipped: kept };
  const present = open.flatMap((rule) => there.get(ruleKey(rule)) ?? []);
  const { text } = wanted;
  if (text === null) return { ...EMPTY_DIFF, revoke: present };
  const longest = hoursUntilEnd(text, now);
  return from === null
    ? { ...EMPTY_DIFF, authorize: open.map((rule) => ({ ...rule, description: text })), longest }
    : { ...EMPTY_DIFF, rewrite: present.map((rule) => ({ rule, to: text, gives: true })), longest };
}

/** What came to its end does not come back. */
function withoutEnded(
  text: string | null,
  now: Date,
): { readonly text: string | null; readonly isOver: boolean } {
  const note = parseNote(text);
  if (!note) return { text, isOver: false };
  const holders = note.holders.filter((one) => !isPastGrace(one, now));
  return holders.length === 0
    ? { text, isOver: true }
    : {
        text: holders.length === note.holders.length ? text : formatNote({ ...note, holders }),
        isOver: false,
      };
}

/** How long a rule lets in that has this description: hours; null: without an end. */
export function hoursUntilEnd(text: string, now: Date): number | null {
  const note = parseNote(text);
  const end = note && lastEnd(note);
  return end ? (end.getTime() - now.getTime()) / 3_600_000 : null;
}
