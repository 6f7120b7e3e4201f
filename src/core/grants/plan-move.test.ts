import { describe, expect, it } from 'vitest';
import { byAwsClock } from './moment.ts';
import { createHolder, inMinutes, NOW } from '#test/support/arbitraries/grants.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { Traffic } from '#core/network/traffic.ts';
import { isSingleAddress, planMove, findRuleGrants } from './plan-move.ts';
import { formatEnd } from './note.ts';

const JO = createHolder('jo');
const OLD = '203.0.113.7';
const OLD6 = '2001:db8:1::7';
const NEW = '198.51.100.9';
const NEW6 = '2001:db8:2::9';
const cidr = (text: string) => parseCidr(text).cidr;
const HTTPS: Traffic = { protocol: 'tcp', ports: { from: 443, to: 443 } };

const rule = (address: string, description: string | null, traffic = HTTPS): IngressRule => ({
  source: { kind: 'cidr', cidr: cidr(address) },
  traffic,
  description,
  ruleId: null,
});

const move = (rules: readonly IngressRule[], to: readonly string[] = [NEW]) =>
  planMove(rules, { holder: JO, from: [cidr(OLD), cidr(OLD6)], to: to.map(cidr) }, byAwsClock(NOW));

/** `jo until …` */
const jo = (minutes: number) => `jo until ${formatEnd(inMinutes(minutes))}`;
const inWords = (rules: readonly IngressRule[]) =>
  rules.map((one) => `${describeRule(one)} ${one.description}`);

describe('a move of one holder’s share', () => {
  it('keeps words, end and reason, and takes the old rule with its last holder', () => {
    const old = rule(OLD, `Jo, home [awswhitelist:1 ${jo(60)} (deploy)]`);
    const plan = move([old, rule('192.0.2.1', '[awswhitelist:1 jo]')]);
    expect(inWords(plan.authorize)).toEqual([
      `tcp 443 from ${NEW}/32 Jo, home [awswhitelist:1 ${jo(60)} (deploy)]`,
    ]);
    expect(plan).toMatchObject({ revoke: [old], join: [], leave: [], begun: [], unfit: [], longest: 1 });
  });

  it('leaves a shared rule to the others, with all that is theirs', () => {
    const old = rule(OLD, `NAT [awswhitelist:1 ann; ${jo(60)}]`);
    const plan = move([old]);
    expect(inWords(plan.authorize)).toEqual([`tcp 443 from ${NEW}/32 NAT [awswhitelist:1 ${jo(60)}]`]);
    expect(plan).toMatchObject({
      revoke: [],
      leave: [{ rule: old, to: 'NAT [awswhitelist:1 ann]', gives: false }],
    });
  });

  it('takes a rule whose other holders have ended', () => {
    const old = rule(OLD, `[awswhitelist:1 ann until ${formatEnd(inMinutes(-60))}; jo]`);
    expect(move([old])).toMatchObject({ revoke: [old], leave: [], longest: null });
  });

  it('joins a rule of others at the new address', () => {
    const there = rule(NEW, '[awswhitelist:1 ann]');
    const plan = move([rule(OLD, `[awswhitelist:1 ${jo(60)}]`), there]);
    expect(plan).toMatchObject({
      authorize: [],
      join: [{ rule: there, to: `[awswhitelist:1 ann; ${jo(60)}]`, gives: true }],
      begun: [],
      longest: 1,
    });
  });

  it('goes on from a move that ended half-way, also where the new share is the shorter one', () => {
    const old = rule(OLD, `[awswhitelist:1 ${jo(60)}]`);
    const same = rule(NEW, `[awswhitelist:1 ${jo(60)}]`);
    expect(move([old, same])).toMatchObject({ authorize: [], join: [], begun: [same], revoke: [old] });
    expect(move([old, same]).longest).toBeUndefined();
    const shorter = rule(NEW, `[awswhitelist:1 ${jo(30)}]`);
    expect(move([old, shorter])).toMatchObject({
      join: [{ rule: shorter, to: `[awswhitelist:1 ${jo(60)}]` }],
      begun: [shorter],
    });
  });

  it.each(['by hand', null, '[awswhitelist:2 jo]'])(
    'never writes on a rule described as %j',
    (description) => {
      const there = rule(NEW, description);
      expect(move([rule(OLD, '[awswhitelist:1 jo]'), there])).toMatchObject({
        authorize: [],
        join: [],
        foreign: [there],
      });
      expect(move([rule(OLD, description)]).moves).toEqual([]);
    },
  );

  it('says what there is no room for', () => {
    const full = rule(NEW, `${'w'.repeat(232)} [awswhitelist:1 ann]`);
    expect(() => move([rule(OLD, '[awswhitelist:1 jo]'), full])).toThrow(/no room for jo/);
  });
});

describe('addresses of both families', () => {
  it('become those of their own, and one without a new one becomes all of the other family', () => {
    const rules = [rule(OLD, '[awswhitelist:1 jo]'), rule(OLD6, '[awswhitelist:1 jo]')];
    const told = (to: string[]) => move(rules, to).authorize.map(describeRule);
    expect(told([NEW, NEW6])).toEqual([`tcp 443 from ${NEW}/32`, `tcp 443 from ${NEW6}/128`]);
    expect(told([NEW6])).toEqual([`tcp 443 from ${NEW6}/128`]);
    expect(move(rules.slice(1), ['198.51.100.1', '198.51.100.2']).authorize).toHaveLength(2);
    expect(move(rules.slice(1), [NEW, NEW6]).authorize.map(describeRule)).toEqual([
      `tcp 443 from ${NEW6}/128`,
    ]);
  });

  it.each([
    [30, 60],
    [60, 30],
  ])('that become one rule keep the longer end: %i and %i minutes', (v4, v6) => {
    const plan = move([
      rule(OLD, `[awswhitelist:1 ${jo(v4)}]`),
      rule(OLD6, `[awswhitelist:1 ${jo(v6)} (x)]`),
    ]);
    const reason = v6 > v4 ? ' (x)' : '';
    expect(inWords(plan.authorize)).toEqual([`tcp 443 from ${NEW}/32 [awswhitelist:1 ${jo(60)}${reason}]`]);
    expect(plan).toMatchObject({ longest: 1 });
    const endless = move([rule(OLD, `[awswhitelist:1 ${jo(v4)}]`), rule(OLD6, '[awswhitelist:1 jo]')]);
    expect(inWords(endless.authorize)).toEqual([`tcp 443 from ${NEW}/32 [awswhitelist:1 jo]`]);
    expect(endless.longest).toBeNull();
  });

  it('leave what the other family has no message for', () => {
    const codes: Traffic = { protocol: 'icmp', ports: { from: 3, to: 4 } };
    const old = rule(OLD, '[awswhitelist:1 jo]', codes);
    expect(move([old], [NEW6])).toMatchObject({ moves: [], authorize: [], revoke: [], unfit: [old] });
    expect(move([old], [NEW])).toMatchObject({ unfit: [], revoke: [old] });
  });
});

it('moves those rules alone that are named', () => {
  const rules = [rule(OLD, '[awswhitelist:1 jo]'), rule(OLD6, '[awswhitelist:1 jo]')];
  const asked = { holder: JO, from: [cidr(OLD), cidr(OLD6)], to: [cidr(NEW)] };
  expect(planMove(rules, { ...asked, only: new Set() }, byAwsClock(NOW)).moves).toEqual([]);
});

it('knows a holder’s live shares for addresses alone', () => {
  const group: IngressRule = {
    ...rule(OLD, '[awswhitelist:1 jo]'),
    source: { kind: 'security_group', id: 'sg-1', ownerId: null },
  };
  const over = rule(OLD, `[awswhitelist:1 ${jo(-1)}]`);
  const own = rule(OLD6, `[awswhitelist:1 ann; ${jo(1)}]`);
  expect(
    findRuleGrants([group, over, own, rule(NEW, '[awswhitelist:1 ann]')], JO, NOW).map((one) => one.rule),
  ).toEqual([own]);
});

it('tells one address from a network', () => {
  expect(
    ['203.0.113.7', '203.0.113.0/31', '2001:db8::1', '2001:db8::/64'].map((text) =>
      isSingleAddress(cidr(text)),
    ),
  ).toEqual([true, false, true, false]);
});
