import { ruleKey, sameRule, withoutRepeats, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { Group } from './group.ts';

/** Reads of EC2 may be behind its changes for so long: milliseconds. It is mostly much less. */
const MEMORY = 5_000;

/** A group that contradicts what this process changed is read again after these pauses: milliseconds. */
const PAUSES = [150, 450];

/** `described`: there, with exactly this description. `present`: there, with any. */
type State = 'described' | 'present' | 'absent';

interface Made {
  readonly groupId: string;
  readonly rule: IngressRule;
  readonly is: State;
  readonly at: number;
}

/** A group's rules, as any of the reads tells them. */
type RulesSeen = Pick<Group, 'id' | 'rules'>;

/** What this process changed a moment ago: by that, a read is known to be behind (EC2 is eventually consistent). */
export interface RecentChanges {
  made(groupId: string, rules: readonly IngressRule[], is: State): void;
  /**
   * Groups as they are read; read again where they do not show what was made, which somebody may have undone, or
   * described otherwise, since. `behind` names those rules as they were made.
   */
  caughtUp<T extends RulesSeen>(
    read: () => Promise<readonly T[]>,
    signal: AbortSignal,
  ): Promise<readonly (T & { readonly behind?: readonly IngressRule[] })[]>;
}

/** Waits so many milliseconds. It ends early with the signal, and never rejects. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** @param now - Milliseconds since any moment, never set. Default: `performance.now`. */
export function createRecentChanges({
  now = () => performance.now(),
  pause,
}: {
  readonly now?: () => number;
  readonly pause: Pause;
}): RecentChanges {
  let changes: readonly Made[] = [];
  const current = () => (changes = changes.filter(({ at }) => now() - at < MEMORY));
  const contradicted = ({ id, rules }: RulesSeen) => {
    const made = current().filter(({ groupId }) => groupId === id);
    return withoutRepeats(made.filter((one) => !shows(rules, one)).map(({ rule }) => rule));
  };
  return {
    made(groupId, rules, is) {
      const keys = new Set(rules.map(ruleKey));
      // That a rule is there says nothing of its description: what was written into it stays known.
      const staysKnown = (made: Made) => is === 'present' && made.is === 'described';
      const others = current().filter(
        (made) => made.groupId !== groupId || !keys.has(ruleKey(made.rule)) || staysKnown(made),
      );
      changes = [...others, ...rules.map((rule) => ({ groupId, rule, is, at: now() }))];
    },
    async caughtUp(read, signal) {
      let groups = await read();
      for (const milliseconds of PAUSES) {
        if (groups.every((group) => contradicted(group).length === 0)) return groups;
        // Where the call has ended meanwhile, the next read says so.
        await pause(milliseconds, signal);
        groups = await read();
      }
      return groups.map((group) => ({ ...group, behind: contradicted(group) }));
    },
  };
}

function shows(rules: readonly IngressRule[], { rule, is }: Made): boolean {
  const there = rules.find((other) => sameRule(other, rule));
  if (is === 'absent') return there === undefined;
  return there !== undefined && (is === 'present' || sameDescription(there, rule));
}

/** An empty description is none: EC2 tells of both alike. */
const sameDescription = (a: IngressRule, b: IngressRule) => (a.description ?? '') === (b.description ?? '');
