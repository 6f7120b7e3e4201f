import { WhitelistError } from '#core/errors/errors.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import type { GroupPattern } from '#core/policy/group-patterns.ts';

/**
 * Reads an entry of `allowed_security_groups`: `sg-0123abcd`, `web-*`, `tag:env=staging`.
 *
 * @throws WhitelistError `invalid_input`
 */
export function parseGroupPattern(value: unknown): GroupPattern {
  const text = String(value);
  // AWS gives no group a name that begins so.
  if (text.startsWith('sg-')) return { kind: 'id', id: parseSecurityGroupId(text) };
  if (text.trim() === '') throw invalidPattern('An empty entry names no group.');
  if (!text.startsWith('tag:')) return { kind: 'name', pattern: text };
  const [, key = '', pattern = ''] = /^tag:([^=]+)=(.+)$/s.exec(text) ?? [];
  if (key === '') throw invalidPattern('A tag is written "tag:KEY=PATTERN"; "tag:KEY=*" means any value.');
  return { kind: 'tag', key, pattern };
}

const invalidPattern = (hint: string) =>
  new WhitelistError('invalid_input', 'No pattern of groups.', { guidance: [hint] });
