import { ruleKey, isSameRule, dedupeRules, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { Group } from './group.ts';

/** Reads of EC2 may be behind its changes for so long: milliseconds. It is mostly much less. */
const REMEMBER_MS = 5_000;

/** A group that contradicts what this process changed is read again after these pauses: milliseconds. */
const REREAD_AFTER_MS = [150, 450];

/** `described`: there, with exactly this description. `present`: there, with any. */
type RuleState = 'described' | 'present' | 'absent';

interface RecordedChange {
  readonly groupId: string;
  readonly rule: IngressRule;
  readonly state: RuleState;
  readonly at: number;
}

/** A group's rules, as any of the reads tells them. */
type GroupRules = Pick<Group, 'id' | 'rules'>;

/** What this process changed a moment ago: by that, a read is known to be behind (EC2 is eventually consistent). */
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

/** Waits so many milliseconds. It ends early with the signal, and never rejects. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** @param now - Milliseconds since any moment, never set. Default: `performance.now`. */
export function createRecentChanges({
  now = () => performance.now(),
  pause,
}: {
  readonly now?: () => number;
  readonly pause: Sleep;
}): RecentChanges {
  let changes: readonly RecordedChange[] = [];
  const current = () => (changes = changes.filter(({ at }) => now() - at < REMEMBER_MS));
  const contradicted = ({ id, rules }: GroupRules) => {
    const made = current().filter(({ groupId }) => groupId === id);
    return dedupeRules(made.filter((one) => !isReflectedIn(rules, one)).map(({ rule }) => rule));
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
      for (const milliseconds of REREAD_AFTER_MS) {
        if (groups.every((group) => contradicted(group).length === 0)) return groups;
        // Where the call has ended meanwhile, the next read says so.
        await pause(milliseconds, signal);
        groups = await read();
      }
      return groups.map((group) => ({ ...group, behind: contradicted(group) }));
    },
  };
}

function isReflectedIn(rules: readonly IngressRule[], { rule, state: is }: RecordedChange): boolean {
  const current = rules.find((other) => isSameRule(other, rule));
  if (is === 'absent') return current === undefined;
  return current !== undefined && (is === 'present' || sameDescription(current, rule));
}

/** An empty description is none: EC2 tells of both alike. */
const sameDescription = (a: IngressRule, b: IngressRule) => (a.description ?? '') === (b.description ?? '');
