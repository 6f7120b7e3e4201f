import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { authorize, revoke, tcpPermission } from '#test/contract/aws-fixture.ts';
import {
  createGroupHarness,
  keysOf,
  portRule,
  portRules,
  createTestGroupHarness,
} from '#test/support/harness/group-harness.ts';
import { formatSource, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { SecurityGroups } from './group.ts';

const bench = await createGroupHarness();
let groups: SecurityGroups;
afterAll(() => bench.close());
beforeEach(async () => {
  bench.onRequest = () => undefined;
  ({ groups } = await bench.openSession());
});

/** Somebody else lets in or shuts out some of these. */
const wire = (rules: readonly IngressRule[]) =>
  rules.map((rule) => tcpPermission(443, formatSource(rule.source)));
const letIn = (id: SecurityGroupId, rules: readonly IngressRule[]) =>
  authorize(bench.other, id, ...wire(rules));
const shutOut = (id: SecurityGroupId, rules: readonly IngressRule[]) =>
  revoke(bench.other, id, ...wire(rules));

/** What somebody does as this request of the product arrives, and only then; counted from 1. */
function meanwhile(request: number, act: () => Promise<unknown>) {
  let count = 0;
  bench.onRequest = () => ((count += 1) === request ? act() : undefined);
}

const SIXTY = portRules(60);
const THREE = portRules(3);
const [A, B, C] = [THREE.slice(0, 1), THREE.slice(1, 2), THREE.slice(2)];
const NOTHING = { changed: [], unchanged: [], failed: [], unknown: [], error: null, maybeOurs: false };

describe('rules that are added together', () => {
  it('go in one request, each with its own description, and come back with their ids', async () => {
    const id = await bench.newGroup();
    const rules = SIXTY.map((rule, i): IngressRule => ({ ...rule, description: `number ${i}` }));
    const each = await groups.authorizeEach(id, rules);
    expect(bench.sentActions()).toBe('A');
    expect(each).toMatchObject({ ...NOTHING, changed: rules.map((rule) => ({ ...rule, ruleId: /^sgr-/ })) });
    expect(await bench.readRules(id)).toEqual(rules);
  });

  it('may be of both families and of several kinds of traffic', async () => {
    const id = await bench.newGroup();
    const rules = ['203.0.113.7', '2001:db8::7', '198.51.100.0/24', '2001:db8:1::/48'].flatMap((address) => [
      portRule(address, 443, `${address} to 443`),
      portRule(address, 22, null),
    ]);
    const each = await groups.authorizeEach(id, rules);
    expect(bench.sentActions()).toBe('A');
    expect(keysOf(each.changed)).toEqual(keysOf(rules));
    const there = await bench.readRules(id);
    for (const rule of rules) expect(there).toContainEqual(rule);
  });

  it('are asked for once each, and nothing is asked for none', async () => {
    const id = await bench.newGroup();
    expect(await groups.authorizeEach(id, [])).toEqual(NOTHING);
    expect(bench.sentActions()).toBe('');
    expect((await groups.authorizeEach(id, [...A, ...B, ...A])).changed).toHaveLength(2);
    expect(bench.sentActions()).toBe('A');
  });

  it('need nothing where all are there; each is told with the description that it has', async () => {
    const id = await bench.newGroup();
    await authorize(bench.other, id, tcpPermission(443, '203.0.113.0/32', 'mine'), ...wire([...B, ...C]));
    const each = await groups.authorizeEach(
      id,
      THREE.map((rule) => ({ ...rule, description: 'yours' })),
    );
    const described = THREE.map((rule, i) => ({ ...rule, description: i === 0 ? 'mine' : null }));
    expect(each).toEqual({ ...NOTHING, unchanged: described });
    expect(bench.sentActions()).toBe('AD');
  });

  it('are the rest where somebody else added one at the last moment', async () => {
    const id = await bench.newGroup();
    meanwhile(1, () => letIn(id, SIXTY.slice(30, 31)));
    const each = await groups.authorizeEach(id, SIXTY);
    expect(bench.sentActions()).toBe('ADAD');
    expect(each).toMatchObject({ failed: [], unknown: [], error: null, maybeOurs: false });
    expect(each.unchanged).toEqual(SIXTY.slice(30, 31));
    expect(keysOf(each.changed)).toEqual(keysOf(SIXTY.filter((_, i) => i !== 30)));
    expect(keysOf(await bench.readRules(id))).toEqual(keysOf(SIXTY));
  });

  it('are sent again where what was there has gone meanwhile', async () => {
    const id = await bench.newGroup();
    await letIn(id, B);
    // After the read told of it.
    meanwhile(3, () => shutOut(id, B));
    const each = await groups.authorizeEach(id, THREE);
    expect(bench.sentActions()).toBe('ADADA');
    expect(keysOf(each.changed)).toEqual(keysOf(THREE));
    expect(keysOf(await bench.readRules(id))).toEqual(keysOf(THREE));
  });

  it('are sent again as they were asked for, not as what was there had been described', async () => {
    const id = await bench.newGroup();
    const ours = THREE.map((rule): IngressRule => ({ ...rule, description: 'ours' }));
    await authorize(bench.other, id, tcpPermission(443, '203.0.113.1/32', 'theirs'));
    meanwhile(3, () => shutOut(id, B));
    await groups.authorizeEach(id, ours);
    expect((await bench.readRules(id)).map(({ description }) => description)).toEqual([
      'ours',
      'ours',
      'ours',
    ]);
  });

  it('come to an end where somebody never lets one be', async () => {
    const id = await bench.newGroup();
    await letIn(id, B);
    let there = true;
    bench.onRequest = ({ action }) => {
      const act = action.startsWith('Authorize') !== there ? (there ? shutOut : letIn) : null;
      if (act) there = !there;
      // There for every change, gone for every look.
      return act?.(id, B);
    };
    const each = await groups.authorizeEach(id, THREE);
    expect(each).toMatchObject({ unchanged: B, failed: [], unknown: [], error: null });
    expect(keysOf(each.changed)).toEqual(keysOf([...A, ...C]));
    expect(bench.sentActions()).toBe('ADAAAA');
  });
});

it('comes to an end where somebody undoes with every look what the last one told', async () => {
  const id = await bench.newGroup();
  const [two, four] = [[...A, ...B], portRules(4)];
  await letIn(id, THREE);
  let [there, looks] = [true, 0];
  bench.onRequest = ({ action }) => {
    const gone = action.startsWith('Describe') && (looks += 1) % 2 === 0;
    if (there !== gone) return undefined;
    there = !gone;
    return (gone ? shutOut : letIn)(id, two);
  };
  const each = await groups.authorizeEach(id, four);
  expect(bench.sentActions()).toBe('ADADAD');
  expect(each).toMatchObject({ failed: [], unknown: [], error: null, maybeOurs: false });
  expect(keysOf(each.unchanged)).toEqual(keysOf(THREE));
});

describe('reads that are behind', () => {
  const STALE = [{ action: 'Authorize*', call: 1, fault: { kind: 'stale', reads: 10_000 } }];

  it.each([
    ['one of sixty', SIXTY.slice(0, 1), 'ADAAAAAAAAAAAA'],
    ['another of sixty', SIXTY.slice(59), 'ADAAAAAAAAAA'],
    ['two of three', [...A, ...C], 'ADAAAA'],
  ])('do not tell of %s: every part has an answer of its own', async (_, there, sent) => {
    const on = await createTestGroupHarness();
    const id = await on.newGroup();
    const rules = there.length === 1 ? SIXTY : THREE;
    await authorize(on.other, id, ...wire(there));
    await on.sandbox.setFaults(STALE);
    const each = await (await on.openSession()).groups.authorizeEach(id, rules);
    expect(each).toMatchObject({ failed: [], unknown: [], error: null, maybeOurs: false });
    expect(keysOf(each.unchanged)).toEqual(keysOf(there));
    expect(keysOf(await on.readRules(id))).toEqual(keysOf(rules));
    expect(on.sentActions()).toBe(sent);
  });

  it('do not tell of any: the requests are bounded', async () => {
    const on = await createTestGroupHarness();
    const id = await on.newGroup();
    await authorize(on.other, id, ...wire(SIXTY));
    await on.sandbox.setFaults(STALE);
    const each = await (await on.openSession()).groups.authorizeEach(id, SIXTY);
    expect(keysOf(each.unchanged)).toEqual(keysOf(SIXTY));
    expect(on.sentActions()).toBe(`AD${'A'.repeat(118)}`);
  });
});

describe('rules that are removed together', () => {
  it('go in one request', async () => {
    const id = await bench.newGroup();
    await letIn(id, SIXTY);
    const each = await groups.revokeEach(id, SIXTY);
    expect(bench.sentActions()).toBe('R');
    expect(keysOf(each.changed)).toEqual(keysOf(SIXTY));
    expect(each).toMatchObject({ ...NOTHING, changed: each.changed });
    expect(await bench.readRules(id)).toEqual([]);
  });

  it.each([
    ['other', 'RDRD'],
    ['default', 'R'],
  ] as const)('are the rest where somebody removed one at the last moment, %s VPC', async (kind, sent) => {
    const id = await bench.newGroup(kind);
    await letIn(id, SIXTY);
    meanwhile(1, () => shutOut(id, SIXTY.slice(7, 8)));
    const each = await groups.revokeEach(id, SIXTY);
    expect(bench.sentActions()).toBe(sent);
    expect(each).toMatchObject({ unchanged: SIXTY.slice(7, 8), failed: [], unknown: [], error: null });
    expect(each.changed).toHaveLength(59);
    expect(await bench.readRules(id)).toEqual([]);
  });

  it.each(['other', 'default'] as const)('need nothing where none is there, %s VPC', async (kind) => {
    const id = await bench.newGroup(kind);
    expect(await groups.revokeEach(id, THREE)).toEqual({ ...NOTHING, unchanged: THREE });
    expect(bench.sentActions()).toBe('RD');
  });

  it('leave one that a look shows to be described otherwise by now', async () => {
    const id = await bench.newGroup();
    const ours = THREE.map((rule): IngressRule => ({ ...rule, description: 'ours' }));
    await authorize(
      bench.other,
      id,
      tcpPermission(443, '203.0.113.0/32', 'ours'),
      tcpPermission(443, '203.0.113.2/32', 'theirs'),
    );
    const each = await groups.revokeEach(id, ours);
    expect(bench.sentActions()).toBe('RDRD');
    expect(each).toMatchObject({ ...NOTHING, changed: [{ description: 'ours' }], unchanged: ours.slice(1) });
    expect(keysOf(await bench.readRules(id))).toEqual(keysOf(C));
  });

  it('leave what others are let in by', async () => {
    const id = await bench.newGroup();
    await letIn(id, THREE);
    await groups.revokeEach(id, [...A, portRule('203.0.113.1', 22)]);
    expect(keysOf(await bench.readRules(id))).toEqual(keysOf([...B, ...C]));
  });

  it('and of which one came back meanwhile are sent again', async () => {
    const id = await bench.newGroup();
    await letIn(id, [...A, ...C]);
    meanwhile(3, () => letIn(id, B));
    const each = await groups.revokeEach(id, THREE);
    expect(bench.sentActions()).toBe('RDRDR');
    expect(keysOf(each.changed)).toEqual(keysOf(THREE));
    expect(await bench.readRules(id)).toEqual([]);
  });
});
