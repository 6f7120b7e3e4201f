import { setTimeout as sleep } from 'node:timers/promises';
import { sameRule, type IngressRule } from '../core/ingress-rule.ts';
import type { Group } from './group.ts';

/** Reads of EC2 may be behind its changes for so long: milliseconds. It is mostly much less. */
const MEMORY = 5_000;

/** A group that contradicts what this process changed is read again after these pauses: milliseconds. */
const PAUSES = [150, 450];

interface Made {
  readonly groupId: string;
  readonly rule: IngressRule;
  readonly is: 'present' | 'absent';
  readonly at: number;
}

/** What this process changed a moment ago: by that, a read is known to be behind (EC2 is eventually consistent). */
export interface RecentChanges {
  made(groupId: string, rules: readonly IngressRule[], is: Made['is']): void;
  /** Groups as they are read; read again where they do not show what was made, which somebody may have undone. */
  caughtUp(read: () => Promise<readonly Group[]>, signal: AbortSignal): Promise<readonly Group[]>;
}

export function createRecentChanges(now: () => number = () => performance.now()): RecentChanges {
  let changes: readonly Made[] = [];
  const current = () => (changes = changes.filter(({ at }) => now() - at < MEMORY));
  const contradicted = ({ id, rules }: Group) =>
    current()
      .filter(
        ({ groupId, rule, is }) =>
          groupId === id && rules.some((other) => sameRule(other, rule)) !== (is === 'present'),
      )
      .map(({ rule }) => rule);
  return {
    made(groupId, rules, is) {
      const others = current().filter(
        (made) => made.groupId !== groupId || !rules.some((rule) => sameRule(rule, made.rule)),
      );
      changes = [...others, ...rules.map((rule) => ({ groupId, rule, is, at: now() }))];
    },
    async caughtUp(read, signal) {
      let groups = await read();
      for (const pause of PAUSES) {
        if (groups.every((group) => contradicted(group).length === 0)) return groups;
        // Where the call has ended meanwhile, the next read says so.
        await sleep(pause, undefined, { signal }).catch(() => {});
        groups = await read();
      }
      return groups.map((group) => ({ ...group, behind: contradicted(group) }));
    },
  };
}
