import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { propertyRuns } from '#test/support/harness/test-size.ts';
import { authorize, revoke } from '#test/contract/aws-fixture.ts';
import { createGroupHarness, keysOf, portRule } from '#test/support/harness/group-harness.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { toIpPermissions } from './to-ec2.ts';

// What each list says is held against what the sandbox saw: which rules came and went with which request.

const bench = await createGroupHarness();
afterAll(() => bench.close());

const ALL: readonly IngressRule[] = [
  '203.0.113.7',
  '198.51.100.0/24',
  '2001:db8::7',
  '2001:db8:1::/48',
].flatMap((address) => [portRule(address, 443), portRule(address, 22)]);
const someRules = fc.subarray([...ALL]);
/** What somebody else does as the request of this number arrives. */
const interleaved = fc.array(fc.option(fc.record({ rule: fc.constantFrom(...ALL) }), { freq: 3 }), {
  maxLength: 8,
});

it.each(['present', 'absent'] as const)(
  'each rule is in one list, and the lists are true, whatever others do meanwhile (%s)',
  async (to) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('other' as const, 'default' as const),
        someRules,
        someRules,
        interleaved,
        fc.boolean(),
        async (vpc, wanted, at, others, told) => {
          const id = await bench.newGroup(vpc);
          if (at.length > 0) await authorize(bench.other, id, ...toIpPermissions(at));
          const keysNow = async () => new Set(keysOf(await bench.readRules(id)));
          const isWanted = (keys: ReadonlySet<string>, rule: IngressRule) =>
            keys.has(ruleKey(rule)) === (to === 'present');
          // By the product's own requests: the state that each came upon, and the one that it left.
          const moments: Set<string>[] = [];
          const touched = new Set<string>();
          let own = 0;
          bench.onRequest = async () => {
            moments.push(await keysNow());
            const other = others[own++];
            if (!other) return;
            const there = (await keysNow()).has(ruleKey(other.rule));
            await (there ? revoke : authorize)(bench.other, id, ...toIpPermissions([other.rule]));
            touched.add(ruleKey(other.rule));
            moments.push(await keysNow());
          };
          const { groups } = await bench.openSession();
          const change = to === 'present' ? groups.authorizeEach : groups.revokeEach;
          const each = (await change(id, wanted, told ? at : undefined)).summarize();
          bench.onRequest = () => undefined;
          const end = await keysNow();
          const lists = [...each.changed, ...each.unchanged, ...each.failed, ...each.unknown];
          expect(keysOf(lists)).toEqual(keysOf(wanted));
          expect(each).toMatchObject({ failed: [], unknown: [], error: null, maybeOurs: false });
          for (const rule of each.changed)
            if (!touched.has(ruleKey(rule))) {
              expect(isWanted(new Set(keysOf(at)), rule), 'changed, and was not so before').toBe(false);
              expect(isWanted(end, rule), 'changed, and is so').toBe(true);
            }
          for (const rule of each.unchanged) {
            expect(
              moments.some((moment) => isWanted(moment, rule)),
              'unchanged: was so',
            ).toBe(true);
            if (!touched.has(ruleKey(rule))) expect(isWanted(end, rule)).toBe(true);
          }
          const others_ = ALL.filter((rule) => !wanted.includes(rule) && !touched.has(ruleKey(rule)));
          for (const rule of others_) expect(end.has(ruleKey(rule))).toBe(at.includes(rule));
        },
      ),
      propertyRuns({ full: 150, short: 25, seed: 20261123 }),
    );
  },
);
