import { escapeUnprintable } from '#core/text/escape.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';

/** What has to be known of a group to judge whether it may be changed. */
export interface GroupFacts {
  readonly name: string;
  readonly tags: ReadonlyMap<string, string>;
}

/** How a setting names groups. Names and tags are as trustworthy as those who may write them. */
export type GroupPattern =
  | { readonly kind: 'id'; readonly id: SecurityGroupId }
  /** `*` stands for any characters, `?` for one. */
  | { readonly kind: 'name'; readonly pattern: string }
  | { readonly kind: 'tag'; readonly key: string; readonly pattern: string };

/** Whether a group has to be read before it can be judged. */
export const needsGroupRead = (patterns: readonly GroupPattern[] | null) =>
  patterns?.some(({ kind }) => kind !== 'id') ?? false;

/** @param group - Null: not read, so that only its id can match. */
export function matchesGroup(pattern: GroupPattern, id: SecurityGroupId, group: GroupFacts | null): boolean {
  if (pattern.kind === 'id') return pattern.id === id;
  const text = pattern.kind === 'name' ? group?.name : group?.tags.get(pattern.key);
  return text !== undefined && matchesPattern(pattern.pattern, text);
}

/** Two pointers instead of a regular expression: no pattern can make this take exponential time. */
export function matchesPattern(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** How much of a pattern a refusal repeats: characters. */
const MAX_SHOWN_LENGTH = 200;

export function describeGroupPattern(pattern: GroupPattern): string {
  if (pattern.kind === 'id') return pattern.id;
  const text = pattern.kind === 'name' ? pattern.pattern : `tag:${pattern.key}=${pattern.pattern}`;
  return escapeUnprintable(text, MAX_SHOWN_LENGTH);
}
