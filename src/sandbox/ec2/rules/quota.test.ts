import { describe, expect, it } from 'vitest';
import type { PrefixList, RegionState, Rule, Source } from '#sandbox/state/state.ts';
import { checkQuota, quotaCost } from './quota.ts';

const LISTS: PrefixList[] = [
  { id: 'pl-small', name: 'small', family: 'ipv4', maxEntries: 10 },
  { id: 'pl-six', name: 'six', family: 'ipv6', maxEntries: 55 },
];
const REGION: RegionState = { vpcs: [], groups: [], prefixLists: LISTS };

function rules(count: number, source: Source): Rule[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `sgr-${index}`,
    egress: false,
    protocol: 'tcp',
    fromPort: index,
    toPort: index,
    source,
    tags: [],
  }));
}

const v4 = (count: number) => rules(count, { kind: 'ipv4', cidr: '0.0.0.0/0' });
const v6 = (count: number) => rules(count, { kind: 'ipv6', cidr: '::/0' });
const listed = (id: string) => rules(1, { kind: 'prefix-list', id });
const grouped = (count: number) => rules(count, { kind: 'group', id: 'sg-1', userId: '123456789012' });

describe('quotaCost', () => {
  it('counts each family by itself', () => {
    expect(quotaCost([...v4(3), ...v6(2)], LISTS)).toEqual({ ipv4: 3, ipv6: 2 });
  });

  it('counts a prefix list by its maximum, in its family', () => {
    expect(quotaCost([...listed('pl-small'), ...listed('pl-six')], LISTS)).toEqual({ ipv4: 10, ipv6: 55 });
  });

  it('counts a group once in both', () => {
    expect(quotaCost(grouped(4), LISTS)).toEqual({ ipv4: 4, ipv6: 4 });
  });
});

describe('checkQuota', () => {
  const refused = expect.objectContaining({ code: 'RulesPerSecurityGroupLimitExceeded' });

  it('allows sixty of each family', () => {
    expect(() => checkQuota([...v4(60), ...v6(60)], REGION)).not.toThrow();
  });

  it("keeps to the account's own figure where it has one", () => {
    const region = { ...REGION, resources: { rulesPerGroup: 62 } };
    expect(() => checkQuota(v4(62), region)).not.toThrow();
    expect(() => checkQuota(v4(63), region)).toThrowError(refused);
  });

  it('refuses one more of either, however it comes about', () => {
    for (const over of [
      v4(61),
      v6(61),
      [...v4(51), ...listed('pl-small')],
      [...v6(6), ...listed('pl-six')],
    ]) {
      expect(() => checkQuota(over, REGION)).toThrowError(refused);
    }
    expect(() => checkQuota([...v6(60), ...grouped(1)], REGION)).toThrowError(refused);
  });
});
