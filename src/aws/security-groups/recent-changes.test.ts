import { describe, expect, it } from 'vitest';
import { parseCidr } from '#core/network/cidr.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { Group } from './group.ts';
import { createRecentChanges } from './recent-changes.ts';

const rule = (address: string): IngressRule => ({
  source: { kind: 'cidr', cidr: parseCidr(address).cidr },
  traffic: { protocol: 'tcp', ports: { from: 443, to: 443 } },
  description: null,
  ruleId: null,
});
const [A, B] = [rule('203.0.113.7'), rule('203.0.113.8')];
const group = (...rules: IngressRule[]): Group => ({
  id: 'sg-1',
  name: '',
  description: '',
  vpcId: null,
  tags: new Map(),
  rules,
});

/** Reads these, one after the other, the last for ever. */
function reads(...seen: Group[]) {
  let count = 0;
  return {
    read: () => Promise.resolve([seen[Math.min(count++, seen.length - 1)] ?? group()]),
    count: () => count,
  };
}
const { signal } = new AbortController();
const pause = () => Promise.resolve();

describe('what this process changed a moment ago', () => {
  it.each([
    ['added', 'present', [group(), group(), group(A)]],
    ['removed', 'absent', [group(A), group(A, B), group()]],
  ] as const)('was %s, and the read is behind: read again until it is not', async (_how, is, seen) => {
    const recent = createRecentChanges({ pause });
    recent.record('sg-1', [A], is);
    const { read, count } = reads(...seen);
    const [last] = await recent.readUntilConsistent(read, signal);
    expect(count()).toBe(3);
    expect(last?.behind).toEqual([]);
  });

  it('is named where the read stays behind', async () => {
    const recent = createRecentChanges({ pause });
    recent.record('sg-1', [A, B], 'present');
    const [last] = await recent.readUntilConsistent(reads(group(B)).read, signal);
    expect(last?.behind).toEqual([A]);
  });

  it('counts as it was changed last', async () => {
    const recent = createRecentChanges({ pause });
    recent.record('sg-1', [A], 'present');
    recent.record('sg-1', [A], 'absent');
    const { read, count } = reads(group());
    await recent.readUntilConsistent(read, signal);
    expect(count()).toBe(1);
  });

  describe('was given a description', () => {
    const [old, mine] = [
      { ...A, description: 'old' },
      { ...A, description: 'mine' },
    ];
    const none = { ...A, description: '' };

    it.each([
      ['still the old one', old],
      ['none', A],
      ['no such rule', B],
    ])('and the read shows %s: read again until it shows it', async (_what, first) => {
      const recent = createRecentChanges({ pause });
      recent.record('sg-1', [mine], 'described');
      const { read, count } = reads(group(first), group(mine));
      const [last] = await recent.readUntilConsistent(read, signal);
      expect(count()).toBe(2);
      expect(last?.rules).toEqual([mine]);
    });

    it('is not forgotten where the rule is only found to be there', async () => {
      const recent = createRecentChanges({ pause });
      recent.record('sg-1', [mine], 'described');
      recent.record('sg-1', [A], 'present');
      const [last] = await recent.readUntilConsistent(reads(group(old)).read, signal);
      expect(last?.behind).toEqual([mine]);
    });

    it.each([
      ['removed', 'absent', [A], group()],
      ['described otherwise', 'described', [none], group(A)],
    ] as const)('is forgotten once the rule is %s', async (_how, is, rules, seen) => {
      const recent = createRecentChanges({ pause });
      recent.record('sg-1', [mine], 'described');
      recent.record('sg-1', rules, is);
      const { read, count } = reads(seen);
      await recent.readUntilConsistent(read, signal);
      expect(count()).toBe(1);
    });

    it('says nothing of a rule that was only found to be there', async () => {
      const recent = createRecentChanges({ pause });
      recent.record('sg-1', [mine], 'present');
      const { read, count } = reads(group(old));
      await recent.readUntilConsistent(read, signal);
      expect(count()).toBe(1);
    });
  });

  it('is about its own group, and forgotten after a while', async () => {
    let now = 0;
    const recent = createRecentChanges({ now: () => now, pause });
    recent.record('sg-2', [A], 'present');
    const other = reads(group());
    await recent.readUntilConsistent(other.read, signal);
    expect(other.count()).toBe(1);
    recent.record('sg-1', [A], 'present');
    now = 60_000;
    const later = reads(group());
    await recent.readUntilConsistent(later.read, signal);
    expect(later.count()).toBe(1);
  });
});
