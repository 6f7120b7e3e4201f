import type { GroupDiff, PlannedChange } from '#core/approval/planned-change.ts';
import { ExpiringMap } from '#core/expiring-map.ts';
import { type AccessChange, sharesAccess, toAccessChange } from '#core/policy/earlier-changes.ts';
import { ruleKey } from '#core/rules/ingress-rule.ts';

/** How long what a person was asked about, and its parts, want a person's yes: milliseconds. */
const REMEMBERED_MS = 15 * 60_000;

/** Most changes of a group that are remembered; each is one question to a person. */
const MAX_REMEMBERED = 1_000;

/**
 * What a person was asked about, so that nothing of it is made in pieces of which each by itself would pass. Kept in
 * memory, for this process alone.
 */
export interface AskedChanges {
  /** Whether a change of this group is, or has in it, a part of what was asked. */
  readonly includes: (groupId: string, change: AccessChange) => boolean;
  readonly remember: (plan: PlannedChange) => void;
  /** The person said yes to it: then it is done with. */
  readonly forget: (plan: PlannedChange) => void;
}

interface AskedChange {
  readonly groupId: string;
  readonly change: AccessChange;
}

export function createAskedChanges(now: () => Date): AskedChanges {
  const asked = new ExpiringMap<AskedChange>({ lifetime: REMEMBERED_MS, now, maxEntries: MAX_REMEMBERED });
  return {
    includes: (groupId, change) =>
      asked.values().some((one) => one.groupId === groupId && sharesAccess(change, one.change)),
    remember({ changes }) {
      for (const diff of changes)
        asked.set(keyOf(diff), { groupId: diff.groupId, change: toAccessChange(diff) });
    },
    forget({ changes }) {
      for (const diff of changes) asked.delete(keyOf(diff));
    },
  };
}

/** The same for the same rules, in whatever order. */
function keyOf(diff: GroupDiff): string {
  const { gives, takes } = toAccessChange(diff);
  return JSON.stringify([diff.groupId, gives.map(ruleKey).sort(), takes.map(ruleKey).sort()]);
}
