import {
  dedupeRules,
  isSameDescription,
  ruleKey,
  toRulesByKey,
  type IngressRule,
} from '#core/rules/ingress-rule.ts';
import type { Group } from './group.ts';

/** How long reads of EC2 may be behind its changes. Mostly it is much less. */
const REMEMBER_MS = 5_000;

/** The pauses after which a group that contradicts a change of this process is read again. */
const REREAD_AFTER_MS = [150, 450];

/** `described`: there, with exactly this description. `present`: there, with any. */
type RuleState = 'described' | 'present' | 'absent';

interface RecordedChange {
  readonly groupId: string;
  readonly rule: IngressRule;
  readonly state: RuleState;
  readonly at: number;
}

/** A group's rules, from any of the reads. */
type GroupRules = Pick<Group, 'id' | 'rules'>;

/** What this process changed a moment ago: with it, a stale read is recognised (EC2 is eventually consistent). */
export interface RecentChanges {
  record(groupId: string, rules: readonly IngressRule[], is: RuleState): void;
  /**
   * Groups as they are read; read again where they do not show what was made, which somebody may have undone, or
   * described otherwise, since. `behind` names those rules as they were made.
   */
  readUntilConsistent<T extends GroupRules>(
    read: () => Promise<readonly T[]>,
    signal: AbortSignal,
  ): Promise<readonly (T & { readonly behind?: readonly IngressRule[] })[]>;
}

/** Ends early with the signal, and never rejects. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** @param now - Milliseconds since any moment, never set. Default: `performance.now`. */
export function createRecentChanges({
  now = () => performance.now(),
  sleep,
}: {
  readonly now?: () => number;
  readonly sleep: Sleep;
}): RecentChanges {
  let changes: readonly RecordedChange[] = [];
  const current = () => (changes = changes.filter(({ at }) => now() - at < REMEMBER_MS));
  const contradicted = ({ id, rules }: GroupRules) => {
    const made = current().filter(({ groupId }) => groupId === id);
    if (made.length === 0) return [];
    const read = toRulesByKey(rules);
    return dedupeRules(made.filter((one) => !isReflectedIn(read, one)).map(({ rule }) => rule));
  };
  return {
    record(groupId, rules, is) {
      const keys = new Set(rules.map(ruleKey));
      // That a rule is there says nothing of its description: what was written into it stays known.
      const staysKnown = (made: RecordedChange) => is === 'present' && made.state === 'described';
      const others = current().filter(
        (made) => made.groupId !== groupId || !keys.has(ruleKey(made.rule)) || staysKnown(made),
      );
      changes = [...others, ...rules.map((rule) => ({ groupId, rule, state: is, at: now() }))];
    },
    async readUntilConsistent(read, signal) {
      let groups = await read();
      for (const delay of REREAD_AFTER_MS) {
        if (groups.every((group) => contradicted(group).length === 0)) return groups;
        // Where the call has ended meanwhile, the next read says so.
        await sleep(delay, signal);
        groups = await read();
      }
      return groups.map((group) => ({ ...group, behind: contradicted(group) }));
    },
  };
}

function isReflectedIn(read: ReadonlyMap<string, IngressRule>, { rule, state: is }: RecordedChange): boolean {
  const current = read.get(ruleKey(rule));
  if (is === 'absent') return current === undefined;
  return current !== undefined && (is === 'present' || isSameDescription(current, rule));
}
