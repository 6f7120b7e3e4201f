import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCidr } from '#core/network/cidr.ts';
import { parseHolder } from '#core/grants/holder.ts';
import { isSameRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { formatCanonicalPlan, type GroupDiff, type PlannedChange } from './planned-change.ts';

/** Few of each, so that two plans are often the same, or nearly. Some try to look like the joints of the text. */
const word = fc.constantFrom('a', 'b', 'a,b', 'a","b', '"', '[]', '\\', '');
const source = fc.oneof(
  fc
    .constantFrom('203.0.113.7', '203.0.113.7/31', '2001:db8::7')
    .map((text) => ({ kind: 'cidr' as const, cidr: parseCidr(text).cidr })),
  fc.record({
    kind: fc.constantFrom('security_group' as const, 'prefix_list' as const),
    id: fc.constantFrom('sg-1', 'pl-1', '203.0.113.7/32'),
    ownerId: fc.constant(null),
  }),
);
const traffic = fc.oneof(
  fc.record({
    protocol: fc.constantFrom('tcp' as const, 'udp' as const, 'icmp' as const),
    ports: fc.constantFrom(null, { from: 8, to: 8 }, { from: 8, to: 80 }),
  }),
  fc.constant({ protocol: 'all' as const, ports: null }),
);
const rule: fc.Arbitrary<IngressRule> = fc.record({
  source,
  traffic,
  description: fc.option(word),
  ruleId: fc.option(fc.constantFrom('sgr-1', 'sgr-2')),
});
const group: fc.Arbitrary<GroupDiff> = fc.record({
  region: fc.constantFrom('eu-west-1', 'us-east-1'),
  groupId: fc.oneof(fc.constantFrom('sg-1', 'sg-2'), word),
  groupName: fc.option(word),
  authorize: fc.array(rule, { maxLength: 2 }),
  revoke: fc.array(rule, { maxLength: 2 }),
  rewrite: fc.array(fc.record({ rule, to: word, gives: fc.boolean() }), { maxLength: 2 }),
});
const plan: fc.Arbitrary<PlannedChange> = fc.record({
  account: word,
  arn: word,
  reasons: fc.array(word, { maxLength: 2 }),
  changes: fc.array(group, { minLength: 1, maxLength: 3 }),
});

const END = '2026-11-30T09:00Z';

const ONE: IngressRule = {
  source: { kind: 'cidr', cidr: parseCidr('203.0.113.7').cidr },
  traffic: { protocol: 'tcp', ports: { from: 443, to: 443 } },
  ...{ description: null, ruleId: null },
};

/** Whether each of one has a partner among the others, and none is left. */
function paired<T>(some: readonly T[], others: readonly T[], same: (a: T, b: T) => boolean): boolean {
  const left = [...others];
  for (const one of some) {
    const index = left.findIndex((other) => same(one, other));
    if (index < 0) return false;
    left.splice(index, 1);
  }
  return left.length === 0;
}

/** What the same change is, said another way than by text. */
const sameGroup = (a: GroupDiff, b: GroupDiff): boolean =>
  a.region === b.region &&
  a.groupId === b.groupId &&
  paired(a.authorize, b.authorize, (r, s) => isSameRule(r, s) && r.description === s.description) &&
  paired(
    a.revoke,
    b.revoke,
    (r, s) => isSameRule(r, s) && r.ruleId === s.ruleId && r.description === s.description,
  ) &&
  paired(
    a.rewrite,
    b.rewrite,
    (r, s) => isSameRule(r.rule, s.rule) && r.rule.description === s.rule.description && r.to === s.to,
  );
const samePlan = (a: PlannedChange, b: PlannedChange): boolean =>
  a.account === b.account &&
  a.arn === b.arn &&
  paired(a.reasons, b.reasons, (r, s) => r === s) &&
  paired(a.changes, b.changes, sameGroup);

const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });

/** The same change: turned about, with other names of groups, other ids of what comes. */
const turned = ({ changes, ...who }: PlannedChange): fc.Arbitrary<PlannedChange> =>
  fc
    .tuple(
      ...changes.map((one) =>
        fc
          .record({
            groupName: fc.option(word),
            authorize: shuffled(one.authorize.map((added) => ({ ...added, ruleId: 'sgr-3' }))),
            revoke: shuffled(one.revoke),
            rewrite: shuffled(one.rewrite.map((note) => ({ ...note, gives: !note.gives }))),
          })
          .map((more): GroupDiff => ({ ...one, ...more })),
      ),
    )
    .chain(shuffled)
    .map((all) => ({ ...who, changes: all }));

/** The list with one of its items altered; an empty one as it is. */
const oneOf = <T>(items: readonly T[], alter: (item: T) => fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  items.length === 0
    ? fc.constant(items)
    : fc
        .nat({ max: items.length - 1 })
        .chain((at) =>
          fc.tuple(...items.map((item, index) => (index === at ? alter(item) : fc.constant(item)))),
        );

/** The value with one of its fields from another. */
const oneField = <T extends object>(value: T, others: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.tuple(others, fc.constantFrom(...Object.keys(value))).map(([other, key]) => ({
    ...value,
    ...Object.fromEntries(Object.entries(other).filter(([name]) => name === key)),
  }));

const alteredGroup = (one: GroupDiff): fc.Arbitrary<GroupDiff> =>
  fc.oneof(
    oneField(one, group),
    oneOf(one.authorize, (added) => oneField(added, rule)).map((authorize) => ({ ...one, authorize })),
    oneOf(one.revoke, (removed) => oneField(removed, rule)).map((revoke) => ({ ...one, revoke })),
    oneOf(one.rewrite, (note) => word.map((to) => ({ ...note, to }))).map((rewrite) => ({ ...one, rewrite })),
    fc.constant({ ...one, authorize: one.revoke, revoke: one.authorize }),
  );

/** A plan that differs in at most one part, or nearly. */
const altered = (one: PlannedChange): fc.Arbitrary<PlannedChange> =>
  fc.oneof(
    oneField(one, plan),
    fc.constant({ ...one, account: one.arn, arn: one.account }),
    fc.subarray([...one.changes], { minLength: 1 }).map((changes) => ({ ...one, changes })),
    group.map((more) => ({ ...one, changes: [...one.changes, more] })),
    oneOf(one.changes, alteredGroup).map((changes) => ({ ...one, changes })),
  );

describe('the text of a planned change', () => {
  it('is the same for the same change, whatever its order and what is for people alone', () => {
    fc.assert(
      fc.property(
        plan.chain((one) => fc.tuple(fc.constant(one), turned(one))),
        ([one, other]) => {
          expect(formatCanonicalPlan(other)).toBe(formatCanonicalPlan(one));
        },
      ),
    );
  });

  it('is another one for every other change', () => {
    const pairs = plan.chain((one) => fc.tuple(fc.constant(one), fc.oneof(altered(one), plan)));
    fc.assert(
      fc.property(pairs, ([one, other]) => {
        expect(formatCanonicalPlan(one) === formatCanonicalPlan(other)).toBe(samePlan(one, other));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes an end that counts from the moment of the call for what it was asked as, and no other', () => {
    const made = (text: string, until: string, minutes = 120) =>
      formatCanonicalPlan({
        ...{ account: '1', arn: 'a', reasons: [] },
        lasting: { holder: parseHolder('j.o'), minutes, until: new Date(until) },
        changes: [
          {
            ...{ region: 'eu-west-1', groupId: 'sg-1', groupName: null, revoke: [], rewrite: [] },
            authorize: [{ ...ONE, description: text }],
          },
        ],
      });
    const [one, two] = ['2026-11-23T18:02Z', '2026-11-23T18:03Z'];
    const first = made(`Jo [awswhitelist:1 j.o until ${one}; ann until 2026-11-24T09:00Z]`, one);
    expect(made(`Jo [awswhitelist:1 j.o until ${two}; ann until 2026-11-24T09:00Z]`, two)).toBe(first);
    for (const other of [
      made(`Jo [awswhitelist:1 j.o until ${one}; ann until 2026-11-24T09:00Z]`, one, 121),
      made(`Jo [awswhitelist:1 j.o until ${two}; ann until 2026-11-24T09:00Z]`, one),
      made(`Jo [awswhitelist:1 j.o until ${one}; ann until 2026-11-24T09:01Z]`, one),
      made(`Jo [awswhitelist:1 jxo until ${one}; ann until 2026-11-24T09:00Z]`, one),
      made('Jo [awswhitelist:1 j.o; ann until 2026-11-24T09:00Z]', one),
      made(`j.o until ${one} [awswhitelist:1 ann until 2026-11-24T09:00Z]`, one),
    ])
      expect(other).not.toBe(first);
    const foreign = [`j.o until ${one}]`, `j.o until ${two}]`].map((text, i) =>
      made(text, i === 0 ? one : two),
    );
    expect(new Set(foreign).size).toBe(2);
  });

  it.each([
    (end: string) => `[x] [awswhitelist:1 jo until ${end}]`,
    (end: string) => `Jo] until [awswhitelist:1 jo until ${end} (until 2026-01-01T00:00Z, jo)]`,
    (end: string) => `$& $1 [awswhitelist:1 ann (jo until ${END}); jo until ${end}]`,
    (end: string) => `[awswhitelist:1 a-jo until ${END}; jo until ${end}; bob until ${END}]`,
  ])('knows such an end in any note: %#', (describe_) => {
    const made = (until: string, minutes = 60) =>
      formatCanonicalPlan({
        ...{ account: '1', arn: 'a', reasons: [] },
        lasting: { holder: parseHolder('jo'), minutes, until: new Date(until) },
        changes: [
          {
            ...{ region: 'eu-west-1', groupId: 'sg-1', groupName: null, authorize: [], revoke: [] },
            rewrite: [
              { rule: { ...ONE, description: '[awswhitelist:1 ann]' }, to: describe_(until), gives: true },
            ],
          },
        ],
      });
    expect(made('2026-11-23T18:03Z')).toBe(made('2026-11-23T18:02Z'));
    expect(made('2026-11-23T18:03Z', 61)).not.toBe(made('2026-11-23T18:02Z'));
  });

  it('does not take rules of one group for those of another', () => {
    const rules = [ONE];
    const change = (groupId: string, more: Partial<GroupDiff> = {}): GroupDiff => ({
      ...{ region: 'eu-west-1', groupId, groupName: null, authorize: [], revoke: [], rewrite: [] },
      ...more,
    });
    const text = (...changes: readonly GroupDiff[]) =>
      formatCanonicalPlan({ account: '1', arn: 'a', reasons: [], changes });
    const all = [
      text(change('sg-1')),
      text(change('sg-1'), change('sg-2')),
      text(change('sg-1', { authorize: rules }), change('sg-2')),
      text(change('sg-1'), change('sg-2', { authorize: rules })),
      text(change('sg-1', { revoke: rules }), change('sg-2')),
      text(change('sg-1', { authorize: rules }), change('sg-2', { authorize: rules })),
      text(change('sg-1', { region: 'us-east-1', authorize: rules }), change('sg-2', { authorize: rules })),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
