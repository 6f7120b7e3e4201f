import { planUndo, type Undo, type UndoWord } from '#core/grants/plan-undo.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { GroupChange, SkippedRule } from '#tools/change/group-change.ts';
import { writeNotes } from '#tools/change/write-notes.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';

export interface UndoOptions {
  readonly undo: Undo;
  readonly word: UndoWord;
  readonly allowGap: boolean;
}

/** Brings rules back to what they were, where they still are as they were left; else nothing of the group is changed. */
export function createUndoChange(
  target: TargetGroup,
  rules: readonly IngressRule[],
  { undo, word, allowGap }: UndoOptions,
): GroupChange {
  const { groupId, session } = target;
  const { groups } = session;
  return {
    target,
    blindPlan: null,
    async plan(group) {
      const { changed, ended, ...diff } = planUndo(group.rules, rules, undo, {
        word,
        now: await session.moment(),
      });
      const skipped: SkippedRule[] = [
        ...changed.map((rule) => ({ rule, why: { kind: 'changed' as const } })),
        ...ended.map((rule) => ({ rule, why: { kind: 'ended' as const } })),
      ];
      return { ...diff, skipped, isTakenBack: word.kind === 'own' };
    },
    async apply({ authorize, revoke, rewrite }, before, outcomes) {
      outcomes.include(rules);
      const now = await session.moment();
      const steps = await Promise.all([
        ...(authorize.length > 0 ? [groups.authorizeEach(groupId, authorize, before?.rules)] : []),
        ...(revoke.length > 0 ? [groups.revokeEach(groupId, revoke, before?.rules)] : []),
        writeNotes(rewrite, { groups, groupId, now, allowGap }),
      ]);
      for (const step of steps) outcomes.absorb(step);
      return {};
    },
  };
}
