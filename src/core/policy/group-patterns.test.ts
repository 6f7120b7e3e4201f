import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import {
  describeGroupPattern,
  matchesGroup,
  matchesPattern,
  needsGroupRead,
  type GroupPattern,
} from './group-patterns.ts';

const id = parseSecurityGroupId('sg-0123abcd');
const group = { name: 'web-1', tags: new Map([['env', 'staging']]) };
const byId: GroupPattern = { kind: 'id', id };
const byName: GroupPattern = { kind: 'name', pattern: 'web-*' };
const byTag: GroupPattern = { kind: 'tag', key: 'env', pattern: 'stag*' };

describe('matchesPattern', () => {
  it('says what a regular expression says', () => {
    const seen = { true: 0, false: 0 };
    const letters = (...of: string[]) =>
      fc.array(fc.constantFrom(...of), { maxLength: 8 }).map((l) => l.join(''));
    fc.assert(
      fc.property(letters('a', 'b', '*', '?', '.'), letters('a', 'b', '.', '*'), (pattern, text) => {
        const source = pattern.replace(/\./g, '\\.').replace(/\*/g, '[^]*').replace(/\?/g, '[^]');
        const expected = new RegExp(`^${source}$`).test(text);
        expect(matchesPattern(pattern, text)).toBe(expected);
        seen[`${expected}`] += 1;
      }),
      { numRuns: 3000, seed: 20261201 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(200);
  });

  it('takes no exponential time', () => {
    expect(matchesPattern('*a'.repeat(50), 'a'.repeat(200) + 'b')).toBe(false);
  });

  it('knows upper and lower case apart', () => {
    expect(matchesPattern('Web-*', 'web-1')).toBe(false);
  });
});

it.each<[GroupPattern, typeof group | null, boolean]>([
  [byId, null, true],
  [{ kind: 'id', id: parseSecurityGroupId('sg-0') }, group, false],
  [byName, group, true],
  [byName, null, false],
  [byTag, group, true],
  [byTag, { ...group, tags: new Map() }, false],
  [{ ...byTag, key: 'Env' }, group, false],
])('%j and %j: %s', (pattern, facts, expected) => {
  expect(matchesGroup(pattern, id, facts)).toBe(expected);
});

it('names and tags have the group read, ids do not', () => {
  expect([null, [byId], [byId, byName], [byTag]].map(needsGroupRead)).toEqual([false, false, true, true]);
});

it('is shown as it is written', () => {
  expect([byId, byName, byTag].map(describeGroupPattern)).toEqual(['sg-0123abcd', 'web-*', 'tag:env=stag*']);
});
