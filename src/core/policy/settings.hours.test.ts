import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRule, findRefusingSettings, tcp } from '#test/support/arbitraries/policies.ts';
import { decideAll, DEFAULT_POLICY } from './decide.ts';
import { judgeHours } from './settings.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';

const change = { groupId: parseSecurityGroupId('sg-0123abcd'), group: null, authorize: [], revoke: [] };
const judged = (maxHours: number, longest: number | null) =>
  judgeHours({ ...DEFAULT_POLICY, maxHours }, { ...change, longest });

const hours = fc.oneof(
  fc.integer({ min: 1, max: 5_256_000 }).map((minutes) => minutes / 60),
  fc.double({ min: 1e-6, max: 87_600, noNaN: true }),
);

it('what a refusal says would allow it allows it, and is no more than a minute longer', () => {
  fc.assert(
    fc.property(hours, hours, (longest, shorter) => {
      fc.pre(longest > shorter);
      const [refusal] = judged(shorter, longest);
      const allows = Number(refusal?.allows);
      expect(judged(allows, longest)).toEqual([]);
      expect(allows - longest).toBeLessThanOrEqual(1 / 60);
      expect(refusal?.allows).toMatch(/^\d+(?:\.\d{1,2})?$/);
    }),
    { numRuns: 2000 },
  );
});

it('no number allows what has no end', () => {
  fc.assert(
    fc.property(hours, (most) => {
      expect(judged(most, null)).toMatchObject([{ allows: null }]);
    }),
  );
});

it('who may not be let in for so long is told beside the other limits', () => {
  const world = { authorize: [createRule('0.0.0.0/0', tcp(443))], longest: null };
  expect(findRefusingSettings(world, { maxHours: 8 })).toEqual([
    'allow_world_open',
    'max_rule_duration_hours',
  ]);
});

it('expired rules in one group do not hide how many others are removed', () => {
  const revoke = [createRule('203.0.113.7', tcp(22)), createRule('203.0.113.8', tcp(22))];
  const [expired, live] = [
    { ...change, revoke, onlyExpired: true },
    { ...change, revoke },
  ];
  expect(decideAll(DEFAULT_POLICY, [expired, expired])).toEqual({ kind: 'allow' });
  expect(decideAll(DEFAULT_POLICY, [expired, live])).toEqual({
    kind: 'confirm',
    reasons: ['It removes 2 rules at once.'],
  });
});
