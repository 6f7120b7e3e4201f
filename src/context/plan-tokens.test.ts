import { describe, expect, it } from 'vitest';
import { parseCidr } from '#core/network/cidr.ts';
import type { GroupDiff, PlannedChange } from '#core/approval/planned-change.ts';
import { createPlanTokens, PLAN_LIFETIME_MS } from './plan-tokens.ts';

const rule = (address: string, port = 443, description: string | null = null) => ({
  source: { kind: 'cidr' as const, cidr: parseCidr(address).cidr },
  traffic: { protocol: 'tcp' as const, ports: { from: port, to: port } },
  description,
  ruleId: null,
});
const GROUP: GroupDiff = {
  region: 'us-east-1',
  groupId: 'sg-1',
  groupName: 'web',
  authorize: [rule('203.0.113.7', 443, 'Jo'), rule('203.0.113.8')],
  revoke: [rule('203.0.113.9')],
  rewrite: [{ rule: rule('203.0.113.10', 443, 'a'), to: 'b', gives: true }],
};
const OTHER: GroupDiff = { ...GROUP, region: 'eu-west-1', groupId: 'sg-2', revoke: [] };
const PLAN: PlannedChange = {
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/jo',
  reasons: ['It is wide.'],
  changes: [GROUP, OTHER],
};
/** The same plan with something else for its first group. */
const withGroup = (more: Partial<GroupDiff>): Partial<PlannedChange> => ({
  changes: [{ ...GROUP, ...more }, OTHER],
});

function clock() {
  let time = Date.parse('2026-11-23T12:00:00Z');
  return { now: () => new Date(time), pass: (ms: number) => (time += ms) };
}

describe('a token of a plan', () => {
  it('is good for that plan, once', () => {
    const tokens = createPlanTokens(clock().now);
    const token = tokens.mint('plan', PLAN);
    expect(tokens.isValid('plan', token, PLAN)).toBe(true);
    expect(tokens.redeem('plan', token, PLAN)).toBe(true);
    expect(tokens.isValid('plan', token, PLAN)).toBe(false);
    expect(tokens.redeem('plan', token, PLAN)).toBe(false);
  });

  it('knows the same plan whatever the order of its rules and groups', () => {
    const tokens = createPlanTokens(clock().now);
    const authorize = [...GROUP.authorize].reverse();
    const turned = { ...PLAN, changes: [OTHER, { ...GROUP, authorize }] };
    expect(tokens.digest(turned)).toBe(tokens.digest(PLAN));
    expect(tokens.redeem('plan', tokens.mint('plan', PLAN), turned)).toBe(true);
  });

  it.each<[string, Partial<PlannedChange>]>([
    ['account', { account: '210987654321' }],
    ['identity', { arn: 'arn:aws:iam::123456789012:user/kim' }],
    ['region', withGroup({ region: 'eu-west-1' })],
    ['group', withGroup({ groupId: 'sg-2' })],
    ['address', withGroup({ authorize: [rule('203.0.113.7', 443, 'Jo'), rule('203.0.113.0/24')] })],
    ['port', withGroup({ authorize: [rule('203.0.113.7', 22, 'Jo'), rule('203.0.113.8')] })],
    ['words on a rule', withGroup({ authorize: [rule('203.0.113.7', 443, 'Kim'), rule('203.0.113.8')] })],
    ['number of rules', withGroup({ authorize: [rule('203.0.113.7', 443, 'Jo')] })],
    ['removal', withGroup({ revoke: [] })],
    ['reason to ask', { reasons: ['It is wide.', 'It goes for ann too.'] }],
    ['words on what goes', withGroup({ revoke: [rule('203.0.113.9', 443, 'Ann')] })],
    [
      'words on what is held',
      withGroup({ rewrite: [{ rule: rule('203.0.113.10', 443, 'c'), to: 'b', gives: true }] }),
    ],
    ['rule that is not read', withGroup({ unread: ['sgr-1'] })],
    ['direction', withGroup({ authorize: GROUP.revoke, revoke: GROUP.authorize })],
    ['number of groups', { changes: [GROUP] }],
  ])('is not good for another %s, and is not used up by the attempt', (_what, other) => {
    const tokens = createPlanTokens(clock().now);
    const token = tokens.mint('plan', PLAN);
    expect(tokens.redeem('plan', token, { ...PLAN, ...other })).toBe(false);
    expect(tokens.redeem('plan', token, PLAN)).toBe(true);
  });

  it('ends after a quarter of an hour', () => {
    const time = clock();
    const tokens = createPlanTokens(time.now);
    const token = tokens.mint('plan', PLAN);
    time.pass(PLAN_LIFETIME_MS - 1);
    expect(tokens.isValid('plan', token, PLAN)).toBe(true);
    time.pass(1);
    expect(tokens.redeem('plan', token, PLAN)).toBe(false);
  });

  it('is no consent, and consent is no token of a plan', () => {
    const tokens = createPlanTokens(clock().now);
    expect(tokens.redeem('consent', tokens.mint('plan', PLAN), PLAN)).toBe(false);
    expect(tokens.redeem('plan', tokens.mint('consent', PLAN), PLAN)).toBe(false);
  });

  it('of another process is not good here', () => {
    const { now } = clock();
    const token = createPlanTokens(now).mint('plan', PLAN);
    expect(createPlanTokens(now).redeem('plan', token, PLAN)).toBe(false);
  });

  it('altered in any one character is not good', () => {
    const tokens = createPlanTokens(clock().now);
    const token = tokens.mint('plan', PLAN);
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === 'A' || token[i] === '1' ? '2' : token[i] === '.' ? '-' : '1';
      const altered = token.slice(0, i) + other + token.slice(i + 1);
      // The last character of a base64url text has bits that mean nothing.
      const isSame = Buffer.from(altered, 'base64url').equals(Buffer.from(token, 'base64url'));
      if (!isSame || altered === token)
        expect(tokens.isValid('plan', altered, PLAN), String(i)).toBe(altered === token);
    }
    for (const text of [
      '',
      '.',
      '...',
      `${token} `,
      `${token}\n`,
      token.slice(1),
      `${token}x`,
      'x'.repeat(10_000),
    ])
      expect(tokens.isValid('plan', text, PLAN)).toBe(false);
  });
});
